"""A process runs on a clock with given answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine import budget, spiff
from engine.errors import LimitReached, UncaughtError, UnknownElement
from engine.simulation.limits import Limits
from engine.simulation.running import WORK, Simulation, Tables, due
from engine.spiff import Specification, Throw, Wait


@dataclass(frozen=True)
class Answer:
    """What comes at an element: the result of work, a message, a signal, or a business error; `at` that instant, else
    as soon as something waits there. At a timer it only says that time goes on until it fires."""

    element_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Scenario:
    """`until`: how far the clock goes after the last answer."""

    at: datetime
    variables: Mapping[str, Any] = field(default_factory=dict)
    answers: Sequence[Answer] = ()
    until: datetime | None = None


@dataclass(frozen=True)
class Simulated:
    """`unused`: the places of answers for which nothing waited when their turn came."""

    case: Simulation
    unused: list[int]


def simulate(
    scenario: Scenario, specification: Specification, *, tables: Tables, bounds: Limits, limits: spiff.Limits
) -> Simulated:
    """Raises UnknownElement, UncaughtError, LimitReached."""
    known = {config["id"] for config in specification.elements()}
    for answer in scenario.answers:
        if answer.element_id not in known:
            raise UnknownElement(element=answer.element_id)
    limits = replace(limits, seconds=min(limits.seconds, bounds.seconds))
    with budget.within(bounds.seconds):
        return _Course(Simulation(specification, tables=tables, limits=limits), bounds).run(scenario)


class _Course:
    def __init__(self, case: Simulation, bounds: Limits) -> None:
        self.case, self.bounds = case, bounds
        self.steps = 0

    def run(self, scenario: Scenario) -> Simulated:
        self.case.begin(scenario.variables, at=scenario.at)
        self._deliver()
        unused = [number for number, answer in enumerate(scenario.answers) if not self._answer(answer)]
        if scenario.until is not None:
            self._let_time_pass(scenario.until)
        return Simulated(self.case, unused)

    def _answer(self, answer: Answer) -> bool:
        if answer.at is not None:
            self._let_time_pass(answer.at)
        wait = self._awaited(answer)
        if wait is None:
            return False
        at = max(self.case.at, answer.at or self.case.at)
        if not answer.error:
            self._give(wait, answer.variables, at)
            return True
        self._count()
        if wait.kind not in WORK or self.case.fail(wait, answer.error, at=at) is None:
            raise UncaughtError(error=answer.error, reason=wait.name)
        self._deliver()
        return True

    def _awaited(self, answer: Answer) -> Wait | None:
        """What waits for an answer; while nothing but timers waits at all, time goes on."""
        while not (here := self.case.waiting_at(answer.element_id)):
            timers = self.case.timers()
            is_idle = all(wait.kind in ("timer", "error") for wait in self.case.waits)
            if answer.at is not None or not timers or not is_idle:
                return None
            self._give(timers[0], {}, due(timers[0]))
        return here[0]

    def _let_time_pass(self, until: datetime) -> None:
        while (timers := self.case.timers()) and due(timers[0]) <= until:
            self._give(timers[0], {}, due(timers[0]))
        self.case.at = max(self.case.at, until)

    def _give(self, wait: Wait, variables: Mapping[str, Any], at: datetime) -> None:
        self._count()
        self.case.give(wait, variables, at=max(at, due(wait)) if wait.kind == "timer" else at)
        self._deliver()

    def _deliver(self) -> None:
        """Signals and messages of the case reach what waits for them in it, each in a step of its own."""
        case = self.case
        for throw, reached in [(throw, wait) for throw in case.throws for wait in case.waits if _is_for(throw, wait)]:
            for wait in [wait for wait in case.waits if wait.task_id == reached.task_id]:  # it may be gone by now
                self._give(wait, throw.variables, case.at)

    def _count(self) -> None:
        self.steps += 1
        if self.steps > self.bounds.steps:
            raise LimitReached(limit=_("一次模拟的步骤数"), allowed=self.bounds.steps)


def _is_for(throw: Throw, wait: Wait) -> bool:
    """As between cases: a signal reaches what waited when it was thrown, a message what waits under its key."""
    if (wait.kind, wait.details.get("name")) != (throw.kind, throw.name):
        return False
    if throw.kind == "signal":
        return wait.task_id in throw.reached
    return bool(wait.details["correlation_key"] == throw.correlation_key)
