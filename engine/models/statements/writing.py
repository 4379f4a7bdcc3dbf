"""All that a step changed, in one statement."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.models.history import HistoryEvent
from engine.models.instances import ProcessInstance
from engine.models.statements.rows import Inserted, Row, as_text
from engine.models.statements.running import rows
from engine.models.tasks import TaskCandidate, UserTask
from engine.models.work import Job

_INSERTED = {
    "tasks": Inserted(UserTask),
    "offers": Inserted(TaskCandidate),
    "jobs": Inserted(Job),
    "events": Inserted(HistoryEvent),
}
_BEGUN = Inserted(ProcessInstance)
_CHANGES = {
    "assigned": "UPDATE engine_usertask SET assignee_id = %(assignee)s WHERE id = %(assigned)s",
    "closed": """
UPDATE engine_usertask
   SET answers = %(answers)s::jsonb, status = %(task_status)s, assignee_id = %(done_by)s, completed_at = %(done_at)s,
       completed_by_id = %(handed_in_by)s
 WHERE id = %(closed)s""",
    "drafts": "DELETE FROM engine_taskdraft WHERE task_id = %(closed)s",
    "moved": """
UPDATE engine_processinstance
   SET variables = %(variables)s::jsonb, active_elements = %(active)s::jsonb, steps = %(steps)s, state = %(state)s,
       status = %(status)s, ended_at = %(ended_at)s
 WHERE id = %(instance)s""",
}


class Writes:
    """What is still to be written. Nothing of it is in the tables before `flush`."""

    def __init__(self) -> None:
        self.tasks: list[Row] = []
        self.offers: list[Row] = []
        self.jobs: list[Job] = []
        self.events: list[Row] = []
        self.closed: UserTask | None = None
        self._values: dict[str, Any] = {}
        self._parts: list[str] = []

    def assign(self, task: UserTask) -> None:
        self._add("assigned", assigned=task.pk, assignee=task.assignee_id)

    def close(self, task: UserTask) -> None:
        """Handed in; what was typed before goes."""
        self.closed = task
        self._add(
            "closed",
            "drafts",
            closed=task.pk,
            answers=as_text(task.answers),
            task_status=task.status,
            done_by=task.assignee_id,
            done_at=task.completed_at,
            handed_in_by=task.completed_by_id,
        )

    def move(self, instance: ProcessInstance) -> None:
        """What a step may change of the instance."""
        self._add(
            "moved",
            instance=instance.pk,
            variables=as_text(instance.variables),
            active=as_text(instance.active_elements),
            steps=instance.steps,
            state=instance.state,
            status=instance.status,
            ended_at=instance.ended_at,
        )

    def begin(self, instance: ProcessInstance) -> None:
        """A new instance."""
        self._add("begun", begun=as_text([instance]))

    def flush(self) -> bool:
        """False: the new instance is there already, and the transaction is to be undone."""
        for name in _INSERTED:
            if made := getattr(self, name):
                self._add(name, **{name: as_text(made)})
        if not self._parts:
            return True
        # The instance comes last: it alone answers whether it was made.
        parts = sorted(self._parts, key=lambda part: part in ("moved", "begun"))
        found = rows(_together(tuple(parts)), self._values)
        is_done = bool(found) or "begun" not in parts
        self.__init__()  # type: ignore[misc]
        return is_done

    def _add(self, *parts: str, **values: Any) -> None:
        self._parts += parts
        self._values |= values


@cache
def _together(parts: tuple[str, ...]) -> str:
    *before, last = parts
    beside = ", ".join(f"{part} AS ({_part(part)})" for part in before)
    return f"WITH {beside} {_part(last)}" if beside else _part(last)


def _part(name: str) -> str:
    if name == "begun":
        return f"{_BEGUN.statement(name)} ON CONFLICT DO NOTHING RETURNING id"
    return _CHANGES[name] if name in _CHANGES else _INSERTED[name].statement(name)
