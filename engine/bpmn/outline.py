"""A diagram for people: what its steps are called, whose they are, and what leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.diagram import Diagram
from engine.bpmn.model import Node


@dataclass(frozen=True)
class Step:
    id: str
    name: str
    lane: str
    kind: str
    # Of an event: what it interrupts (empty where it interrupts nothing), and the sub-process that it begins.
    interrupts: str = ""
    begins: str = ""


class Outline:
    """Steps by id, and what lies directly before each."""

    def __init__(self, diagram: Diagram) -> None:
        self.nodes = {node.id: _step(diagram, node) for node in diagram.nodes}
        self.precedes: dict[str, list[str]] = {}
        for source, flows in diagram.outgoing.items():
            for flow in flows:
                self.precedes.setdefault(flow.target, []).append(source)
        for node in diagram.nodes:
            if node.host:
                self.precedes.setdefault(node.id, []).append(node.host)

    def name(self, element_id: str) -> str:
        node = self.nodes.get(element_id)
        return node.name if node else ""

    def lane(self, element_id: str) -> str:
        node = self.nodes.get(element_id)
        return node.lane if node else ""

    def backwards(self, element_id: str) -> Iterator[str]:
        """The element itself, then what leads to it, the nearest first; from a boundary event to its activity."""
        queue, seen = [element_id], {element_id}
        while queue:
            current = queue.pop(0)
            yield current
            before = [each for each in self.precedes.get(current, ()) if each not in seen]
            seen.update(before)
            queue += before


def _step(diagram: Diagram, node: Node) -> Step:
    return Step(
        id=node.id,
        name=node.title,
        lane=diagram.lane(node),
        kind=node.kind,
        interrupts=_interrupted(diagram, node),
        begins=_begun(node),
    )


def _interrupted(diagram: Diagram, event: Node) -> str:
    """The name of the step that a boundary event ends."""
    host = diagram.by_id.get(event.host)
    return "" if host is None or not event.is_interrupting else host.title


def _begun(start: Node) -> str:
    """The name of the event sub-process around its start event."""
    around = start.parent
    return (
        around.title if start.kind == "startEvent" and isinstance(around, Node) and around.is_event_subprocess else ""
    )
