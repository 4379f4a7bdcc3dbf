"""What each command on a user task demands of a person: one table, asked once, under the instance's lock."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.db.models.fields import json

from engine.errors import (
    ClaimRefused,
    InstanceSuspended,
    SeparationOfDuties,
    TaskAlreadyClaimed,
    TaskNotFound,
    TaskNotOpen,
    TaskNotYours,
)
from engine.models import ProcessInstance, UserTask, rights
from engine.models.statements import judging
from engine.runtime import definitions

HANDS_OUT = "engine.change_usertask"


class Command(Enum):
    CLAIM = "claim"
    UNCLAIM = "unclaim"
    DRAFT = "draft"
    COMPLETE = "complete"
    # To be given the task by somebody else.
    RECEIVE = "receive"
    # To give it to others or back, to change when it is due.
    MANAGE = "manage"


class Judged:
    """A task with what has to be known of one person to judge what that person asks of it."""

    def __init__(self, task: UserTask, user: Any, flags: judging.Flags) -> None:
        self.task, self.user = task, user
        self.stands_above, self.is_candidate, self.keeps_duties, self.is_allowed = flags


def judge(task_id: UUID | str, user: Any, *, of: ProcessInstance | None = None) -> Judged:
    """Read the task, and in the same statement all that the table asks about this person. `of`: the task's instance,
    where it is locked."""
    found = judging.judged(task_id, user, of=of)
    if found is None:
        raise TaskNotFound
    task, flags = found
    if task.form_id is not None:
        task.form = definitions.form(task.form_id)
    if task.assignee_id is not None and task.assignee_id == user.pk:
        task.assignee = user
    return Judged(task, user, flags)


def demand(command: Command, judged: Judged) -> None:
    """Raises what keeps this person from it: TaskNotOpen, TaskNotYours, TaskAlreadyClaimed, SeparationOfDuties,
    ClaimRefused."""
    for precondition in _PRECONDITIONS[command]:
        precondition(judged)


def may(command: Command, task_id: UUID | str, user: Any, *, of: ProcessInstance | None = None) -> UserTask:
    """The task, if this person may do that with it; outside of a lock the answer may be old a moment later."""
    judged = judge(task_id, user, of=of)
    demand(command, judged)
    return judged.task


def _open(judged: Judged) -> None:
    if judged.task.status != UserTask.Status.OPEN:
        raise TaskNotOpen


def _candidate(judged: Judged) -> None:
    if not (judged.is_candidate or judged.stands_above):
        raise TaskNotYours


def _running(judged: Judged) -> None:
    if (suspended := judged.task.suspended) is not None:
        raise InstanceSuspended(reason=suspended.suspension_reason)


def _nobody_elses(judged: Judged) -> None:
    if judged.task.assignee_id not in (None, judged.user.pk):
        raise TaskAlreadyClaimed


def _nobody_elses_or_above(judged: Judged) -> None:
    if not judged.stands_above:
        _nobody_elses(judged)


def _own(judged: Judged) -> None:
    if judged.task.assignee_id != judged.user.pk:
        raise TaskNotYours


def _duties(judged: Judged) -> None:
    """Who did one thing may not do the other."""
    if judged.keeps_duties or judged.stands_above:
        return
    task = judged.task
    done = rights.duties_done(judged.user, task.case_id, Value(task.properties, json.JSONField()))
    raise SeparationOfDuties(element=done.order_by("completed_at").first().name)


def _rules(judged: Judged) -> None:
    """The rules of the scheme; the first that refuses says why."""
    if judged.is_allowed or judged.stands_above:
        return
    this = UserTask.objects.filter(pk=judged.task.pk)
    for rule in rights.rules_of(judged.task.form_key):
        if not this.filter(rule.allows(judged.user)).exists():
            raise ClaimRefused(reason=str(rule.reason))
    raise TaskNotYours  # it has just become allowed; asking again will tell


def _hands_out(judged: Judged) -> None:
    if not judged.user.has_perm(HANDS_OUT):
        raise TaskNotYours


_PRECONDITIONS: dict[Command, tuple[Callable[[Judged], None], ...]] = {
    Command.CLAIM: (_open, _candidate, _running, _nobody_elses, _duties, _rules),
    Command.UNCLAIM: (_open, _own),
    Command.DRAFT: (_open, _candidate, _nobody_elses_or_above, _duties, _rules),
    Command.COMPLETE: (_open, _candidate, _running, _nobody_elses_or_above, _duties, _rules),
    Command.RECEIVE: (_open, _candidate, _duties, _rules),
    Command.MANAGE: (_open, _hands_out),
}
