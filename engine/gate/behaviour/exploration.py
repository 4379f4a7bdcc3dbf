"""All that can happen in one scope: states of a net, breadth first.

Tokens that do not get in each other's way are moved one after the other instead of in every order (stubborn
sets, Valmari 1990): which states get stuck, from which the end can be reached and what can run at all stay
the same, and ten branches of ten tasks cost hundreds of states instead of 10¹⁰. The token nearest to the
start moves first, so tokens that run into each other meet where they do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine import budget
from engine.gate.behaviour.limits import Limits
from engine.gate.behaviour.net import End, Move, Net, Node

Marking = tuple[int, ...]  # places with a token, sorted; a place stands there once for each of its tokens

ENDED: Marking = ()
FAILED: Marking = (-1,)  # ended with an error


@dataclass(eq=False)
class State:
    """`origin`: the state before and what happened since; None at the start."""

    marking: Marking
    origin: tuple[State, tuple[str, ...]] | None = None
    grown: State | None = None  # the nearest state on the way here in which the number of tokens had grown
    next: list[tuple[State, tuple[str, ...]]] = field(default_factory=list)
    is_whole: bool = True  # false: moves of other tokens were put off
    is_stuck: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """Ids of what was passed since the start."""
        parts: list[tuple[str, ...]] = []
        state: State | None = self
        while state is not None and state.origin is not None:
            parts.append(state.origin[1])
            state = state.origin[0]
        return tuple(found for part in reversed(parts) for found in part)


@dataclass(frozen=True)
class Option:
    """What the token or tokens at one node can do."""

    node: Node
    takes: Marking
    moves: tuple[Move, ...]


class LimitReached(Exception):
    """More states than the limits allow."""


class Exploration:
    """`run` fills in what was found."""

    def __init__(self, net: Net, limits: Limits) -> None:
        self.net, self.limits = net, limits
        self.states: dict[Marking, State] = {}
        self.passed: dict[str, tuple[State, tuple[str, ...]]] = {}  # flow node → how it was first come to
        self.steps = 0
        self.is_complete = True
        self.meetings: dict[str, State] = {}  # node with several incoming flows → tokens stand on two of them
        self.growths: dict[str, State] = {}  # node whose firing lets tokens pile up → the state after it
        self._new: list[State] = []

    def run(self) -> None:
        try:
            for start in self.net.starts:
                self._state((start,), None)
            self._spread()
            # What was put off for ever in a loop without exit has its turn (Valmari's terminal components).
            while late := [state for state in self.hopeless() if not state.is_whole]:
                for state in late:
                    self._expand(state, whole=True)
                self._spread()
        except LimitReached:
            self.is_complete = False

    def way_to(self, node_id: str) -> tuple[str, ...]:
        """The shortest way to a node that runs, itself included."""
        state, path = self.passed[node_id]
        return (*state.path, *path)

    def stuck(self) -> Iterator[State]:
        return (state for state in self.states.values() if state.is_stuck)

    def hopeless(self) -> list[State]:
        """States from which neither an end nor a standstill can be reached: tokens run round for ever."""
        before: dict[State, list[State]] = {}
        good: list[State] = []
        for state in self.states.values():
            for after, _path in state.next:
                before.setdefault(after, []).append(state)
            if not state.next:
                good.append(state)
        seen = set(good)
        while good:
            for state in before.get(good.pop(), []):
                if state not in seen:
                    seen.add(state)
                    good.append(state)
        return [state for state in self.states.values() if state not in seen]

    # Moving -----------------------------------------------------------------------------------------------
    def _spread(self) -> None:
        at = 0
        while at < len(self._new):
            if budget.is_spent():
                raise LimitReached
            self._expand(self._new[at], whole=False)
            at += 1
        self._new.clear()

    def _expand(self, state: State, *, whole: bool) -> None:
        options = list(options_of(self.net, state.marking))
        chosen = options if whole else _independent(self.net, state.marking, options)
        state.is_whole = len(chosen) == len(options)
        state.is_stuck = bool(state.marking) and state.marking != FAILED and not options
        state.next.clear()
        for option in chosen:
            self._pass(option.node, state, (option.node.id,))
            for move in option.moves:
                self.steps += 1
                if self.steps > self.limits.steps:
                    raise LimitReached
                self._follow(state, option, move)

    def _pass(self, node: Node, state: State, path: tuple[str, ...]) -> None:
        if node.id in self.passed:
            return
        self.passed[node.id] = (state, path)
        for place in self.net.spawned[node.id]:
            # A thread of its own: not what follows this state, but what has this state as its past.
            self._state((place,), (state, path))

    def _follow(self, state: State, option: Option, move: Move) -> None:
        after = moved(state.marking, option, move)
        for length, passed in enumerate(move.path, start=1):
            if passed in self.net.nodes:
                self._pass(self.net.nodes[passed], state, move.path[:length])
        found = self.states.get(after)
        if found is None and len(after) > len(state.marking):
            found = self._covered(state, after, option.node, move)
        if found is None:
            found = self._state(after, (state, move.path), grown=state.grown)
            if len(after) > len(state.marking):
                found.grown = found
            self._meet(found, move)
        state.next.append((found, move.path))

    def _state(
        self, marking: Marking, origin: tuple[State, tuple[str, ...]] | None, grown: State | None = None
    ) -> State:
        if marking not in self.states:
            if len(self.states) >= self.limits.states:
                raise LimitReached
            self.states[marking] = State(marking, origin, grown)
            if len(marking) > self.limits.tokens:
                self.is_complete = False  # this one is not followed; others are
            else:
                self._new.append(self.states[marking])
        return self.states[marking]

    def _meet(self, state: State, move: Move) -> None:
        for place in move.puts:
            target = self.net.target[place]
            if target in self.meetings or self.net.nodes[target].is_join:
                continue
            flows = self.net.nodes[target].flows
            if place in flows and any(p != place and p in flows for p in state.marking):
                self.meetings[target] = state

    # Growing ----------------------------------------------------------------------------------------------
    def _covered(self, state: State, after: Marking, node: Node, move: Move) -> State | None:
        """Where to go on if this is an earlier state with more tokens (Karp and Miller 1969).

        A round that starts something beside it which ends by itself is harmless: the earlier state stands
        for it. Otherwise the tokens pile up; nothing follows.
        """
        earlier = state.grown
        while earlier is not None:
            extra = Counter(after)
            extra.subtract(earlier.marking)
            if min(extra.values()) >= 0:
                splitting = {node.id, *(found for found in _since(state, earlier) if found in self.net.nodes)}
                if self._dies_out(tuple(sorted(extra.elements())), splitting):
                    return earlier
                piled = self._state(after, (state, move.path), grown=state.grown)
                if piled in self._new:
                    self._new.remove(piled)
                self.growths.setdefault(node.id, piled)
                return piled
            origin = earlier.origin
            earlier = origin[0].grown if origin is not None else None
        return None

    def _dies_out(self, marking: Marking, cycle: set[str]) -> bool:
        """Whether these tokens, left alone, always end, without making another round themselves."""
        seen, todo = {marking}, [marking]
        while todo:
            current = todo.pop()
            options = _independent(self.net, current, list(options_of(self.net, current)))
            if not options and current not in (ENDED, FAILED):
                return False
            for option in options:
                if option.node.id in cycle:
                    return False
                for move in option.moves:
                    self.steps += 1
                    after = moved(current, option, move)
                    if after not in seen:
                        seen.add(after)
                        todo.append(after)
            if len(seen) > self.limits.states or len(current) > self.limits.tokens or budget.is_spent():
                raise LimitReached
        return True


def options_of(net: Net, marking: Marking) -> Iterator[Option]:
    """All that can happen in a state, nearest to the start first."""
    if marking == FAILED:
        return
    found = [option for node_id in {net.target[p] for p in marking} for option in _at(net, marking, net.nodes[node_id])]
    yield from sorted(found, key=lambda option: (option.node.rank, option.takes))


def moved(marking: Marking, option: Option, move: Move) -> Marking:
    if move.end is not None:
        return FAILED if move.end is End.ERROR else ENDED
    left = list(marking)
    for place in option.takes:
        left.remove(place)
    return tuple(sorted((*left, *move.puts)))


def _at(net: Net, marking: Marking, node: Node) -> Iterator[Option]:
    if node.is_parallel_join:
        if all(place in marking for place in node.flows):
            yield Option(node, tuple(node.flows), node.leaves)
    elif node.is_inclusive_join:
        arrived = tuple(place for place in marking if place in node.flows)
        waited_for = net.blocking(node, frozenset(arrived))
        if not any(here in waited_for for p in marking if p not in arrived for here in net.locations[p]):
            yield Option(node, arrived, node.leaves)
    else:
        for place in {place for place in marking if net.target[place] == node.id}:
            yield Option(node, (place,), net.moves[place])


def _independent(net: Net, marking: Marking, options: list[Option]) -> list[Option]:
    """Options that the others neither enable nor prevent; all of them where that is not certain."""
    for option in options:
        if option.node.is_inclusive_join and _may_still_come(net, marking, option):
            return options
    # What ends the scope takes the way of the others, so it comes last, and then with everything beside it.
    quiet = [option for option in options if not any(move.end for move in option.moves)]
    return quiet[:1] or options


def _may_still_come(net: Net, marking: Marking, option: Option) -> bool:
    upstream = net.upstream(option.node)
    return any(here in upstream for p in marking if p not in option.takes for here in net.locations[p])


def _since(state: State, earlier: State) -> Iterator[str]:
    """Ids of what was passed from `earlier` to `state`."""
    current: State | None = state
    while current is not None and current is not earlier and current.origin is not None:
        yield from current.origin[1]
        current = current.origin[0]
