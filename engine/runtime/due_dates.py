"""The working calendar changed: what was counted in its days is counted again, each case under its own lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from engine import business_time, clock, spiff
from engine.errors import BeyondCalendar, DayOff, EngineError
from engine.models import CalendarDay, HistoryEvent, Job, ProcessInstance, UserTask
from engine.runtime.nudges import nudge
from engine.runtime.steps import Step

Kind = HistoryEvent.Kind
# Instants that differ by less were not counted in days.
_LEAST = timedelta(minutes=1)
_WAITING = (Job.Status.READY, Job.Status.SUSPENDED)


@transaction.atomic
def change_calendar(days: Mapping[date, tuple[bool, str]], *, removed: Collection[date] = ()) -> int:
    """Set days (whether people work, and a note) and forget others; how many cases are looked at again."""
    rows = [CalendarDay(date=day, is_working=works, note=note) for day, (works, note) in days.items()]
    fields = ["is_working", "note"]
    CalendarDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["date"], update_fields=fields)
    CalendarDay.objects.filter(date__in=removed).delete()
    touched = sorted({*days, *removed})
    return _look_again(touched[0], touched[-1]) if touched else 0


def due_unchecked() -> QuerySet[UserTask]:
    """Open tasks that may be due on another day since the calendar changed, and that nobody has looked at."""
    told = HistoryEvent.objects.filter(kind=Kind.TASK_DUE_UNCHECKED, instance__status=ProcessInstance.Status.ACTIVE)
    noted = {event.data["task"]: event for event in told.order_by("pk")}
    cases = [event.instance_id for event in noted.values()]
    for later in HistoryEvent.objects.filter(kind=Kind.TASK_RESCHEDULED, instance__in=cases):
        event = noted.get(later.data.get("task", ""))
        if event is not None and later.pk > event.pk:
            del noted[later.data["task"]]
    return UserTask.objects.open().filter(pk__in=noted)


def recompute(current: Step, first: str, last: str) -> str:
    """A job's work: the tasks and timers of one case that were counted over the days `first` to `last`."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    waits = {wait.task_id: wait for wait in current.case.waits()}
    for task in _tasks(*days).filter(instance=current.instance):
        if task.pk in waits:
            _task(current, task, waits[task.pk])
    for job in _timers(*days).filter(instance=current.instance):
        if job.task_id in waits:
            _timer(current, job, waits)
    return ""


def postpone(current: Step, *, since: datetime, reason: str) -> None:
    """Everything that this instance has to be done by, and waits for, has as many working days left as it had when the
    clock began to stand."""
    for task in UserTask.objects.open().filter(instance=current.instance, due_at__isnull=False):
        assert task.due_at is not None
        old, task.due_at = task.due_at, _stood(current, task.due_at, since)
        task.follow_up_at = task.follow_up_at and _stood(current, task.follow_up_at, since)
        if task.due_at == old:
            continue
        task.save(update_fields=["due_at", "follow_up_at"])
        told = {"task": str(task.pk), "from": old.isoformat(), "due": task.due_at.isoformat(), "reason": reason}
        current.record(Kind.TASK_RESCHEDULED, task.element_id, task.name, told)
    for job in _alarms(current):
        job.due_at = _stood(current, job.due_at, since)
        job.save(update_fields=["due_at"])


def extend(current: Step, task: UserTask, due_at: datetime | None) -> None:
    """Somebody decides when a task is due: what its diagram does on that day or later, and the reminders that are
    counted in days, go with it by as many working days."""
    old, task.due_at = task.due_at, due_at
    task.save(update_fields=["due_at"])
    if old is None or due_at is None or old == due_at:
        return
    days = business_time.working_days_between(old, due_at)
    for job in _alarms(current):
        assert job.task_id is not None
        if current.case.guarded_by(job.task_id) != task.pk:
            continue
        if not _differ(job.due_at, old):
            job.due_at = due_at
        elif job.due_at > old or (job.due_at > current.now and current.case.counts_days(job.task_id)):
            job.due_at = business_time.shift(job.due_at, days)
        else:
            continue
        job.save(update_fields=["due_at"])
        if job.due_at <= current.now:
            nudge(job.pk)


def check_day(moment: datetime) -> None:
    """Raises DayOff, and BeyondCalendar where it is not known yet whether people work then."""
    day = clock.day_of(moment)
    found = business_time.is_working_day(day)
    if found.provisional:
        raise BeyondCalendar(day=day.isoformat(), year=day.year)
    if not found.is_working:
        raise DayOff(day=day.isoformat(), next=clock.day_text(business_time.shift(moment, 1)))


def _stood(current: Step, moment: datetime, since: datetime) -> datetime:
    return business_time.stood(moment, since=since, until=current.now)


def _alarms(current: Step) -> list[Job]:
    """Timers that fire once; a rhythm is kept, and what it missed is caught up once."""
    waits = {wait.task_id: wait for wait in current.case.waits()}
    timers = Job.objects.filter(instance=current.instance, kind=Job.Kind.TIMER, status__in=_WAITING)
    return [job for job in timers if job.task_id in waits and not waits[job.task_id].details["every"]]


