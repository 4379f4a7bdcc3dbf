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
    drawn = read(diagram.read_bytes())
    # Behind a gateway that waits for events the way is taken whose event came.
    waiting = {node.id for node in drawn.nodes if node.kind == "eventBasedGateway"}
    came = {flow.id for flow in drawn.flows if flow.source in waiting and flow.target in left}
    taken = chosen | came
    missing = {flow.id for flow in drawn.flows if flow.id not in taken and flow.source not in left - gateways - waiting}
    # A gateway that only joins has nothing to tell of: whoever came to it left it.
    joining = {node.id for node in drawn.nodes if node.kind.endswith("Gateway")} - gateways - waiting
    reached = {flow.target for flow in drawn.flows if flow.id not in missing}
    return {flow.id for flow in drawn.flows if flow.id in missing and flow.source not in joining & reached}
