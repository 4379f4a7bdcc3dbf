"""One file, indexed: the process that runs, its nodes and flows by id, and what they refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from engine.bpmn.element import Element
from engine.bpmn.model import EventDefinition, Flow, Lane, Node, Process, Scope, SubProcess

Part = TypeVar("Part", bound=Element)


@dataclass(frozen=True, eq=False)
class Diagram:
    """What is asked of it is found once. Nodes and flows are those of the process that runs, in the order of the file,
    its sub-processes' included."""

    root: Element

    @property
    def is_bpmn(self) -> bool:
        return self.root.is_bpmn and self.root.kind == "definitions"

    @cached_property
    def processes(self) -> Sequence[Process]:
        return [child for child in self.root.children if isinstance(child, Process)]

    @cached_property
    def executables(self) -> Sequence[Process]:
        return [process for process in self.processes if process.is_executable]

    @property
    def process(self) -> Process | None:
        """The executable process; None unless there is exactly one."""
        return self.executables[0] if len(self.executables) == 1 else None

    @property
    def key(self) -> str:
        return "" if self.process is None else self.process.id

    @property
    def name(self) -> str:
        return "" if self.process is None else self.process.called

    @cached_property
    def parts(self) -> Sequence[Element]:
        """Everything in the file but the drawing and what is only documentation."""
        return list(self.root.executable_parts())

    @cached_property
    def nodes(self) -> Sequence[Node]:
        return [part for part in self._running if isinstance(part, Node)]

    @cached_property
    def flows(self) -> Sequence[Flow]:
        return [part for part in self._running if isinstance(part, Flow)]

    @cached_property
    def by_id(self) -> Mapping[str, Element]:
        """Of several parts with one id the first."""
        return {part.id: part for part in reversed(self.parts) if part.id}

    @cached_property
    def outgoing(self) -> Mapping[str, Sequence[Flow]]:
        """By the id of the node that they leave; an id without any has an empty list."""
        return _grouped(self.flows, lambda flow: flow.source)

    @cached_property
    def incoming(self) -> Mapping[str, Sequence[Flow]]:
        return _grouped(self.flows, lambda flow: flow.target)

    @cached_property
    def boundaries(self) -> Mapping[str, Sequence[Node]]:
        """Events on the border of an activity, by its id."""
        return _grouped((node for node in self.nodes if node.kind == "boundaryEvent"), lambda event: event.host)

    @cached_property
    def lanes(self) -> Mapping[str, Lane]:
        """Node id → the innermost lane that names it."""
        lanes = (part for part in self.root.all_below() if isinstance(part, Lane))
        return {own_id: lane for lane in lanes for own_id in lane.node_ids}

    def lane(self, node: Element) -> str:
        """The name of the lane that a node lies in; what lies in a sub-process lies in that one's lane."""
        place: Element | None = node
        while place is not None:
            found = self.lanes.get(place.id)
            if found is not None and found.name:
                return found.name
            place = place.parent
        return ""

    @cached_property
    def scopes(self) -> Sequence[Scope]:
        """The process that runs and its sub-processes, outer ones first."""
        return [] if self.process is None else [self.process, *(n for n in self.nodes if isinstance(n, SubProcess))]

    def declared(self, kind: str) -> Mapping[str, Element]:
        """The messages, signals, errors or escalations of the file by id."""
        return self._declared.get(kind, {})

    def named(self, definition: EventDefinition) -> Element | None:
        """The message, signal, error or escalation that an event definition refers to."""
        return self.declared(definition.trigger).get(definition.reference or "")

    def message(self, receiving: Node) -> Element | None:
        """The message that a receive task waits for."""
        return self.declared("message").get(receiving.message or "")

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        return (node for node in self.nodes if node.kind in kinds)

    @cached_property
    def _declared(self) -> Mapping[str, dict[str, Element]]:
        found: dict[str, dict[str, Element]] = {}
        for child in self.root.children:
            if child.is_bpmn and child.id:
                found.setdefault(child.kind, {})[child.id] = child
        return found

    @cached_property
    def links(self) -> Mapping[str, str]:
        """Id of each throwing link → id of the catching link where it goes on; without those that lead nowhere."""
        return {
            throw.id: catches[0].id
            for throws, catches in links_by_name(self.nodes).values()
            if len(catches) == 1
            for throw in throws
        }

    @cached_property
    def _running(self) -> Sequence[Element]:
        return [] if self.process is None else [part for part in self.process.executable_parts() if part.is_bpmn]


def links_by_name(nodes: Iterable[Node]) -> dict[tuple[str, str], tuple[list[Node], list[Node]]]:
    """(id of the scope, name) → throwing and catching links."""
    found: dict[tuple[str, str], tuple[list[Node], list[Node]]] = {}
    for node in nodes:
        if node.link is not None and node.parent is not None:
            pair = found.setdefault((node.parent.nearest_id, node.link), ([], []))
            pair[node.kind == "intermediateCatchEvent"].append(node)
    return found


class _Groups(dict[str, Sequence[Part]]):
    def __missing__(self, key: str) -> Sequence[Part]:
        return ()


def _grouped(parts: Iterable[Part], key: Callable[[Part], str]) -> Mapping[str, Sequence[Part]]:
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    return _Groups(groups)
