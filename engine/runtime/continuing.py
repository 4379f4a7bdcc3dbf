"""The rows of a step that goes on with the time that was left of it; the rule itself is `engine.spiff.continuing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from engine import spiff
from engine.models import Job, UserTask
from engine.spiff import continuing
from engine.spiff.continuing import Clock

if TYPE_CHECKING:
    from engine.runtime.steps import Step


def left_of(task: UserTask) -> int | None:
    """Working days that were left of a task when it was done, at least one; None where it was never due, or where
    coming back to it begins anew."""
    if not continuing.continues(task.properties) or task.due_at is None or task.completed_at is None:
        return None
    return continuing.left(task.due_at, task.completed_at)


def continued(step: Step, new: Iterable[spiff.Wait]) -> dict[UUID, Clock]:
    """Of new tasks, those that were done before in the same instance."""
    found: dict[UUID, Clock] = {}
    for wait in new:
        if not continuing.continues(wait.details["properties"]):
            continue
        last = _last_done(step, wait.element_id)
        left = left_of(last) if last else None
        clock = None if left is None else continuing.continued(wait, left, step.now)
        if clock is not None:
            found[wait.task_id] = clock
    return found


def _last_done(step: Step, element_id: str) -> UserTask | None:
    """What this very step hands in is not in the tables yet."""
    closed = step.writes.closed
    if closed is not None and closed.element_id == element_id:
        return closed
    done = UserTask.objects.filter(
        instance=step.instance, element_id=element_id, status=UserTask.Status.COMPLETED
    ).defer("inputs", "answers")
    return done.order_by("-completed_at").first()


def follow_the_task(step: Step, case: spiff.Case, jobs: Iterable[Job], clocks: Mapping[UUID, Clock]) -> None:
    """Timers on the border of such a task go with it."""
    for job in jobs:
        if job.kind == Job.Kind.TIMER and job.task_id is not None:
            job.due_at = continuing.timer_due(case, job.task_id, job.due_at, clocks, step.now) or job.due_at