def _look_again(first: date, last: date) -> int:
    touched = _tasks(first, last).values("instance"), _timers(first, last).values("instance")
    running = ProcessInstance.objects.filter(status=ProcessInstance.Status.ACTIVE)
    cases = running.filter(Q(pk__in=touched[0]) | Q(pk__in=touched[1]))
    now, payload = clock.now(), {"days": [first.isoformat(), last.isoformat()]}
    made = Job.objects.bulk_create(
        Job(instance_id=pk, kind=Job.Kind.RECOMPUTE, payload=payload, due_at=now, created_at=now)
        for pk in cases.values_list("pk", flat=True)
    )
    nudge(*(job.pk for job in made))
    return len(made)


def _tasks(first: date, last: date) -> QuerySet[UserTask]:
    begin, end = _span(first, last)
    return UserTask.objects.open().filter(due_at__gte=begin, created_at__lt=end)


def _timers(first: date, last: date) -> QuerySet[Job]:
    begin, end = _span(first, last)
    ready = Job.objects.filter(kind=Job.Kind.TIMER, status__in=_WAITING, task_id__isnull=False)
    # What lies halfway may move although it comes before the first of the days.
    return ready.filter(created_at__lt=end, due_at__gte=min(begin, clock.now()))


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    midnight = time(tzinfo=clock.LOCAL_ZONE)
    return datetime.combine(first, midnight), datetime.combine(last + timedelta(days=1), midnight)


def _task(current: Step, task: UserTask, before: spiff.Wait) -> None:
    if _instant(before.details["due"]) != task.due_at:
        _off_days_off(current, before, task)  # somebody has decided when it is due, or the clock stood
        return
    try:
        after = current.case.recompute(task.pk, since=task.created_at, variables=task.inputs)
    except EngineError:
        after = None
    if after is None:
        _tell_unchecked(current, task)
        _counted_elsewhere(current, before, task)
        return
    task.follow_up_at = _instant(after.details["follow_up"])
    old, task.due_at = task.due_at, _instant(after.details["due"])
    if not _differ(old, task.due_at):
        return
    task.save(update_fields=["due_at", "follow_up_at"])
    _record(current, before, {"task": str(task.pk)}, old, task.due_at)


def _off_days_off(current: Step, wait: spiff.Wait, row: UserTask | Job) -> None:
    """What was put on a day by hand, or after the clock stood, stays there unless nobody works then any more."""
    old = row.due_at
    if old is None or business_time.is_working_day(clock.day_of(old)).is_working:
        return
    row.due_at = business_time.shift(old, 1)
    row.save(update_fields=["due_at"])
    _record(current, wait, {"task" if isinstance(row, UserTask) else "job": str(row.pk)}, old, row.due_at)


def _counted_elsewhere(current: Step, wait: spiff.Wait, row: UserTask | Job) -> None:
    """A period that some other step counted ends with a day: never with one on which nobody works."""
    if row.due_at is not None and row.due_at == business_time.end_of_day(clock.day_of(row.due_at)):
        _off_days_off(current, wait, row)


def _tell_unchecked(current: Step, task: UserTask) -> None:
    if current.case.repeats_instant(task.pk):
        current.record(Kind.TASK_DUE_UNCHECKED, task.element_id, task.name, {"task": str(task.pk)})


def _timer(current: Step, job: Job, waits: Mapping[UUID, spiff.Wait]) -> None:
    assert job.task_id is not None
    before = waits[job.task_id]
    if before.details["every"]:
        return
    if _differ(_instant(before.details["due"]), job.due_at):
        _off_days_off(current, before, job)
        return
    after = _evaluated(current, job, _seen_by(current, job.task_id, waits))
    if after is None:
        _counted_elsewhere(current, before, job)
        return
    due = _instant(after.details["due"])
    if due is None or not _differ(job.due_at, due):
        return
    old, job.due_at = job.due_at, due
    job.save(update_fields=["due_at"])
    if due <= current.now:
        nudge(job.pk)
    _record(current, before, {"job": str(job.pk)}, old, due)


def _seen_by(current: Step, task_id: UUID, waits: Mapping[UUID, spiff.Wait]) -> Mapping[str, Any] | None:
    """A timer on the border of somebody's task began with the variables that the task was made with."""
    guarded = current.case.guarded_by(task_id)
    if guarded is None or guarded not in waits or waits[guarded].details["mapped"]:
        return None
    return UserTask.objects.filter(pk=guarded).values_list("inputs", flat=True).first()


def _evaluated(current: Step, job: Job, variables: Mapping[str, Any] | None) -> spiff.Wait | None:
    """None also where the variables that it was counted from are not there any more."""
    assert job.task_id is not None
    try:
        return current.case.recompute(job.task_id, since=job.created_at, variables=variables)
    except EngineError:
        return None


def _record(
    current: Step, wait: spiff.Wait, what: Mapping[str, Any], old: datetime | None, new: datetime | None
) -> None:
    told = {"from": old and old.isoformat(), "due": new and new.isoformat(), "reason": _("工作日历变更")}
    current.record(Kind.TASK_RESCHEDULED, wait.element_id, wait.name, {**what, **told})


def _differ(old: datetime | None, new: datetime | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(old - new) >= _LEAST


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
