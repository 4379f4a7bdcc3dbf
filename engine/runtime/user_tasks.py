"""Commands on tasks of people. Who may give which is one table: `engine.runtime.preconditions`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from engine.errors import (
    AssigneeRefused,
    ClaimRefused,
    SeparationOfDuties,
    TaskNotOpen,
    TaskNotYours,
)
from engine.models import HistoryEvent, Incident, Membership, UserTask, rights
from engine.models.memberships import ONE_PERSON
from engine.registry import check_declared, form_results, hooks, task_forms
from engine.runtime import due_dates, waits
from engine.runtime.preconditions import Command, Judged, demand, judge, may
from engine.runtime.steps import Step, step_of
from engine.runtime.values import as_json, stated

Kind = HistoryEvent.Kind


def claim(task_id: UUID | str, *, by: Any) -> UserTask:
    """Take a task that is offered to you. Claiming your own task again changes nothing."""
    with step_of(task_id, by=by) as current:
        task = may(Command.CLAIM, task_id, by, of=current.instance)
        if task.assignee_id is None:
            _assign(current, task, by, Kind.TASK_CLAIMED)
    return task


def unclaim(task_id: UUID | str, *, by: Any) -> UserTask:
    """Give your task back to those whom it was offered to."""
    with step_of(task_id, by=by) as current:
        task = may(Command.UNCLAIM, task_id, by, of=current.instance)
        _assign(current, task, None, Kind.TASK_UNCLAIMED)
    return task


def release(task_id: UUID | str, *, by: Any, reason: str) -> UserTask:
    """Give somebody else's task back to its group."""
    with step_of(task_id, by=by) as current:
        task = may(Command.MANAGE, task_id, by, of=current.instance)
        if task.assignee_id is not None:
            _assign(current, task, None, Kind.TASK_UNCLAIMED, reason=stated(reason))
    return task


def assign(task_id: UUID | str, *, to: Any, by: Any, reason: str = "") -> UserTask:
    """Give a task to a person who may have it; a reason is asked for where it is taken from another.

    A task that is offered by name only, to nobody who is there, may go to anybody whom the rules allow.
    """
    with step_of(task_id, by=by) as current:
        may(Command.MANAGE, task_id, by, of=current.instance)
        judged = judge(task_id, to, of=current.instance)
        task = judged.task
        if task.assignee_id not in (None, to.pk):
            reason = stated(reason)
        _demand_of_receiver(judged)
        _assign(current, task, to, Kind.TASK_ASSIGNED, reason=reason.strip())
        _resolve_nobody(current, task)
    return task


def reschedule(task_id: UUID | str, *, due_at: datetime | None, by: Any, reason: str) -> UserTask:
    """Change when a task is due; the timers on its border go with it (`due_dates.extend`).

    Raises DayOff and BeyondCalendar: whether people work on the day must be known, and they must.
    """
    with step_of(task_id, by=by) as current:
        task = may(Command.MANAGE, task_id, by, of=current.instance)
        data = {"task": str(task.pk), "from": _text(task.due_at), "due": _text(due_at), "reason": stated(reason)}
        if due_at is not None and due_at != task.due_at:
            due_dates.check_day(due_at)
        due_dates.extend(current, task, due_at)
        current.record(Kind.TASK_RESCHEDULED, task.element_id, task.name, data)
    return task


def complete_task(task_id: UUID | str, *, answers: Mapping[str, Any], by: Any) -> UserTask:
    """Hand in a task with the answers of its form.

    Raises TaskNotFound, what `preconditions.demand` raises, and AnswersRefused. Of two at the same moment one
    gets TaskNotOpen. A task that nobody claimed and that is offered to `by` counts as claimed.
    """
    with step_of(task_id, by=by) as current:
        task = may(Command.COMPLETE, task_id, by, of=current.instance)
        cleaned = hooks.clean_answers(task, answers, by)
        form = task_forms.get(task.form_key)
        variables = as_json(cleaned if form is None else form.accept(task, cleaned, by))
        if form is not None:
            check_declared(form_results.get(task.form_key), variables)
        if not current.case.complete(task.pk, variables):
            raise TaskNotOpen
        task.answers = variables if form is None else as_json(cleaned)
        _close(current, task, by)
        data = {"task": str(task.pk), "outcome": variables.get("outcome"), "variables": variables}
        current.record(Kind.TASK_COMPLETED, task.element_id, task.name, data)
    return task


