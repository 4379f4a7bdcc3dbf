"""A step that a case comes back to goes on with the time that was left of it, where its diagram says so
(`continuesClock`): what others took meanwhile is not counted, what was used before is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from engine import business_time, spiff
from engine.models import Job, ProcessInstance, UserTask

CONTINUES_CLOCK = "continuesClock"


class Clock(NamedTuple):
    """`due`: by the time that was left; `planned`: as if the step were met for the first time."""

    due: datetime
    planned: datetime


def left_of(task: UserTask) -> int | None:
    """Working days that were left of a task when it was done, at least one; None where it was never due, or where
    coming back to it begins anew."""
    if task.properties.get(CONTINUES_CLOCK) != "true" or task.due_at is None or task.completed_at is None:
        return None
    # What is done after the cut-off is done on the next working day, as what comes then.
    done = business_time.add_working_days(task.completed_at, 0)
    return max(1, business_time.working_days_between(done, task.due_at))


def continued(instance: ProcessInstance, new: Iterable[spiff.Wait], now: datetime) -> dict[UUID, Clock]:
    """Of new tasks, those that were done before in the same instance."""
    going_on = [wait for wait in new if wait.details["properties"].get(CONTINUES_CLOCK) == "true"]
    found: dict[UUID, Clock] = {}
    for wait in going_on:
        done = UserTask.objects.filter(
            instance=instance, element_id=wait.element_id, status=UserTask.Status.COMPLETED
        ).defer("inputs", "answers")
        last = done.order_by("-completed_at").first()
        left = left_of(last) if last else None
        if left is None or not wait.details["due"]:
            continue
        planned, due = datetime.fromisoformat(wait.details["due"]), business_time.add_working_days(now, left)
        if due < planned:
            found[wait.task_id] = Clock(due, planned)
    return found


def follow_the_task(case: spiff.Case, jobs: Iterable[Job], clocks: Mapping[UUID, Clock], now: datetime) -> None:
    """Timers on the border of such a task that are counted in days are due earlier with it, reminders when half of
    what is left is gone."""
    for job in jobs:
        if job.kind != Job.Kind.TIMER or job.task_id is None or not case.counts_days(job.task_id):
            continue
        clock = clocks.get(case.guarded_by(job.task_id) or job.task_id)
        if clock is None:
            continue
        if job.due_at < clock.planned:
            job.due_at = business_time.halfway(now, clock.due)
        else:
            days = business_time.working_days_between(clock.planned, job.due_at)
            job.due_at = business_time.shift(clock.due, days)
