"""The one lock of every step."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from engine.models.instances import ProcessInstance
from engine.models.statements.rows import Columns
from engine.models.statements.running import rows

_INSTANCE = Columns(ProcessInstance, "instance")
_BY_ID = "%(id)s"
_BY_TASK = "(SELECT task.instance_id FROM engine_usertask task WHERE task.id = %(id)s)"


# What is judged under the lock is read after it, by a statement of its own: whoever waits for a lock sees of all other
# rows what was there before the wait. The business key of the outermost case never changes.
@cache
def _lock(which: str, waiting: str) -> str:
    return f"""
SELECT {_INSTANCE}, root.business_key, root.suspension
  FROM engine_processinstance instance LEFT JOIN engine_processinstance root ON root.id = instance.root_id
 WHERE instance.id = {which}
   FOR NO KEY UPDATE OF instance {waiting}
"""  # noqa: S608


def locked(instance_id: UUID | str, *, skip: bool = False) -> ProcessInstance | None:
    """The instance, locked until the transaction ends. None: there is none, or (`skip`) somebody else has the lock."""
    return _locked(_lock(_BY_ID, "SKIP LOCKED" if skip else ""), instance_id)


def locked_by_task(task_id: UUID | str) -> ProcessInstance | None:
    """The instance of a task."""
    return _locked(_lock(_BY_TASK, ""), task_id)


def _locked(statement: str, key: Any) -> ProcessInstance | None:
    found = rows(statement, {"id": UUID(str(key))})
    if not found:
        return None
    *row, business_key, suspension = found[0]
    instance = _INSTANCE.read(row)
    instance.root_business_key, instance.root_suspension = business_key, suspension
    return instance
