"""One scope of a diagram as a net in which tokens move, the way our engine moves them (`engine.spiff`).

A scope is the process, a sub-process or an event sub-process; what lies inside an activity is a net of its
own. Tokens lie on sequence flows. Conditions may turn out any way. Events may happen or not, so nothing that
only waits for the outside is stuck.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from engine import bpmn
from engine.bpmn import Diagram
from engine.gate.behaviour import splits
from engine.gate.behaviour.activities import ANY_ERROR, Outcome, can_fire

# With more of them on one activity, which non-interrupting events fired is not told apart for the rest.
_MOST_COUNTED = 4


class End(Enum):
    """How a move ends the whole scope."""

    TERMINATED = "terminated"
    ERROR = "error"


@dataclass(frozen=True)
class Move:
    """One step of a token: `path` the ids of what it passes, `puts` the places where tokens appear."""

    path: tuple[str, ...]
    puts: tuple[int, ...] = ()
    end: End | None = None


@dataclass
class Node:
    """A flow node; `flows` are the places in front of it."""

    id: str
    element: bpmn.Node
    rank: int = 0  # how far from the start: the order in which tokens are moved
    flows: list[int] = field(default_factory=list)
    after: list[str] = field(default_factory=list)  # ids of the nodes that a token can reach next
    before: set[str] = field(default_factory=set)
    leaves: tuple[Move, ...] = ()

    @property
    def kind(self) -> str:
        return self.element.kind

    @property
    def is_parallel_join(self) -> bool:
        return self.kind == "parallelGateway" and len(self.flows) > 1

    @property
    def is_inclusive_join(self) -> bool:
        return self.kind == "inclusiveGateway" and len(self.flows) > 1

    @property
    def is_join(self) -> bool:
        return self.is_parallel_join or self.is_inclusive_join


class Net:
    """`outcomes`: how the sub-processes in this scope may end, by id."""

    def __init__(self, diagram: Diagram, scope: bpmn.Scope, outcomes: Mapping[str, Outcome]) -> None:
        self.diagram, self.scope, self.outcomes = diagram, scope, outcomes
        self.nodes: dict[str, Node] = {
            own_id: Node(own_id, node)
            for node in diagram.nodes
            if node.parent is scope and not node.is_event_subprocess and (own_id := node.id)
        }
        self.target: list[str] = []  # place → id of the node in front of which it lies
        self.source: list[str] = []  # place → id of the node that puts tokens there; empty for starts
        self.moves: dict[int, tuple[Move, ...]] = {}  # place → what one token there can do; joins are not in it
        self._outgoing: dict[str, list[splits.Way]] = defaultdict(list)
        self.starts = [self._place("", node.id) for node in self.nodes.values() if node.kind == "startEvent"]
        self._lay_flows()
        self.main = self.downstream(self.target[start] for start in self.starts)
        self._rank()
        self.spawned: dict[str, list[int]] = defaultdict(list)  # activity → places of side threads it may start
        self.locations: list[tuple[str, ...]] = []
        self._tokens()
        self._blocking: dict[tuple[str, frozenset[int]], frozenset[str]] = {}

    # Views ------------------------------------------------------------------------------------------------
    def blocking(self, join: Node, arrived: frozenset[int]) -> frozenset[str]:
        """Nodes whose tokens an inclusive join still waits for (BPMN 2.0, 13.4.3, and our engine)."""
        key = (join.id, arrived)
        if key not in self._blocking:
            missing = self._upstream(join, (self.source[p] for p in join.flows if p not in arrived))
            already = self._upstream(join, (self.source[p] for p in arrived))
            self._blocking[key] = frozenset(missing - already)
        return self._blocking[key]

    def upstream(self, join: Node) -> frozenset[str]:
        """Nodes from which a token may come to an inclusive join."""
        return self.blocking(join, frozenset())

    def downstream(self, ids: Iterable[str], *, side_threads: bool = False) -> set[str]:
        """`ids` and all nodes that a token can reach from them; with or without non-interrupting events."""
        return _closure(ids, lambda found: self._next(found, side_threads))

    def events(self, activity: str) -> list[Node]:
        """The events on the border of an activity that may happen."""
        found = [self.nodes[event.id] for event in self.diagram.boundaries[activity]]
        return [event for event in found if can_fire(self.diagram, event.element, self.nodes[activity].element, self)]

    def thrown_by(self, activity: bpmn.Node) -> frozenset[str]:
        """Codes of the errors that an activity may end with."""
        if activity.kind == "subProcess":
            outcome = self.outcomes.get(activity.id)
            return outcome.errors if outcome else frozenset()
        return ANY_ERROR if activity.kind in ("serviceTask", "sendTask", "callActivity") else frozenset()

    # Building ---------------------------------------------------------------------------------------------
    def _place(self, source: str, target: str) -> int:
        self.source.append(source)
        self.target.append(target)
        if source:
            self.nodes[target].flows.append(len(self.target) - 1)
        return len(self.target) - 1

    def _lay_flows(self) -> None:
        for node in self.nodes.values():
            for flow in self.diagram.outgoing[node.id]:
                place = self._place(node.id, flow.target)
                self._outgoing[node.id].append(splits.way(flow, place, default=node.element.default))
        for throw, catch in self.diagram.links.items():
            if throw in self.nodes:
                self._outgoing[throw].append(splits.Way("", self._place(throw, catch)))
        for node in self.nodes.values():
            ways = (self.target[way.place] for way in self._outgoing[node.id])
            events = (event.id for event in self.diagram.boundaries[node.id])
            node.after = list(dict.fromkeys((*ways, *events)))
            for found in node.after:
                self.nodes[found].before.add(node.id)

    def _next(self, node_id: str, side_threads: bool) -> Iterator[str]:
        for found in self.nodes[node_id].after:
            element = self.nodes[found].element
            if side_threads or element.host != node_id or element.is_interrupting:
                yield found

    def _upstream(self, join: Node, ids: Iterable[str]) -> set[str]:
        return _closure(ids, lambda found: self.nodes[found].before, but=join.id)

    def _rank(self) -> None:
        """Reverse postorder: a branch is followed to its end before the next one is begun."""
        done: list[str] = []
        seen: set[str] = set()
        for first in (*(self.target[start] for start in self.starts), *self.nodes):
            todo = [(first, reversed(self.nodes[first].after))] if first not in seen else []
            seen.add(first)
            while todo:
                node_id, rest = todo[-1]
                found = next((n for n in rest if n not in seen), None)
                if found is None:
                    done.append(todo.pop()[0])
                else:
                    seen.add(found)
                    todo.append((found, reversed(self.nodes[found].after)))
        for rank, node_id in enumerate(reversed(done)):
            self.nodes[node_id].rank = rank

    def _tokens(self) -> None:
        for node in self.nodes.values():
            node.leaves = tuple(self._leaving(node))
        for place in range(len(self.target)):
            node = self.nodes[self.target[place]]
            if not node.is_join:
                self.moves[place] = self._passing(node)
        for node in self.nodes.values():
            for event in self.events(node.id):
                if not event.element.is_interrupting and self.is_side_thread(event):
                    self.spawned[node.id].append(self._event_place(event))
        self.locations = [(n, *(e.id for e in self.diagram.boundaries[n])) for n in self.target]

    def _event_place(self, event: Node) -> int:
        place = self._place("", event.id)
        self.moves[place] = event.leaves
        return place

    def _leaving(self, node: Node) -> Iterator[Move]:
        """What happens when the node itself is done."""
        trigger = node.element.trigger
        if node.kind == "endEvent" and trigger == "terminate":
            yield Move((node.id,), end=End.TERMINATED)
        elif node.kind == "endEvent" and trigger == "error":
            yield Move((node.id,), end=End.ERROR)
        else:
            for chosen in splits.choices(node.kind, self._outgoing[node.id]):
                yield Move((node.id, *(way.shown for way in chosen if way.shown)), tuple(way.place for way in chosen))

    def _passing(self, node: Node) -> tuple[Move, ...]:
        events = self.events(node.id)
        completing = node.leaves if self._completes(node) else ()
        interrupting = [
            Move((node.id, *leaving.path), leaving.puts, leaving.end)
            for event in events
            if event.element.is_interrupting
            for leaving in event.leaves
        ]
        if not completing and not interrupting:  # nothing on its border takes the error that ends it
            interrupting.append(Move((node.id,), end=End.ERROR))
        beside = [e for e in events if not e.element.is_interrupting and not self.is_side_thread(e)][:_MOST_COUNTED]
        if not beside:
            return (*completing, *interrupting)
        return (Move((node.id,), (self._active(node, (*completing, *interrupting), tuple(beside)),)),)

    def _active(self, node: Node, ways_out: tuple[Move, ...], waiting: tuple[Node, ...]) -> int:
        """A place for the running activity while the events `waiting` have not happened on its border."""
        place = self._place("", node.id)
        fired = [
            Move(leaving.path, (rest, *leaving.puts), leaving.end)
            for event in waiting
            for rest in [self._active(node, ways_out, tuple(e for e in waiting if e is not event))]
            for leaving in event.leaves
        ]
        self.moves[place] = (*(Move(out.path[1:], out.puts, out.end) for out in ways_out), *fired)
        return place

    def _completes(self, node: Node) -> bool:
        outcome = self.outcomes.get(node.id)
        return outcome is None or outcome.completes or node.element.loop is not None

    def is_side_thread(self, event: Node) -> bool:
        """Nothing else waits for what a non-interrupting event starts, so it can be looked at by itself."""
        own = self.downstream([event.id], side_threads=True)
        joins = [self.nodes[found] for found in own if self.nodes[found].is_join]
        return all(self.source[place] in own for join in joins for place in join.flows)


def _closure(ids: Iterable[str], after: Callable[[str], Iterable[str]], *, but: str = "") -> set[str]:
    found: set[str] = set()
    todo = list(ids)
    while todo:
        node_id = todo.pop()
        if node_id not in found and node_id != but:
            found.add(node_id)
            todo += after(node_id)
    return found
