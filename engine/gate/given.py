"""What is given by the time a case is at a place: a fixed point over the flows, in bits.

Names are bits. A place has two sets: what may be there (some way gives it, or a path beside it does), and what is
always there (every way gives it). What anything may give counts as given: whether a person fills in a field is
another question. Where a step may give any name, all are taken for given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.bpmn import Diagram, Node, Process, SubProcess
from engine.gate.places import Place
from engine.gate.sources import Names, Sources

# One of its outgoing flows is taken; all others may take several.
_CHOOSING = frozenset({"exclusiveGateway", "eventBasedGateway"})
_ALL = -1


@dataclass(frozen=True)
class State:
    """Bits."""

    may: int = 0
    always: int = _ALL

    def plus(self, bits: int) -> State:
        return State(self.may | bits, self.always | bits)


def _met(ways: Iterable[State]) -> State:
    """One of them was taken."""
    state = State()
    for way in ways:
        state = State(state.may | way.may, state.always & way.always)
    return state


def _joined(paths: Iterable[State]) -> State:
    """All of them have arrived."""
    state = State(always=0)
    for path in paths:
        state = State(state.may | path.may, state.always | path.always)
    return state


class Given:
    """Of a diagram whose flows, borders and links are in order."""

    def __init__(self, diagram: Diagram, sources: Sources) -> None:
        self._diagram, self._sources = diagram, sources
        self._bits: dict[str, int] = {}
        self._writes = {node.id: self._mask(sources.written(node)) for node in diagram.nodes}
        inputs = self._mask(sources.inputs)
        self._start = State(inputs, inputs)
        self._next = self._edges()
        self._beside = self._written_beside()
        self._states = self._fixed_point()

    def may(self, name: str, place: Place) -> bool:
        """Some way gives it before, or a path beside."""
        return self._has(self._states[place].may, name)

    def always(self, name: str, place: Place) -> bool:
        """Every way that leads here gives it."""
        return self._has(self._states[place].always, name)

    def _has(self, bits: int, name: str) -> bool:
        return bits == _ALL or bool(bits & self._bits.get(name, 0))

    def _mask(self, names: Names) -> int:
        if names is None:
            return _ALL
        return sum(self._bits.setdefault(name, 1 << len(self._bits)) for name in names)

    # -- ways

    def _edges(self) -> dict[Place, list[Place]]:
        found: dict[Place, list[Place]] = defaultdict(list)
        for flow in self._diagram.flows:
            found[Place.after(flow.source)].append(Place.before(flow.target))
        for throw, catch in self._diagram.links.items():
            found[Place.after(throw)].append(Place.before(catch))
        for node in self._diagram.nodes:
            if isinstance(node, SubProcess):
                self._inside(node, found)
            else:
                found[Place.before(node.id)].append(Place.after(node.id))
            # What happens at the border may happen before anything is done inside.
            found[Place.before(node.id)] += [Place.before(event.id) for event in self._diagram.boundaries[node.id]]
        return found

    def _inside(self, scope: SubProcess, found: dict[Place, list[Place]]) -> None:
        before, ended = Place.before(scope.id), Place.ended(scope.id)
        found[before] += [Place.before(start.id) for start in scope.starts]
        for node in scope.nodes:
            if isinstance(node, SubProcess) and node.is_event_subprocess:
                found[before].append(Place.before(node.id))
                if _starts_interrupting(node):
                    found[Place.after(node.id)].append(ended)
            elif self._ends(node):
                found[Place.after(node.id)].append(ended)
        found[ended].append(Place.after(scope.id))
        if scope.loop is not None:
            found[before].append(Place.after(scope.id))  # there may be nothing to go through

    def _ends(self, node: Node) -> bool:
        """A path of its scope ends there and the scope goes on."""
        leads_on = self._diagram.outgoing[node.id] or (node.link is not None and node.kind == "intermediateThrowEvent")
        return not leads_on and node.trigger != "error"

    # -- paths beside each other

    def _written_beside(self) -> dict[str, int]:
        """By node what paths may give that run at the same time."""
        beside: dict[str, int] = defaultdict(int)
        for branches in self._forks():
            reached = [self._reachable(branch) for branch in branches]
            written = [self._all_written(nodes) for nodes in reached]
            for place, nodes in enumerate(reached):
                others = written[:place] + written[place + 1 :]
                for node in nodes:
                    beside[node] |= _union(others)
        for nodes in self._repeated():
            bits = self._all_written(nodes)
            for node in nodes:
                beside[node] |= bits
        return beside

    def _forks(self) -> Iterator[list[list[Place]]]:
        for node in self._diagram.nodes:
            flows = self._diagram.outgoing[node.id]
            if node.kind not in _CHOOSING and len(flows) > 1:
                yield [[Place.before(flow.target)] for flow in flows]
            for event in self._diagram.boundaries[node.id]:
                if not event.is_interrupting:
                    yield [[Place.before(node.id)], [Place.before(event.id)]]

    def _repeated(self) -> Iterator[set[str]]:
        """Nodes that may run beside themselves and each other."""
        for node in self._diagram.nodes:
            if node.kind == "boundaryEvent":
                host = self._diagram.by_id.get(node.host)
                inner = _within(host) if isinstance(host, SubProcess) else set()
                if not node.is_interrupting:
                    inner |= self._reachable([Place.before(node.id)])
                yield inner | {node.id}
            elif isinstance(node, SubProcess) and node.is_event_subprocess:
                around = node.parent
                yield _within(around) if isinstance(around, SubProcess | Process) else _within(node)
            elif node.loop is not None:
                yield _within(node) if isinstance(node, SubProcess) else {node.id}

    def _reachable(self, places: Iterable[Place]) -> set[str]:
        return {place.node for place in self._places_from(places)}

    def _places_from(self, places: Iterable[Place]) -> set[Place]:
        seen, todo = set(places), list(places)
        while todo:
            for place in self._next[todo.pop()]:
                if place not in seen:
                    seen.add(place)
                    todo.append(place)
        return seen

    def _all_written(self, nodes: Iterable[str]) -> int:
        return _union(self._writes[node] for node in nodes)

    # -- the fixed point

    def _fixed_point(self) -> dict[Place, State]:
        process = self._diagram.process
        assert process is not None
        starts = {Place.before(node.id) for node in [*process.starts, *process.event_subprocesses]}
        reached = self._places_from(starts)
        into: dict[Place, list[Place]] = defaultdict(list)
        for source in reached:
            for target in self._next[source]:
                into[target].append(source)
        states: dict[Place, State] = defaultdict(State)
        todo = set(reached)
        while todo:
            place = todo.pop()
            found = [states[source] for source in into[place]]
            state = self._state(place, [*found, self._start] if place in starts else found, states)
            if state != states[place]:
                states[place] = state
                todo |= set(self._next[place])
        return states

    def _state(self, place: Place, sources: list[State], states: dict[Place, State]) -> State:
        node = self._diagram.by_id[place.node]
        assert isinstance(node, Node)
        is_join = place.when == "before" and node.kind == "parallelGateway"
        state = _joined(sources) if is_join else _met(sources)
        state = replace(state, may=state.may | self._beside[node.id])
        return self._left(node, state, states[Place.before(node.id)]) if place.when == "after" else state

    def _left(self, node: Node, state: State, before: State) -> State:
        """What is there when `node` is done."""
        written = self._writes[node.id]
        if self._is_closed(node):
            return before.plus(written)
        if node.loop is not None:
            return replace(state, may=state.may | written, always=before.always)  # perhaps it goes round never
        return state.plus(written)

    def _is_closed(self, node: Node) -> bool:
        """What is given inside stays inside, but for what `node` says."""
        collects = node.loop is not None and bool(node.loop.settings.output_collection)
        return collects or (isinstance(node, SubProcess) and bool(node.settings.outputs))


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _starts_interrupting(scope: SubProcess) -> bool:
    return any(start.is_interrupting for start in scope.starts)


def _within(scope: SubProcess | Process) -> set[str]:
    found = {scope.id} if isinstance(scope, SubProcess) else set()
    for node in scope.nodes:
        found.add(node.id)
        if isinstance(node, SubProcess):
            found |= _within(node)
    return found
