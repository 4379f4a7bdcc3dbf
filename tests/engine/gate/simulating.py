"""Files that the gate plays with plausible data, and what the playing found."""

from __future__ import annotations

import json
from typing import Any

from engine.gate.check import check
from engine.gate.findings import Finding
from tests.engine.gate.world import Around
from tests.engine.spiff.diagrams import user, zeebe

AROUND = Around(groups={"reviewers"}, topics={"test.topic"})
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="route" name="Route"><decisionTable id="t" hitPolicy="UNIQUE">
    <input id="i" label="score"><inputExpression id="ie" typeRef="number"><text>score</text></inputExpression></input>
    <output id="o" name="route" typeRef="string" />
    <rule id="r1"><inputEntry id="e1"><text>&gt;= 60</text></inputEntry>
      <outputEntry id="o1"><text>"long"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="e2"><text>{second}</text></inputEntry>
      <outputEntry id="o2"><text>"short"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def form(*fields: dict[str, Any]) -> bytes:
    return json.dumps({"type": "default", "id": "f", "schemaVersion": 17, "components": list(fields)}).encode()


NUMBER = {"type": "number", "id": "F1", "key": "score", "label": "得分", "validate": {"min": 60, "max": 100}}
TEXT = {"type": "textfield", "id": "F2", "key": "when", "label": "时间"}
RADIO = {
    "type": "radio",
    "id": "F3",
    "key": "outcome",
    "label": "结论",
    "values": [{"value": "pass", "label": "通过"}, {"value": "fail", "label": "不通过"}],
}


def asked(extensions: str = "") -> str:
    return user("A", extensions=zeebe("formDefinition", formId="f") + extensions)


def found(source: bytes, **files: bytes) -> list[Finding]:
    """The simulation's findings; whatever else the gate finds must not be an error."""
    findings = check({"p.bpmn": source, **{name.replace("_", "."): content for name, content in files.items()}}, AROUND)
    of_simulation = [finding for finding in findings if finding.rule.startswith("simulation")]
    assert [f for f in findings if f.severity == "error" and f not in of_simulation] == []
    return of_simulation


def rules(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.rule, finding.element) for finding in findings]
