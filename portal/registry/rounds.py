"""A step that a case comes back to: which time it is, and what was different the time before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from engine.models import UserTask
from engine.registry import Registry
from portal.registry.step_answers import Change, changes

Answers = Mapping[str, Any]
Before = Callable[[UserTask], Answers | None]
_before: Registry[Before] = Registry()
Told = Callable[[UserTask], list[Change]]
_told: Registry[Told] = Registry()


def answered_before(form_key: str) -> Callable[[Before], Before]:
    """Register where the answers of the first round come from, for a form that is not first met at a task."""

    def register(function: Before) -> Before:
        _before.add(form_key, function)
        return function

    return register


def tells_changes(form_key: str) -> Callable[[Told], Told]:
    """Register what was changed at a step whose form only sends what is edited on a page of its own."""

    def register(function: Told) -> Told:
        _told.add(form_key, function)
        return function

    return register


def round_of(task: UserTask, tasks: Iterable[UserTask]) -> int:
    """The how-manieth time it is; the same step done side by side by several people counts once."""
    return 1 + sum(1 for other in tasks if _is_same_step(other, task) and _was_done_before(other, task))


def last_round(task: UserTask, tasks: Iterable[UserTask]) -> UserTask | None:
    """The same step as it was done before this task came, where the case has come back to it."""
    earlier = [other for other in tasks if _is_same_step(other, task) and _was_done_before(other, task)]
    return max(earlier, key=lambda other: other.completed_at, default=None)  # type: ignore[arg-type, return-value]


def what_changed(task: UserTask, tasks: Iterable[UserTask]) -> list[Change]:
    """What this task's answers say otherwise than the form did the time before; nothing the first time."""
    if tell := _told.get(task.form_key):
        return tell(task)
    earlier = [
        other for other in tasks if other.form_key and other.form_key == task.form_key and _was_done_before(other, task)
    ]
    if earlier:
        before: Answers | None = max(earlier, key=lambda other: other.completed_at).answers  # type: ignore[arg-type, return-value]
    else:
        find = _before.get(task.form_key)
        before = find(task) if find else None
    return changes(task, before) if before else []


def _is_same_step(other: UserTask, task: UserTask) -> bool:
    same_process = other.instance.process_key == task.instance.process_key
    return other.pk != task.pk and other.element_id == task.element_id and same_process


def _was_done_before(other: UserTask, task: UserTask) -> bool:
    if other.status != UserTask.Status.COMPLETED or other.completed_at is None:
        return False
    return other.completed_at <= task.created_at
