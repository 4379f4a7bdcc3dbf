"""Small diagrams for the gate, and what is deployed around them."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from engine.bpmn import Diagram, read
from engine.dmn import Decision
from engine.gate.check import check
from engine.gate.findings import Finding

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
FORM = (
    b'{"type": "default", "id": "review_form", "schemaVersion": 17, "components": '
    b'[{"type": "textfield", "id": "Field_opinion", "key": "opinion", "label": "Opinion"}]}'
)
DMN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="star" name="Star"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="points"><inputExpression id="ie" typeRef="number"><text>points</text></inputExpression></input>
    <output id="o" name="star" typeRef="number" />
    <rule id="r"><inputEntry id="e"><text>{cell}</text></inputEntry><outputEntry id="oe"><text>5</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


@dataclass
class Around:
    """A context that the test sets out itself."""

    forms: Set[str] = frozenset({"review_form"})
    decisions: Set[str] = frozenset({"star"})
    processes: Set[str] = frozenset({"child"})
    topics: Set[str] = frozenset({"certificate.issue"})
    groups: Set[str] = frozenset({"star_evaluator"})
    group_prefixes: tuple[str, ...] = ("enterprise:",)
    user_tasks: Set[str] = frozenset({"accept"})
    task_properties: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {"pauses": frozenset(), "notInvolved": frozenset({"true"})}
    )
    users: Set[str] = field(default_factory=lambda: {"li.na"})

    diagrams: dict[str, bytes] = field(default_factory=dict)
    # What forms and handlers give; one that is not here may give anything.
    answered: dict[str, frozenset[str]] = field(default_factory=dict)
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    read: dict[str, frozenset[str]] = field(default_factory=dict)

    def answers(self, form: str) -> frozenset[str] | None:
        return self.answered.get(form)

    def results(self, topic: str) -> frozenset[str] | None:
        return self.given.get(topic)

    def reads(self, decision: str) -> frozenset[str]:
        return self.read.get(decision, frozenset())

    def schema(self, form: str) -> str | None:
        return None

    def tables(self, decision: str) -> Sequence[Decision]:
        return []

    def has_user(self, username: str) -> bool:
        return username in self.users

    def diagram(self, key: str) -> Diagram | None:
        return read(self.diagrams[key]) if key in self.diagrams else None


def flow(source: str, target: str, inside: str = "", **attributes: str) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"{more}>{inside}</bpmn:sequenceFlow>'


def condition(text: str) -> str:
    return f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'


def chain(*steps: str) -> str:
    """Flows from `begin` over the ids to `done`."""
    ids = ("begin", *steps, "done")
    return "".join(flow(one, two) for one, two in pairwise(ids))


def extended(inside: str) -> str:
    return f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>"


def diagram(*parts: str, roots: str = "", attributes: str = "", key: str = "process_1", ends: bool = True) -> bytes:
    """A file with one process of `parts`, between a start event `begin` and an end event `done`."""
    frame = '<bpmn:startEvent id="begin" /><bpmn:endEvent id="done" />' if ends else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions {NAMESPACES} id="defs" targetNamespace="t">'
        f'<bpmn:process id="{key}" name="流程" isExecutable="true" {attributes}>{frame}{"".join(parts)}</bpmn:process>'
        f"{roots}</bpmn:definitions>"
    ).encode()


def one_step(step: str, *, roots: str = "") -> bytes:
    """begin → step (id `step`) → done."""
    return diagram(step, chain("step"), roots=roots)


def findings_of(source: bytes, around: Around | None = None) -> list[Finding]:
    return check({"p.bpmn": source}, around or Around())


def errors_of(source: bytes, around: Around | None = None) -> list[tuple[str, str]]:
    """(rule, element) of each error."""
    return [(f.rule, f.element) for f in findings_of(source, around) if f.severity == "error"]
