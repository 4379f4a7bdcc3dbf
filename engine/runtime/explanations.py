"""Why a case went the way it went, as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from engine.models import HistoryEvent

Kind = HistoryEvent.Kind


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
        if not held:
            yield _("“%(gateway)s”：没有条件成立，走默认分支。") % {"gateway": name}
        return
    for step in event.data["steps"]:
        rules = _("、").join(str(rule["number"]) for rule in step["rules"])
        values = {"decision": step["name"] or step["decision"], "rules": rules}
        yield (
            _("“%(decision)s”按第 %(rules)s 条规则得出结果。") % values
            if rules
            else _("“%(decision)s”没有规则适用。") % values
        )
