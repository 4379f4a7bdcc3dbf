"""Commands on tasks of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.errors import (
    ClaimRefused,
    SeparationOfDuties,
    TaskAlreadyClaimed,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
)
from engine.models import HistoryEvent, UserTask
from engine.registry import check_declared, form_results, hooks, task_forms
from engine.runtime.steps import Step, step
from engine.runtime.values import as_json

Kind = HistoryEvent.Kind
SEPARATE_FROM = "separateFrom"


def claim(task_id: UUID | str, *, by: Any) -> UserTask:
    """Take a task that is offered to you. Claiming your own task again changes nothing."""
    with step(_instance_of(task_id), by=by) as current:
        task = _open_task(task_id)
        if task.assignee_id == by.pk:
            return task
        if task.assignee_id is not None:
            raise TaskAlreadyClaimed
        _check_offered(task, by)
        _check_duties(task, by)
        _assign(current, task, by, Kind.TASK_CLAIMED)
    return task


def unclaim(task_id: UUID | str, *, by: Any) -> UserTask:
    """Give a task back to those whom it was offered to."""
    with step(_instance_of(task_id), by=by) as current:
        task = _open_task(task_id)
        if task.assignee_id != by.pk and not by.is_superuser:
            raise TaskNotYours
        _assign(current, task, None, Kind.TASK_UNCLAIMED)
    return task


def assign(task_id: UUID | str, *, to: Any, by: Any) -> UserTask:
    """Give a task to a person. Whether `by` may do that is for the caller to know; whether `to` may have it
    is checked here."""
    with step(_instance_of(task_id), by=by) as current:
        task = _open_task(task_id)
        _check_duties(task, to)
        _assign(current, task, to, Kind.TASK_ASSIGNED)
    return task


def complete_task(task_id: UUID | str, *, answers: Mapping[str, Any], by: Any) -> UserTask:
    """Hand in a task with the answers of its form.

    Raises TaskNotFound, TaskNotOpen, TaskNotYours, SeparationOfDuties, ClaimRefused, AnswersRefused. Of two
    at the same moment one gets TaskNotOpen. A task that nobody claimed and that is offered to `by` counts
    as claimed.
    """
    task = _open_task(task_id)
    _check_may_complete(task, by)
    cleaned = hooks.clean_answers(task, answers, by)  # no lock is held
    with step(task.instance_id, by=by) as current:
        task = _open_task(task_id)
        _check_may_complete(task, by)
        form = task_forms.get(task.form_key)
        variables = as_json(cleaned if form is None else form.accept(task, cleaned, by))
        if form is not None:
            check_declared(form_results.get(task.form_key), variables)
        if not current.case.complete(task.pk, variables):
            raise TaskNotOpen
        task.answers = as_json(cleaned)
        _close(current, task, by)
        data = {"task": str(task.pk), "outcome": variables.get("outcome"), "variables": variables}
        current.record(Kind.TASK_COMPLETED, task.element_id, task.name, data)
    return task


def _close(current: Step, task: UserTask, by: Any) -> None:
    task.status = UserTask.Status.COMPLETED
    task.assignee = task.assignee or by
    task.completed_at, task.completed_by = current.now, by
    task.save(update_fields=["answers", "status", "assignee", "completed_at", "completed_by"])
    task.candidates.update(is_open=False)
    task.drafts.all().delete()


def _assign(current: Step, task: UserTask, to: Any, kind: str) -> None:
    task.assignee = to
    task.save(update_fields=["assignee"])
    data = {"task": str(task.pk)} | ({"to": to.get_username()} if to is not None else {})
    current.record(kind, task.element_id, task.name, data)


def _instance_of(task_id: UUID | str) -> UUID:
    return _find(task_id).instance_id


def _find(task_id: UUID | str) -> UserTask:
    task = UserTask.objects.select_related("assignee", "form", "case").filter(pk=task_id).first()
    if task is None:
        raise TaskNotFound
    return task


def _open_task(task_id: UUID | str) -> UserTask:
    task = _find(task_id)
    if task.status != UserTask.Status.OPEN:
        raise TaskNotOpen
    return task


def _check_may_complete(task: UserTask, by: Any) -> None:
    if task.assignee_id is None:
        _check_offered(task, by)
    elif task.assignee_id != by.pk and not by.is_superuser:
        raise TaskNotYours
    _check_duties(task, by)


def _check_offered(task: UserTask, by: Any) -> None:
    if by.is_superuser or UserTask.objects.offered_to(by).filter(pk=task.pk).exists():
        return
    _open_task(task.pk)  # somebody may have been faster
    raise TaskNotYours


def _check_duties(task: UserTask, user: Any) -> None:
    """Who did one thing may not do the other (property `separateFrom`, over the whole case), and the
    scheme's own rules."""
    separate = [name.strip() for name in task.properties.get(SEPARATE_FROM, "").split(",") if name.strip()]
    if separate:
        done = UserTask.objects.filter(case=task.case_id, element_id__in=separate, completed_by=user)
        earlier = done.order_by("completed_at").first()
        if earlier is not None:
            raise SeparationOfDuties(element=earlier.name)
    for rule in hooks.claim_rules:
        reason = rule(user, task)
        if reason:
            raise ClaimRefused(reason=reason)
