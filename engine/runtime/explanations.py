"""Why a case went the way it went, as sentences for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from engine.models import HistoryEvent

Kind = HistoryEvent.Kind
_LONGEST = 60  # characters of a value in a sentence


@dataclass(frozen=True)
class Explanation:
    """One decision of the case. `details` are its inputs, conditions or rules."""

    at: datetime
    element_id: str
    element_name: str
    sentence: str
    details: dict[str, Any]


def explain(case_id: UUID) -> list[Explanation]:
    """Gateways taken and decisions made in a case and the processes it called, oldest first."""
    events = HistoryEvent.objects.filter(case_id=case_id, kind__in=[Kind.GATEWAY_TAKEN, Kind.DECISION_EVALUATED])
    return [
        Explanation(event.at, event.element_id, event.element_name, " ".join(_sentences(event)), event.data)
        for event in events.order_by("pk")
    ]


def _sentences(event: HistoryEvent) -> Iterator[str]:
    name = event.element_name or event.element_id
    if event.kind == Kind.GATEWAY_TAKEN:
        held = [c for c in event.data["conditions"] if c["holds"]]
        for condition in held:
            yield _("“%(gateway)s”：条件 %(condition)s 成立，走“%(flow)s”。") % {
                "gateway": name,
                "condition": condition["condition"].removeprefix("="),
                "flow": condition["name"] or condition["flow"],
            }
        if not held and event.data["default"]:
            yield _("“%(gateway)s”：没有条件成立，走默认分支。") % {"gateway": name}
        elif not held:
            yield _("“%(gateway)s”：没有条件成立，只走没有条件的分支。") % {"gateway": name}
        return
    for step in event.data["steps"]:
        values = {"decision": step["name"] or step["decision"], "inputs": _listed(step["inputs"])}
        if step["rules"] is None:
            yield _("“%(decision)s”按表达式得出 %(result)s。") % {**values, "result": _shown(step["result"])}
        elif step["rules"]:
            rules = _("、").join(str(rule["number"]) for rule in step["rules"])
            sentence = _("“%(decision)s”%(inputs)s按第 %(rules)s 条规则得出 %(result)s。")
            yield sentence % {**values, "rules": rules, "result": _shown(step["result"])}
        else:
            yield _("“%(decision)s”%(inputs)s没有规则适用。") % values


def _listed(inputs: Mapping[str, Any]) -> str:
    pairs = [_("%(input)s：%(value)s") % {"input": label, "value": _shown(found)} for label, found in inputs.items()]
    return _("（%(values)s）") % {"values": _("；").join(pairs)} if pairs else ""


def _shown(value: Any) -> str:
    """A value as people read it; lists and contexts as JSON, long ones cut."""
    text = _("空") if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
