"""What a person typed into a task and has not handed in yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from engine import clock, etags
from engine.errors import TaskNotFound
from engine.etags import NOTHING, etag_of
from engine.models import ProcessInstance, TaskDraft, UserTask
from engine.runtime.preconditions import Command, may


def typed_by(user: Any) -> Subquery:
    """Of tasks: the answers in this person's draft, None where there is none."""
    return Subquery(TaskDraft.objects.filter(task=OuterRef("pk"), user=user).values("answers"))


def etag(typed: Mapping[str, Any] | None) -> str:
    """Of the answers in a draft."""
    return NOTHING if typed is None else etag_of(typed)


def save_draft(task_id: UUID | str, *, answers: Mapping[str, Any], expected: str, by: Any) -> TaskDraft:
    """Keep the answers of whoever may do the task. `expected` is the ETag that they continue, `NOTHING` for the
    first save. Raises DraftChanged, and what keeps the person from the task."""
    with transaction.atomic():
        _lock_instance_of(task_id)
        task = may(Command.DRAFT, task_id, by)
        etags.check(current=etag(_typed(task, by)), expected=expected, new=etag_of(answers))
        draft, _is_new = TaskDraft.objects.update_or_create(
            task=task, user=by, defaults={"answers": dict(answers), "updated_at": clock.now()}
        )
    return draft


def check_newest(task: UserTask, user: Any, *, expected: str) -> None:
    """Raises DraftChanged when another window of the same person typed on after the ETag `expected`."""
    etags.check(current=etag(_typed(task, user)), expected=expected, new=NOTHING)


def _typed(task: UserTask, user: Any) -> Mapping[str, Any] | None:
    return TaskDraft.objects.filter(task=task, user=user).values_list("answers", flat=True).first()


def _lock_instance_of(task_id: UUID | str) -> None:
    """So that no draft comes after the answers."""
    instance_id = UserTask.objects.filter(pk=task_id).values_list("instance_id", flat=True).first()
    if instance_id is None:
        raise TaskNotFound
    ProcessInstance.objects.select_for_update(no_key=True).only("pk").get(pk=instance_id)
