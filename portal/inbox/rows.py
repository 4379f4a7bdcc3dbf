"""Tasks as lines of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.models import ProcessInstance, UserTask
from engine.models.order import EMERGENCY
from portal.registry import cases
from portal.registry.deadlines import Deadline, WorkingDays, deadline_of, stands_since
from portal.registry.step_answers import Conclusion, conclusion, opinions

URGENT = 70


@dataclass(frozen=True)
class TaskRow:
    """What a list shows of one task; `title` is the case's line, the last two are of what was done."""

    task: UserTask
    title: str
    deadline: Deadline | None
    urgent: bool
    emergency: bool = False
    conclusion: Conclusion | None = None
    opinion: str = ""
    # Whose suspension keeps the task from being done.
    suspended: ProcessInstance | None = None

    @classmethod
    def of(cls, task: UserTask, *, title: str, days: WorkingDays | None = None) -> TaskRow:
        written = opinions(task)
        return cls(
            task=task,
            title=title,
            deadline=deadline_of(task, days),
            urgent=task.priority >= URGENT,
            emergency=task.priority >= EMERGENCY and task.status == UserTask.Status.OPEN,
            conclusion=conclusion(task),
            opinion=written[0][1] if written else "",
            suspended=task.suspended if task.status == UserTask.Status.OPEN else None,
        )


def rows(tasks: Iterable[UserTask]) -> list[TaskRow]:
    """The lines, with the cases' titles fetched together."""
    tasks = list(tasks)
    titles = cases.titles({task.case for task in tasks})
    days = WorkingDays(moment for task in tasks for moment in (task.due_at, stands_since(task)))
    return [TaskRow.of(task, title=titles.get(task.case_id, ""), days=days) for task in tasks]
