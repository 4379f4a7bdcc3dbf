"""Whose time runs in a case: the office's, or nobody's while a task waits that its diagram says `pauses` it (补正, a
sample on its way), while one is put off to a day that the enterprise wished (`delays`), or while the case stands still
for a reason of the enterprise's.

Computed here and shown by `registry/clock.html`, so that the enterprise and the office see the same. Due dates follow
the same two things: tasks that come back go on with what was left (`engine.runtime.continuing`), and a case whose clock
stood has as many working days left as before (`engine.runtime.suspension`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.db.models.fields.json import KT

from engine import clock
from engine.models import HistoryEvent, ProcessInstance, UserTask
from engine.runtime.continuing import left_of
from portal.registry.deadlines import Deadline, WorkingDays, deadline, deadline_of

PAUSES = "pauses"
# Why a task is put off at the enterprise's wish, where its inputs say from when until when.
DELAYS = "delays"
PUT_OFF = {"put_off_from": KT("inputs__delayed_from"), "put_off_until": KT("inputs__delayed_until")}
_SUSPENDED, _RESUMED = STANDING = (HistoryEvent.Kind.INSTANCE_SUSPENDED, HistoryEvent.Kind.INSTANCE_RESUMED)


@dataclass(frozen=True)
class Pause:
    """`until` is None while it lasts; `deadline`: by when whoever is waited for has to act; `working_days` so far."""

    reason: str
    since: datetime
    until: datetime | None = None
    deadline: Deadline | None = None
    working_days: int = 0


@dataclass(frozen=True)
class CaseClock:
    """`running`: until when the office has, first of all its tasks. `left`: the working days that the step which was
    broken off goes on with. `used`: of the office's working days so far."""

    running: Deadline | None = None
    pauses: list[Pause] = field(default_factory=list)
    past: list[Pause] = field(default_factory=list)
    left: int | None = None
    used: int = 0

    @property
    def stands(self) -> bool:
        return bool(self.pauses) and (self.running is None or self.running.stands_since is not None)


@dataclass(frozen=True)
class Known:
    """What a page read of the case already: all its tasks with `PUT_OFF`, what its history says of suspending and
    resuming, and the working days around them."""

    tasks: Iterable[UserTask]
    events: Iterable[HistoryEvent]
    days: WorkingDays


def clock_of(case: ProcessInstance, known: Known) -> CaseClock | None:
    """None once the case is over, and before the office was ever asked for something."""
    if case.status != ProcessInstance.Status.ACTIVE:
        return None
    days = known.days
    timed = [task for task in known.tasks if _pauses(task) or task.due_at]
    for task in timed:
        task.case = case
    ours = [task for task in timed if not _pauses(task)]
    stood = _stood(case, known) + _delays(ours, days)
    pauses = _pauses_of(timed, days) + stood
    open_ones = sorted((task for task in ours if _is_at_work(task)), key=lambda task: task.due_at or task.created_at)
    if not ours:
        return None
    began = min(task.created_at for task in ours)
    return CaseClock(
        running=deadline_of(open_ones[0], days) if open_ones else None,
        pauses=[pause for pause in pauses if pause.until is None],
        past=[pause for pause in pauses if pause.until is not None and pause.until > began],
        left=_left(ours) if not open_ones else None,
        used=_used(ours, stood, days),
    )


def read(case: ProcessInstance, events: Iterable[HistoryEvent]) -> Known:
    """`events`: what a page read of its suspending and resuming."""
    found = UserTask.objects.filter(case=case).exclude(status=UserTask.Status.CANCELLED).select_related("instance")
    tasks = list(found.annotate(**PUT_OFF).defer("inputs", "answers", "instance__state", "instance__variables"))
    moments = (moment for task in tasks for moment in (task.created_at, task.due_at, task.completed_at))
    return Known(tasks, events, WorkingDays(moments))


def _pauses(task: UserTask) -> str:
    return str(task.properties.get(PAUSES) or "")


def _is_open(task: UserTask) -> bool:
    return task.status == UserTask.Status.OPEN


def _is_at_work(task: UserTask) -> bool:
    span = _put_off(task)
    return _is_open(task) and not (span and span[0] <= clock.now() < span[1])


def _put_off(task: UserTask) -> tuple[datetime, datetime] | None:
    """From when until when an open or completed task waited for the day that the enterprise wished."""
    if not task.properties.get(DELAYS) or not task.put_off_until:  # type: ignore[attr-defined]
        return None
    since, until = map(datetime.fromisoformat, (task.put_off_from, task.put_off_until))  # type: ignore[attr-defined]
    since, until = max(since, task.created_at), min(until, task.completed_at or until)
    return (since, until) if since < until else None


def _delays(tasks: Iterable[UserTask], days: WorkingDays) -> list[Pause]:
    now = clock.now()
    spans = [(task, span) for task in tasks if (span := _put_off(task)) and span[0] <= now]
    return [
        Pause(
            reason=str(task.properties[DELAYS]),
            since=since,
            until=until if until <= now else None,
            deadline=deadline(until, days) if until > now else None,
            working_days=days.between(since, min(until, now)),
        )
        for task, (since, until) in spans
    ]


def _pauses_of(tasks: Iterable[UserTask], days: WorkingDays) -> list[Pause]:
    now = clock.now()
    return [
        Pause(
            reason=_pauses(task),
            since=task.created_at,
            until=task.completed_at,
            deadline=deadline_of(task, days) if _is_open(task) else None,
            working_days=days.between(task.created_at, task.completed_at or now),
        )
        for task in sorted(tasks, key=lambda task: task.created_at)
        if _pauses(task)
    ]


def _stood(case: ProcessInstance, known: Known) -> list[Pause]:
    """When the case was suspended so that its clock stood."""
    days = known.days
    events = [event for event in known.events if event.instance_id == case.pk and event.kind in STANDING]
    pauses: list[Pause] = []
    began: HistoryEvent | None = None
    for event in sorted(events, key=lambda event: event.pk):
        if event.kind == _SUSPENDED:
            began = event if event.data.get("clock_stands") else None
        elif began is not None:
            spent = days.between(began.at, event.at)
            pauses.append(Pause(began.data["reason"], began.at, event.at, working_days=spent))
            began = None
    if began is not None and case.suspension:
        pauses.append(Pause(began.data["reason"], began.at, working_days=days.between(began.at, clock.now())))
    return pauses


def _left(ours: Iterable[UserTask]) -> int | None:
    """Of the step of the office that was done last, if the case comes back to it."""
    last = max((task for task in ours if task.completed_at), key=lambda task: task.completed_at, default=None)  # type: ignore[arg-type, return-value]
    return left_of(last) if last else None


def _used(ours: Iterable[UserTask], stood: Iterable[Pause], days: WorkingDays) -> int:
    """Working days on which the office had something to do, a day once however much was done side by side."""
    now = clock.now()
    spans = [(task.created_at, task.completed_at or now, True) for task in ours]
    spans += [(pause.since, pause.until or now, False) for pause in stood]
    turns = sorted({moment for began, ended, _busy in spans for moment in (began, ended)})
    used = 0
    for start, end in pairwise(turns):
        at_it = {busy for began, ended, busy in spans if began <= start and end <= ended}
        used += days.between(start, end) if at_it == {True} else 0
    return used
