"""A case runs again on a definition, with what its history says came into it, and where it goes another way is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import budget, spiff
from engine.errors import LimitReached, MoveRefused
from engine.history import Event, Recording, Snapshot, Step
from engine.simulation.differences import Difference, Names, compare
from engine.simulation.running import WORK, Happened, Simulation, Tables, due
from engine.spiff import Specification, Wait

Json = dict[str, Any]
_TIMERS = 1000  # that one replay may fire by itself


@dataclass
class Replay:
    """`differences` in the order of time; without any, the definition would have done the same. `then` is how the case
    is at the end."""

    differences: list[Difference] = field(default_factory=list)
    then: Snapshot = field(default_factory=Snapshot)

    @property
    def is_same(self) -> bool:
        return not self.differences

    @property
    def unanswered(self) -> list[Difference]:
        """Steps that the case did not have, so that its history has no answer for them."""
        return [difference for difference in self.differences if difference.kind == "unanswered"]


def replay(
    recording: Recording,
    old: Specification,
    new: Specification,
    *,
    tables: Tables,
    limits: spiff.Limits,
    seconds: float = 20.0,
) -> Replay:
    """`old` is what the case ran in. Elements of other ids in `new` are found by name and neighbourhood.

    Timers that the new definition sets as the old one did fire when they fired; others when they are due. Where several
    rounds wait for the same event at once, histories of earlier releases do not say which one it came to: it is given
    to one whose timer was due then, else by order of arrival, and what differs for that reason is told like any other
    difference.
    """
    with budget.within(seconds):
        return _Replaying(recording, old, new, tables, limits).run()


class _Replaying:
    def __init__(
        self, recording: Recording, old: Specification, new: Specification, tables: Tables, limits: spiff.Limits
    ) -> None:
        self.recording = recording
        self.sim = Simulation(new, tables=tables, limits=limits, has_caller=recording.has_caller)
        proposed = spiff.propose(old, new)
        self.to_new = {**proposed, **{own: proposed.get(now, now) for own, now in recording.renamed.items()}}
        self.names = Names(old, new)
        self.before, self.after = _configs(old), _configs(new)
        self.outcome = Replay()
        self.said: set[Any] = set()

    def run(self) -> Replay:
        try:
            self._run()
        except LimitReached as limit:
            self._tell("failed", limit.element_id, "", "", str(limit), self.sim.at)
        self.outcome.then = self.sim.snapshot
        return self.outcome

    def _run(self) -> None:
        begin, *steps = self.recording.steps
        recording = self.recording
        self._follow(begin, self.sim.begin(recording.variables, at=begin.at, trigger=recording.trigger))
        last = begin
        for step in steps:
            assert step.given is not None
            self._let_time_pass(step.at, last.then)
            self._follow(step, self._apply(step, step.given))
            last = step
        self._compare_ends(last.then)

    # What came ----------------------------------------------------------------------------------------------------
    def _apply(self, step: Step, given: Event) -> list[Happened]:
        """What followed; where it is of no use here, nothing, and that is told."""
        found = self._applied(step, given) if self.sim.is_running else None
        if found is None:
            self._tell("unused", given.data.get("from") or given.element_id, given.kind, "", "", given.at)
        return found or []

    def _applied(self, step: Step, given: Event) -> list[Happened] | None:
        data, at = given.data, step.at
        match given.kind:
            case "variables_set":
                return self.sim.correct(data["variables"], without=data.get("removed", ()), at=at)
            case "instance_cancelled":
                return self.sim.cancel(at=at)
            case "incident_resolved" | "token_moved":
                return self._by_hand(step, given)
            case "error_caught":
                wait = self._work(data.get("from") or given.element_id, step.place)
                return None if wait is None else self.sim.fail(wait, data["code"], data["message"], at=at)
        wait = self._wait(given.element_id, step, due_at=data.get("due"))
        return None if wait is None else self.sim.give(wait, data.get("variables", {}), at=at)

    def _by_hand(self, step: Step, given: Event) -> list[Happened] | None:
        token = self._token(given.element_id, step.place)
        if token is None:
            # What did not stop here need not be tried again.
            return [] if given.kind == "incident_resolved" else None
        if given.kind == "token_moved":
            try:
                return self.sim.move(token, self._new(given.data["to"]), at=step.at)
            except MoveRefused:
                return None
        if given.data.get("how") == "skipped":
            return self.sim.skip(token, given.data.get("variables", {}), at=step.at)
        return self.sim.retry(token, at=step.at)

    def _token(self, element_id: str, place: int) -> UUID | None:
        here = [own for own, element in self.sim.snapshot.tokens.items() if element == self._new(element_id)]
        return UUID(here[min(place, len(here) - 1)]) if here else None

    def _wait(self, element_id: str, step: Step, due_at: str | None) -> Wait | None:
        here = self.sim.waiting_at(self._new(element_id))
        if step.holder is not None:
            holder = self._token(*step.holder)
            here = [wait for wait in here if wait.holder == holder] or here
        # Where the history does not say it, each of several rounds still has a timer of its own.
        here = [wait for wait in here if due_at and self.sim.planned(wait) == due_at] or here
        return self._at(here, element_id, step.place)

    def _work(self, element_id: str, place: int) -> Wait | None:
        here = [wait for wait in self.sim.waiting_at(self._new(element_id)) if wait.kind in WORK]
        return self._at(here, element_id, place)

    def _at(self, here: list[Wait], element_id: str, place: int) -> Wait | None:
        meant = [wait for wait in here if wait.task_id == self._token(element_id, place)]
        found = [*meant, *here[min(place, len(here)) :], *here]
        return found[0] if found else None

    def _new(self, element_id: str) -> str:
        return self.to_new.get(element_id, element_id)

    # Time ---------------------------------------------------------------------------------------------------------
    def _let_time_pass(self, until: datetime, then: Snapshot) -> None:
        """Timers that the case did not have fire when they are due."""
        there = {self._new(element) for element in then.tokens.values()}
        for _fired in range(_TIMERS):
            if budget.is_spent() or not self.sim.is_running:
                return
            mine = [wait for wait in self.sim.timers() if due(wait) < until and not self._is_told(wait, there)]
            if not mine:
                return
            happened = self.sim.give(mine[0], {}, at=due(mine[0]))
            self._follow(Step(None, due(mine[0]), then=then), happened)

    def _is_told(self, wait: Wait, there: set[str]) -> bool:
        """Whether the case had this timer at that moment, so that its history says when it fired."""
        own = next((old for old, new in self.to_new.items() if new == wait.element_id), wait.element_id)
        before, after = self.before.get(own), self.after[wait.element_id]
        if before is None or before.get("definition") != after.get("definition"):
            return False
        holder = after.get("attached_to") or wait.element_id
        return holder in there or after["tag"] == "startEvent"

    # What followed ------------------------------------------------------------------------------------------------
    def _follow(self, step: Step, happened: list[Happened]) -> None:
        for difference in compare(step, happened, self.sim.snapshot, self.to_new, self.names):
            self._add(difference)

    def _compare_ends(self, then: Snapshot) -> None:
        if not self.sim.is_running and then.status == self.sim.snapshot.status:
            return
        if not self.sim.is_running:
            self._tell("ended", "", then.status, self.sim.snapshot.status, "", self.sim.at)
            return
        known = Counter(self._new(element) for element in then.tokens.values())
        for wait in self.sim.waits:
            if wait.kind in WORK and not known[wait.element_id]:
                self._tell("unanswered", wait.element_id, "", wait.kind, "", self.sim.at)
        if then.status != self.sim.snapshot.status and not self.outcome.unanswered:
            self._tell("ended", "", then.status, self.sim.snapshot.status, "", self.sim.at)

    def _tell(self, kind: str, element_id: str, expected: Any, got: Any, reason: str, at: datetime) -> None:
        self._add(Difference.of(kind, element_id, expected, got, at, names=self.names, reason=reason))

    def _add(self, difference: Difference) -> None:
        """What differs once goes on to differ; told is where it begins."""
        seen = (difference.kind, difference.element_id, repr(difference.got), repr(difference.expected))
        if seen not in self.said:
            self.said.add(seen)
            self.outcome.differences.append(difference)


def _configs(specification: Specification) -> Mapping[str, Json]:
    return {config["id"]: config for config in specification.elements()}
