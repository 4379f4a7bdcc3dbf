"""When the tasks and timers of a simulated case are due: a step that the case comes back to goes on with what was left
of its time, as in life (`engine.spiff.continuing`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from engine.spiff import Case, Wait, continuing
from engine.spiff.continuing import Clock


class Clocks:
    """What a simulation remembers of it."""

    def __init__(self) -> None:
        # By element: of the task that was done last there, how many working days were left.
        self._left: dict[str, int | None] = {}
        # What is due earlier than its diagram says: when by the diagram, and when now.
        self._moved: dict[UUID, tuple[str, str]] = {}

    def note(self, task: Wait, done: datetime) -> None:
        """A task is done."""
        due = task.details["due"]
        self._left[task.element_id] = continuing.left(datetime.fromisoformat(due), done) if due else None

    def planned(self, timer: Wait) -> str:
        """When its diagram lets a timer fire."""
        found = self._moved.get(timer.task_id)
        return found[0] if found else str(timer.details["due"])

    def set_on(self, case: Case, before: Collection[UUID], now: datetime) -> list[Wait]:
        """What a case waits for, each with when it is really due; `before`: what it waited for until now."""
        waits = case.waits()
        clocks = self._continued([wait for wait in waits if wait.kind == "user" and wait.task_id not in before], now)
        for task_id, clock in clocks.items():
            self._moved[task_id] = (clock.planned.isoformat(), clock.due.isoformat())
        for wait in waits if clocks else ():
            if wait.kind != "timer":
                continue
            due = datetime.fromisoformat(wait.details["due"])
            moved = continuing.timer_due(case, wait.task_id, due, clocks, now)
            if moved is not None:
                self._moved[wait.task_id] = (wait.details["due"], moved.isoformat())
        return [self._as_moved(wait) for wait in waits]

    def _continued(self, new: list[Wait], now: datetime) -> dict[UUID, Clock]:
        found: dict[UUID, Clock] = {}
        for wait in new:
            left = self._left.get(wait.element_id) if continuing.continues(wait.details["properties"]) else None
            clock = None if left is None else continuing.continued(wait, left, now)
            if clock is not None:
                found[wait.task_id] = clock
        return found

    def _as_moved(self, wait: Wait) -> Wait:
        """A cycle that has fired goes on in its own rhythm."""
        planned, due = self._moved.get(wait.task_id, ("", ""))
        if not due or (wait.kind == "timer" and wait.details["due"] != planned):
            return wait
        return replace(wait, details={**wait.details, "due": due})