def who_may_have(task: UserTask) -> list[Any]:
    """The active people whom a task can be given to; one statement a person, so for a page about one task."""
    return list(_who_may_have(task))


def only_one_may_have(task: UserTask, user: Any) -> bool:
    """Whether the task is this user's or nobody's; asks no further than to the second who may have it."""
    return [person.pk for person in islice(_who_may_have(task), 2)] == [user.pk]


def give_to_the_only_one(task_id: UUID | str, *, to: Any) -> bool:
    """A task that nobody took and that only this person may have is theirs, without claiming."""
    with step_of(task_id) as current:
        task = UserTask.objects.open().filter(pk=task_id, assignee=None).first()
        if task is None or not only_one_may_have(task, to):
            return False
        _assign(current, task, to, Kind.TASK_ASSIGNED, reason=_("只有一人可以办理"))
    return True


def _who_may_have(task: UserTask) -> Iterator[Any]:
    this = UserTask.objects.filter(pk=task.pk)
    for person in Membership.objects.members_of(*_groups(task)).order_by("pk"):
        if this.filter(rights.keeps_duties(person), rights.is_allowed(person)).exists():
            yield person


def is_nobodys(task: UserTask) -> bool:
    """Offered by name only, to nobody who is there."""
    groups = _groups(task)
    is_by_name = all(group.startswith(ONE_PERSON) for group in groups)
    return is_by_name and not Membership.objects.members_of(*groups).exists()


def _groups(task: UserTask) -> list[str]:
    return task.candidate_groups


def give_back_lost(current: Step, task_id: UUID) -> bool:
    """Give a task back to its group if whoever has it may not have it any more."""
    task = UserTask.objects.open().filter(pk=task_id).exclude(assignee=None).select_related("assignee").first()
    if task is None or UserTask.objects.assigned_to(task.assignee).filter(pk=task_id).exists():
        return False
    _assign(current, task, None, Kind.TASK_UNCLAIMED, reason=_("办理人已不能办理这个任务"))
    if is_nobodys(task):
        waits.nobody(current, task.element_id, _("“%(task)s”目前没有人可以办理，请另行指派") % {"task": task.name})
    return True


def _demand_of_receiver(judged: Judged) -> None:
    if not judged.is_candidate and judged.user.is_active and is_nobodys(judged.task):
        judged.task.candidates.create(group=f"user:{judged.user.get_username()}")
        judged.task.offered_to = None
        judged.is_candidate = True
    try:
        demand(Command.RECEIVE, judged)
    except TaskNotYours:
        raise AssigneeRefused(person=judged.user, reason=_("不在这个任务的办理范围内")) from None
    except SeparationOfDuties as error:
        reason = _("已办理过本案的“%(element)s”，须回避") % error.params
        raise AssigneeRefused(person=judged.user, reason=reason) from None
    except ClaimRefused as error:
        raise AssigneeRefused(person=judged.user, reason=error.params["reason"]) from None


def _resolve_nobody(current: Step, task: UserTask) -> None:
    open_ones = Incident.objects.filter(instance=current.instance, kind=waits.NOBODY, resolved_at=None)
    open_ones.filter(element_id=task.element_id).update(resolved_at=current.now, resolved_by=current.by)


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _close(current: Step, task: UserTask, by: Any) -> None:
    task.status = UserTask.Status.COMPLETED
    task.assignee = task.assignee or by
    task.completed_at, task.completed_by = current.now, by
    current.writes.close(task)
    current.settled.add(task.pk)


def _assign(current: Step, task: UserTask, to: Any, kind: str, *, reason: str = "") -> None:
    before, task.assignee = task.assignee, to
    current.writes.assign(task)
    data = {
        "task": str(task.pk),
        "from": before.get_username() if before and before != current.by else None,
        "to": to.get_username() if to is not None else None,
        "reason": reason,
    }
    current.record(kind, task.element_id, task.name, {name: value for name, value in data.items() if value})
