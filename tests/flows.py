"""Which sequence flows of a diagram some cases have taken, read from their history."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.bpmn import read
from engine.models import HistoryEvent, ProcessInstance

Kind = HistoryEvent.Kind


def untaken(diagram: Path, instances: Iterable[ProcessInstance]) -> set[str]:
    """Flows that none of these instances has taken."""
    events = list(HistoryEvent.objects.filter(instance__in=list(instances)))
    chosen = {flow for event in events if event.kind == Kind.GATEWAY_TAKEN for flow in event.data["taken"]}
    gateways = {event.element_id for event in events if event.kind == Kind.GATEWAY_TAKEN}
    left = {event.element_id for event in events if event.kind in (Kind.ELEMENT_COMPLETED, Kind.TIMER_FIRED)}
    flows = read(diagram.read_bytes()).flows
    return {flow.id for flow in flows if flow.id not in chosen and flow.source not in left - gateways}
