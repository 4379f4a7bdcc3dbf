"""Tasks as lines of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import clock
from engine.models import UserTask
from portal.registry import cases
from portal.registry.step_answers import Conclusion, conclusion, opinions

SOON = timedelta(days=1)
URGENT = 70


@dataclass(frozen=True)
class TaskRow:
    """What a list shows of one task; `title` is the case's line, the last two are of what was done."""

    task: UserTask
    title: str
    late: bool
    soon: bool
    urgent: bool
    conclusion: Conclusion | None = None
    opinion: str = ""

    @classmethod
    def of(cls, task: UserTask, *, title: str, now: datetime) -> TaskRow:
        is_open = task.status == UserTask.Status.OPEN
        late = is_open and task.due_at is not None and task.due_at < now
        soon = is_open and not late and task.due_at is not None and task.due_at < now + SOON
        written = opinions(task)
        return cls(
            task=task,
            title=title,
            late=late,
            soon=soon,
            urgent=task.priority >= URGENT,
            conclusion=conclusion(task),
            opinion=written[0][1] if written else "",
        )


def rows(tasks: Iterable[UserTask]) -> list[TaskRow]:
    """The lines, with the cases' titles fetched together."""
    tasks = list(tasks)
    titles = cases.titles({task.case for task in tasks})
    now = clock.now()
    return [TaskRow.of(task, title=titles.get(task.case_id, ""), now=now) for task in tasks]
