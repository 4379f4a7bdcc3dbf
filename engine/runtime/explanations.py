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
EXPLAINED = (Kind.GATEWAY_TAKEN, Kind.DECISION_EVALUATED)
_LONGEST = 60  # characters of a value in a sentence


@dataclass(frozen=True)
class Explanation:
    """One decision of the case. `sentence` names conditions, rules and values for whoever looks after
    processes; `plain` says the same without expressions and codes, and is empty where nothing is left to say.
    `details` are inputs, conditions or rules."""

    at: datetime
    element_id: str
    element_name: str
    sentence: str
    plain: str
    details: dict[str, Any]


def explain(case_id: UUID) -> list[Explanation]:
    """Gateways taken and decisions made in a case and the processes it called, oldest first."""
    events = HistoryEvent.objects.filter(case_id=case_id, kind__in=EXPLAINED).order_by("pk")
    return [
        Explanation(event.at, event.element_id, event.element_name, why(event), _plain(event), event.data)
        for event in events
    ]


def why(event: HistoryEvent) -> str:
    """The sentence of one event; empty for what is no decision of the diagram."""
    if event.kind == Kind.GATEWAY_TAKEN:
        return " ".join(_of_gateway(event))
    return " ".join(_of_decision(event)) if event.kind == Kind.DECISION_EVALUATED else ""


def _of_gateway(event: HistoryEvent) -> Iterator[str]:
    name = event.element_name or event.element_id
    held = [c for c in event.data["conditions"] if c["holds"]]
    for condition in held:
        yield _("“%(gateway)s”：条件 %(condition)s 成立，走“%(flow)s”。") % {
            "gateway": name,
            "condition": condition["condition"].removeprefix("="),
            "flow": condition["name"] or condition["flow"],
        }
    if held:
        return
    if not event.data["default"]:
        yield _("“%(gateway)s”：没有条件成立，只走没有条件的分支。") % {"gateway": name}
    elif event.data.get("default_name"):
        values = {"gateway": name, "flow": event.data["default_name"]}
        yield _("“%(gateway)s”：没有条件成立，走默认分支“%(flow)s”。") % values
    else:
        yield _("“%(gateway)s”：没有条件成立，走默认分支。") % {"gateway": name}


def _of_decision(event: HistoryEvent) -> Iterator[str]:
    for step in event.data["steps"]:
        values = {"decision": step["name"] or step["decision"], "inputs": _listed(step["inputs"])}
        if step["rules"] is None:
            yield _("“%(decision)s”按表达式得出 %(result)s。") % {**values, "result": _shown(step["result"])}
        elif step["rules"]:
            sentence = _("“%(decision)s”%(inputs)s按第 %(rules)s 条规则得出 %(result)s。")
            yield sentence % {**values, "rules": _numbers(step), "result": _shown(step["result"])}
        else:
            yield _("“%(decision)s”%(inputs)s没有规则适用。") % values


def _plain(event: HistoryEvent) -> str:
    if event.kind == Kind.GATEWAY_TAKEN:
        return _plain_way(event)
    sentences = (_plain_rule(step) for step in event.data["steps"] if step["rules"] is not None)
    return " ".join(sentence for sentence in sentences if sentence)


def _plain_way(event: HistoryEvent) -> str:
    """The question and the answer, as they are written on the diagram."""
    names = [c["name"] for c in event.data["conditions"] if c["holds"]] or [event.data.get("default_name", "")]
    ways = _("、").join(name for name in names if name)
    if not (event.element_name and ways):
        return ""
    return _("%(question)s%(answer)s。") % {"question": event.element_name.rstrip("？?") + _("："), "answer": ways}


def _plain_rule(step: Mapping[str, Any]) -> str:
    """What was looked at and what the table says about it; a rule's note is written for people."""
    # Texts are codes of the scheme more often than not.
    inputs = {label: found for label, found in step["inputs"].items() if isinstance(found, bool | int | float)}
    values = {"decision": step["name"], "inputs": _listed(inputs), "rules": _numbers(step)}
    if not step["name"] or not inputs:
        return ""
    notes = _("；").join(rule["note"] for rule in step["rules"] if rule.get("note"))
    if notes:
        return _("%(decision)s%(inputs)s：%(notes)s。") % {**values, "notes": notes}
    if step["rules"]:
        return _("%(decision)s%(inputs)s：适用第 %(rules)s 条规则。") % values
    return _("%(decision)s%(inputs)s：没有规则适用。") % values


def _numbers(step: Mapping[str, Any]) -> str:
    return _("、").join(str(rule["number"]) for rule in step["rules"])


def _listed(inputs: Mapping[str, Any]) -> str:
    pairs = [_("%(input)s：%(value)s") % {"input": label, "value": _shown(found)} for label, found in inputs.items()]
    return _("（%(values)s）") % {"values": _("；").join(pairs)} if pairs else ""


def _shown(value: Any) -> str:
    """A value as people read it; lists and contexts as JSON, long ones cut."""
    if value is None:
        return _("空")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
