"""A running case as text, and back. Text, not jsonb: the order of tasks and keys matters.

Each task keeps only what it changed against its parent. Stock SpiffWorkflow does the same but takes 1, 1.0
and true for equal and trips over variables named `typename`, hence our own. Specifications are not in it.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task

from engine.spiff.data import changes
from engine.spiff.workflow import CaseWorkflow, Scope

VERSION = 1
Json = dict[str, Any]


def dump(workflow: CaseWorkflow) -> str:
    state = {
        "version": VERSION,
        **_dump_scope(workflow),
        "scopes": [{"task": str(task_id), **_dump_scope(scope)} for task_id, scope in workflow.subprocesses.items()],
    }
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def load(workflow: CaseWorkflow, text: str) -> None:
    """Fill a workflow that was made with `deserializing=True`."""
    state = json.loads(text)
    _load_scope(workflow, state)
    for record in state["scopes"]:
        owner = workflow.get_task_from_id(UUID(record["task"]))
        scope = Scope(
            workflow.subprocess_specs[owner.task_spec.spec],
            parent_task_id=owner.id,
            top_workflow=workflow,
            deserializing=True,
        )
        workflow.subprocesses[owner.id] = scope
        _load_scope(scope, record)
        scope.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)


def _dump_scope(workflow: Any) -> Json:
    return {
        "root": str(workflow.task_tree.id),
        "completed": workflow.completed,
        "success": workflow.success,
        "tasks": [_dump_task(task) for task in workflow.tasks.values()],
    }


def _load_scope(workflow: Any, record: Json) -> None:
    workflow.completed, workflow.success = record["completed"], record["success"]
    for task in record["tasks"]:
        _load_task(workflow, task)
    workflow.task_tree = workflow.tasks[UUID(record["root"])]


def _dump_task(task: Task) -> Json:
    before = task.parent.data if task.parent is not None else {}
    record: Json = {
        "id": str(task.id),
        "spec": task.task_spec.name,
        "state": task.state,
        "at": task.last_state_change,
        "data": changes(before, task.data),
    }
    gone = [name for name in before if name not in task.data]
    optional = {
        "parent": str(task.parent.id) if task.parent is not None else None,
        "gone": gone,
        "internal": task.internal_data,
        "triggered": task.triggered,
    }
    return record | {name: found for name, found in optional.items() if found}


def _load_task(workflow: Any, record: Json) -> None:
    parent = workflow.tasks[UUID(record["parent"])] if "parent" in record else None
    spec = workflow.spec.task_specs[record["spec"]]
    # Children are dumped after their parent and in their order, so making the task puts it into its place.
    task = Task(workflow, spec, parent, state=record["state"], id=UUID(record["id"]))
    task.last_state_change = record["at"]
    task.triggered = record.get("triggered", False)
    task.internal_data = record.get("internal", {})
    inherited = {k: v for k, v in parent.data.items() if k not in record.get("gone", ())} if parent is not None else {}
    task.data = {**inherited, **record["data"]}
