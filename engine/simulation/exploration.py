"""The course of an exploration: which steps are tried, in which order, and when it has seen enough.

Every saved case is a place to go on from. Steps that were tried least come first; a gateway that was passed but
has branches nobody took yet is passed again with other sample values.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import get_language

from engine import budget, spiff
from engine.errors import EngineError
from engine.simulation.environment import Environment
from engine.simulation.facts import Facts
from engine.simulation.limits import Limits
from engine.simulation.transitions import Problem, State, Transitions
from engine.spiff import Case, Wait

# What a case begins with: (message | signal, its name), None for the plain start.
Trigger = tuple[str, str] | None
_WORK = ("user", "service", "call")
_FIRED = ("timer", "message", "signal")


@dataclass(frozen=True)
class Move:
    """Something that happens: the case begins, or at a wait work is done with `values`, an event fires, or a
    business error comes.

    `guessed` are values of uncertain variables, set beforehand; `aim` is the element for whose other branches
    that is tried.
    """

    wait: Wait | None
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    guessed: Mapping[str, Any] = field(default_factory=dict)
    aim: str = ""
    rank: int = 0  # moves of a low rank come first
    left: int = 1  # waits of the same element
    changed: str = ""  # the answer that is not the usual one
    trigger: Trigger = None

    @property
    def element_id(self) -> str:
        return self.wait.element_id if self.wait else ""

    @cached_property
    def kind(self) -> tuple[Any, ...]:
        """Moves of a kind take turns with those of other kinds."""
        guessed = json.dumps(self.guessed, sort_keys=True) if self.aim else ""
        at = (self.aim, guessed) if self.aim else (self.element_id, self.left)
        return *at, self.trigger, self.error, self.changed

    def apply(self, case: Case) -> None:
        assert self.wait is not None
        task_id = self.wait.task_id
        if self.error is not None:
            case.raise_error(task_id, self.error)
        elif self.wait.kind in _WORK:
            case.complete(task_id, {**self.values, **self.guessed})
        else:
            case.fire(task_id, {**self.values, **self.guessed})


@dataclass(frozen=True)
class Explored:
    """What an exploration found; `missed`: branches that nobody took."""

    problems: tuple[Problem, ...]
    missed: frozenset[str]
    is_complete: bool


def explore(compiled: str, environment: Environment, triggers: tuple[Trigger, ...], bounds: Limits) -> Explored:
    """Walk through a built process with sample values. The same process, forms and tables give the same, as long as
    time lasts; problems are told in the language in force."""
    try:
        return _explored(compiled, environment, triggers, bounds, get_language())
    except _OutOfTime as spent:
        return spent.explored


class _OutOfTime(Exception):
    """Raised so that it is not remembered: on a quieter day the exploration gets further."""

    def __init__(self, explored: Explored) -> None:
        super().__init__()
        self.explored = explored


# Who checks a diagram usually deploys it next.
@lru_cache(maxsize=64)
def _explored(
    compiled: str, environment: Environment, triggers: tuple[Trigger, ...], bounds: Limits, _language: str | None
) -> Explored:
    specification = spiff.load_specs(compiled)
    facts = Facts(specification.elements(), environment)
    transitions = Transitions(specification, facts)
    exploration = Exploration(facts, transitions, bounds)
    with budget.within(bounds.seconds):
        exploration.run(triggers)
        out_of_time = budget.is_spent()
    explored = Explored(tuple(transitions.problems), frozenset(exploration.missed), exploration.is_complete)
    if out_of_time:
        raise _OutOfTime(explored)
    return explored


class Exploration:
    """`missed`: branches that nobody took; `is_complete`: no limit ended it."""

    def __init__(self, facts: Facts, transitions: Transitions, limits: Limits) -> None:
        self._facts, self._transitions, self._limits = facts, transitions, limits
        self._choices = {i: set(facts.conditions(i)) for i in facts.by_id if facts.is_told_apart(i)}
        self._decisive = sorted(facts.read & self._condition_names())
        self.missed = set().union(*self._choices.values())
        self.is_complete = True
        self._waiting: list[tuple[str, Move]] = []
        self._offered: Counter[tuple[Any, ...]] = Counter()
        self._made: Counter[tuple[Any, ...]] = Counter()
        self._known: set[str] = set()
        # Gateways are not noted unless they choose.
        self._unreached = {i for i, configs in facts.by_id.items() if not configs[0]["tag"].endswith("Gateway")}

    def run(self, triggers: Iterable[Trigger]) -> None:
        for trigger in triggers:
            self._push("", Move(None, trigger=trigger))
        steps, stale = 0, 0
        while self._waiting:
            text, move = self._next()
            if self._made[move.kind] and (not self.missed or stale >= self._limits.patience):
                return
            if move.aim and not self._choices[move.aim] & self.missed:
                continue
            if steps >= self._limits.steps or budget.is_spent():
                self.is_complete = False
                return
            steps += 1
            self._made[move.kind] += 1
            stale = 0 if self._step(text, move) else stale + 1

    def _step(self, text: str, move: Move) -> bool:
        """Make a move; whether it led to anything new."""
        try:
            if move.wait is None:
                state = self._transitions.begin(move.trigger, move.guessed)
            else:
                state = self._transitions.go_on(text, move.apply, move.element_id, move.guessed)
        except EngineError:  # a circle that does not end, a timer after the end of time
            return False
        is_new = self._learn(state)
        self._try_other_branches(text, move, state)
        self._go_on_from(state)
        return is_new

    def _learn(self, state: State) -> bool:
        before = len(self.missed), len(self._unreached)
        for note in state.notes:
            self._unreached.discard(note.element_id)
            if note.kind == "gateway_taken":
                self.missed -= set(note.data["taken"])
        return before != (len(self.missed), len(self._unreached))

    def _go_on_from(self, state: State) -> None:
        decisive = {name: state.variables.get(name) for name in self._decisive}
        place = json.dumps([sorted([w.element_id, w.kind] for w in state.waits), decisive], sort_keys=True)
        if not state.text or place in self._known:
            return
        self._known.add(place)
        for wait in state.waits:
            left = sum(other.element_id == wait.element_id for other in state.waits)
            for move in self._moves(wait, left):
                self._push(state.text, move)

    def _moves(self, wait: Wait, left: int) -> Iterator[Move]:
        if wait.kind not in (*_WORK, *_FIRED):
            return
        options = self._facts.options(wait.element_id)
        usual = self._usual(wait, options)
        yield Move(wait, usual, left=left)
        for name, values in options.items():
            if name in self._facts.read:
                yield from (
                    Move(wait, {**usual, name: value}, changed=f"{name} {number}", rank=number // 3)
                    for number, value in enumerate(values[1:])
                )
        if wait.kind in _WORK:
            yield from (Move(wait, error=code) for code in self._facts.error_codes(wait.element_id))

    def _usual(self, wait: Wait, options: Mapping[str, list[Any]]) -> dict[str, Any]:
        """What the work gives: the usual answers, and whatever else the output mapping reads."""
        answers = {name: values[0] for name, values in options.items()}
        wanted = self._facts.own_reads(wait.element_id) - answers.keys() - wait.variables.keys()
        return {**{name: self._facts.samples.value(name) for name in sorted(wanted)}, **answers}

    def _try_other_branches(self, text: str, move: Move, state: State) -> None:
        for note in state.notes:
            if note.kind != "gateway_taken" or not self._choices.get(note.element_id, set()) & self.missed:
                continue
            if move.aim == note.element_id:
                continue
            reads, samples = self._facts.condition_reads(note.element_id), self._facts.samples
            near, far = (
                samples.assignments(reads & self._facts.uncertain),
                samples.assignments(self._facts.behind(reads)),
            )
            for number, values in enumerate((*near, *far)):
                guessed = {**move.guessed, **values}
                self._push(text, replace(move, guessed=guessed, aim=note.element_id, rank=number // 3))

    def _push(self, text: str, move: Move) -> None:
        self._offered[move.kind] += 1
        if self._offered[move.kind] == 1 or self._promises(move):
            self._waiting.append((text, move))

    def _promises(self, move: Move) -> bool:
        """Something not seen yet may come after a repeated move. Reminders and the like would multiply with
        everything else."""
        if move.wait is None or move.aim:
            return True
        if move.error or move.wait.kind == "timer":
            return False
        after = self._facts.downstream(move.element_id)
        return bool(after & self._unreached) or any(
            self._choices[i] & self.missed for i in after & self._choices.keys()
        )

    def _next(self) -> tuple[str, Move]:
        """What was made least often; of these the newest, which is the deepest."""
        best = min(range(len(self._waiting)), key=lambda at: (self._rank(self._waiting[at][1]), -at))
        return self._waiting.pop(best)

    def _rank(self, move: Move) -> int:
        return self._made[move.kind] + move.rank

    def _condition_names(self) -> frozenset[str]:
        return frozenset().union(*(self._facts.condition_reads(element_id) for element_id in self._choices))
