"""Which flows of a process its cases have taken, by what their history tells."""

from __future__ import annotations

from typing import Any

from engine.bpmn import read
from engine.models import HistoryEvent
from tests.portal.world import BPMN

Kind = HistoryEvent.Kind


def flows_not_taken(process_key: str) -> set[str]:
    """Ids of the flows that no case of the test has gone along."""
    diagram = read((BPMN / process_key / f"{process_key}.bpmn").read_bytes())
    events = HistoryEvent.objects.filter(instance__process_key=process_key)
    finished = set(events.filter(kind=Kind.ELEMENT_COMPLETED).values_list("element_id", flat=True))
    chosen = {
        flow for data in events.filter(kind=Kind.GATEWAY_TAKEN).values_list("data", flat=True) for flow in _ways(data)
    }
    missing = set()
    for node, flows in diagram.outgoing.items():
        for flow in flows:
            taken = flow.id in chosen if len(flows) > 1 else node in finished
            if not taken:
                missing.add(flow.id)
    return missing


def _ways(data: dict[str, Any]) -> list[str]:
    held = [condition["flow"] for condition in data["conditions"] if condition["holds"]]
    return held or [data["default"]]
