"""A deployed diagram, read for people: what its steps are called, whose they are, and what leads to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.gate.diagram import Diagram, is_bpmn, local
from engine.gate.xml import parse
from engine.models import ProcessDefinition

_AUTOMATIC = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})


@dataclass(frozen=True)
class Node:
    id: str
    name: str
    lane: str
    kind: str
    # Of an event: what it interrupts (empty where it interrupts nothing), and the sub-process that it begins.
    interrupts: str = ""
    begins: str = ""

    @property
    def is_automatic(self) -> bool:
        return self.kind in _AUTOMATIC


class Outline:
    """Nodes by id, and what lies directly before each."""

    def __init__(self, source: bytes) -> None:
        diagram = Diagram("", parse(source))
        lanes = _lanes(diagram)
        self.nodes = {
            str(node.get("id")): Node(
                id=str(node.get("id")),
                name=_name(node),
                lane=lanes.get(str(node.get("id")), ""),
                kind=local(node),
                interrupts=_interrupted(diagram, node),
                begins=_begun(node),
            )
            for node in diagram.nodes
        }
        self.precedes: dict[str, list[str]] = {}
        for source_id, flows in diagram.outgoing.items():
            for flow in flows:
                self.precedes.setdefault(str(flow.get("targetRef")), []).append(source_id)
        for node in diagram.nodes:
            if host := node.get("attachedToRef"):
                self.precedes.setdefault(str(node.get("id")), []).append(str(host))

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


def outline_of(definition: ProcessDefinition) -> Outline:
    """Read once for a version: versions never change."""
    return _outline(definition.pk, definition.digest)


@lru_cache(maxsize=200)
def _outline(pk: int, digest: str) -> Outline:
    return Outline(bytes(ProcessDefinition.objects.values_list("source", flat=True).get(pk=pk)))


def _interrupted(diagram: Diagram, node: Any) -> str:
    """The name of the step that a boundary event ends."""
    if node.get("cancelActivity") == "false" or not node.get("attachedToRef"):
        return ""
    return _name(diagram.by_id.get(node.get("attachedToRef")))


def _begun(node: Any) -> str:
    """The name of the event sub-process around its start event."""
    around = node.getparent()
    is_event = (
        local(node) == "startEvent" and local(around) == "subProcess" and around.get("triggeredByEvent") == "true"
    )
    return _name(around) if is_event else ""


def _name(element: Any) -> str:
    return " ".join((element.get("name") or "").split()) if element is not None else ""


def _lanes(diagram: Diagram) -> dict[str, str]:
    """Element id → name of its lane; what lies in a sub-process belongs to that one's lane."""
    if diagram.process is None:
        return {}
    own = {ref: name for name, refs in _lane_refs(diagram) for ref in refs}
    for node in diagram.nodes:
        place = node
        while place is not None and str(place.get("id")) not in own:
            place = place.getparent()
        if place is not None:
            own[str(node.get("id"))] = own[str(place.get("id"))]
    return own


def _lane_refs(diagram: Diagram) -> Iterator[tuple[str, list[str]]]:
    assert diagram.process is not None
    for lane in diagram.process.iter():
        if is_bpmn(lane) and local(lane) == "lane":
            refs = [(child.text or "").strip() for child in lane if is_bpmn(child) and local(child) == "flowNodeRef"]
            yield lane.get("name") or "", refs
