"""One case that runs in memory, on a clock of its own, with what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clock, dmn, spiff
from engine.errors import DecisionNotFound
from engine.history import CAME, Snapshot
from engine.simulation.clocks import Clocks
from engine.spiff import Case, Specification, Throw, Wait, widened

Json = dict[str, Any]
Tables = Mapping[str, Sequence[dmn.Decision]]
WORK = ("user", "service", "call")
FIRED = ("timer", "message", "signal")


@dataclass(frozen=True)
class Happened:
    """An event, as the history would tell it."""

    kind: str
    at: datetime
    element_id: str = ""
    element_name: str = ""
    data: Json = field(default_factory=dict)
    change: Json = field(default_factory=dict)


class Simulation:
    """`events` are all that happened, `snapshot` is how it is now; `failures` are the elements that stopped, by their
    token. After each step the case is saved and restored, as it is in life."""

    def __init__(
        self, specification: Specification, *, tables: Tables, limits: spiff.Limits, has_caller: bool = False
    ) -> None:
        self._specification = specification
        self._tables = tables
        self._kwargs: Json = {"decide": self._decide, "limits": limits, "has_caller": has_caller}
        self._text = ""
        self.at: datetime = clock.now()
        self.events: list[Happened] = []
        self.snapshot = Snapshot()
        self.waits: list[Wait] = []
        self.failures: dict[str, spiff.Failure] = {}
        self.throws: list[Throw] = []
        self._clocks = Clocks()

    @property
    def is_running(self) -> bool:
        return bool(self._text)

    def begin(
        self, variables: Mapping[str, Any], *, at: datetime, trigger: tuple[str, str] | None = None
    ) -> list[Happened]:
        self.at = at
        with clock.at(at):
            case = Case.begin(self._specification, variables, trigger=trigger, **self._kwargs)
            return self._advance(case, self._event("instance_started", data={"variables": dict(variables)}))

    # What may come to it -------------------------------------------------------------------------------------------
    def give(self, wait: Wait, variables: Mapping[str, Any], *, at: datetime) -> list[Happened]:
        """Work is done, or an event has come; a timer brings nothing."""
        data: Json = {"variables": dict(variables), **wait.place}
        if wait.kind == "user":
            data = {"variables": dict(variables), "task": str(wait.task_id)}
        elif wait.kind == "timer":
            variables = {}
            data = {"due": self.planned(wait), **wait.place}

        def change(case: Case) -> None:
            if wait.kind == "user":
                self._clocks.note(wait, self.at)
            if wait.kind in WORK:
                case.complete(wait.task_id, variables)
            else:
                case.fire(wait.task_id, variables)

        return self._step(change, at, CAME[wait.kind], wait.element_id, wait.name, data)

    def fail(self, wait: Wait, code: str, message: str = "", *, at: datetime) -> list[Happened] | None:
        """A business error instead of a result. None: nothing catches it, and nothing has changed."""
        caught: list[bool] = []
        found = self._step(lambda case: caught.append(case.raise_error(wait.task_id, code, message)), at)
        return found if caught[0] else None

    def correct(self, variables: Mapping[str, Any], *, without: Iterable[str] = (), at: datetime) -> list[Happened]:
        removed = list(without)
        data = {"variables": dict(variables), **({"removed": removed} if removed else {})}
        return self._step(lambda case: case.set_variables(variables, without=removed), at, "variables_set", data=data)

    def retry(self, token: UUID, *, at: datetime) -> list[Happened]:
        return self._step(lambda case: case.retry(token), at, "incident_resolved", data={"how": "retried"})

    def skip(self, token: UUID, variables: Mapping[str, Any], *, at: datetime) -> list[Happened]:
        return self._step(lambda case: case.skip(token, variables), at, "incident_resolved", data={"how": "skipped"})

    def move(self, token: UUID, to: str, *, at: datetime) -> list[Happened]:
        """Raises MoveRefused."""
        return self._step(lambda case: case.move(token, to), at, "token_moved", data={"to": to})

    def cancel(self, *, at: datetime) -> list[Happened]:
        return self._step(lambda case: case.cancel(), at, ends="instance_cancelled")

    # Views ---------------------------------------------------------------------------------------------------------
    def waiting_at(self, element_id: str) -> list[Wait]:
        return [wait for wait in self.waits if wait.element_id == element_id]

    def timers(self) -> list[Wait]:
        """Those that wait, the one that is due first before the others."""
        return sorted((wait for wait in self.waits if wait.kind == "timer"), key=due)

    def planned(self, timer: Wait) -> str:
        """When a timer fires by its diagram, as the history tells it; `due` may be earlier."""
        return self._clocks.planned(timer)

    # Helpers -------------------------------------------------------------------------------------------------------
    def _step(
        self,
        change: Callable[[Case], Any],
        at: datetime,
        kind: str = "",
        element_id: str = "",
        name: str = "",
        data: Json | None = None,
        *,
        ends: str = "instance_completed",
    ) -> list[Happened]:
        self.at = max(self.at, at)
        with clock.at(self.at):
            case = Case.load(self._specification, self._text, **self._kwargs)
            change(case)
            return self._advance(case, self._event(kind, element_id, name, data) if kind else None, ends)

    def _advance(self, case: Case, first: Happened | None, ends: str = "instance_completed") -> list[Happened]:
        before = {wait.task_id for wait in self.waits}
        case.advance()
        spiff.check_variables(case.variables(), self._kwargs["limits"])
        told = [first] if first else []
        told += [self._event(n.kind, n.element_id, n.element_name, n.data, n.change) for n in case.notes]
        self.waits, self.throws = self._clocks.set_on(case, before, self.at), case.throws
        stuck = set() if case.is_completed else case.failed_tasks()
        for wait in self.waits:
            if wait.kind == "user" and wait.task_id not in before:
                data = {"task": str(wait.task_id), "due": wait.details["due"]}
                told.append(self._event("task_created", wait.element_id, wait.name, data))
        for failure in case.failures:
            if failure.task_id in stuck:
                data = {"kind": failure.code, "message": failure.message}
                told.append(self._event("incident_created", failure.element_id, failure.name, data))
        news = {str(failure.task_id): failure for failure in case.failures}
        self.failures = {own: found for own, found in {**self.failures, **news}.items() if UUID(own) in stuck}
        if case.is_completed:
            told.append(self._event(ends, data={"error": case.error} if case.error else {}))
        if told:  # what was changed at once belongs to the first of them
            opening = widened(case.change, told[0].change, kind=told[0].kind, data=told[0].data)
            told[0] = replace(told[0], change=opening)
        self._text = "" if case.is_completed else case.dump()
        for event in told:
            self.snapshot.follow(event)
        self.events += told
        return told

    def _event(
        self, kind: str, element_id: str = "", name: str = "", data: Json | None = None, change: Json | None = None
    ) -> Happened:
        return Happened(kind, self.at, element_id, name, data or {}, change or {})

    def _decide(self, key: str, variables: Mapping[str, Any]) -> spiff.Decided:
        if not self._tables.get(key):
            raise DecisionNotFound(decision=key)
        outcome = dmn.evaluate(self._tables[key], key, variables)
        steps = [step.as_json() for step in outcome.explanation]
        return spiff.Decided(outcome.result, {"decision": key, "steps": steps})


def due(wait: Wait) -> datetime:
    return datetime.fromisoformat(wait.details["due"])
