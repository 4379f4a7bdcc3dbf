"""A running case as text, and back: what is alive, and the variables of the case. Text, not jsonb: the order of tasks
and keys matters. Specifications are not in it.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task

from engine.errors import UnreadableState
from engine.spiff import format_1
from engine.spiff.workflow import CaseWorkflow, QuietTask, Scope

FORMAT = 2
Json = dict[str, Any]


def dump(workflow: CaseWorkflow) -> str:
    state = {
        "version": FORMAT,
        "variables": workflow.variables,
        **_dump_flow(workflow),
        "scopes": [{"task": str(task_id), **_dump_flow(scope)} for task_id, scope in workflow.subprocesses.items()],
    }
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def load(workflow: CaseWorkflow, text: str) -> None:
    """Fill a workflow that was made with `deserializing=True`. Raises UnreadableState."""
    state = _read(text, workflow)
    workflow.variables = state["variables"]
    _load_flow(workflow, state)
    for record in state["scopes"]:
        owner = workflow.get_task_from_id(UUID(record["task"]))
        scope = Scope(
            workflow.subprocess_specs[owner.task_spec.spec],
            parent_task_id=owner.id,
            top_workflow=workflow,
            deserializing=True,
        )
        workflow.subprocesses[owner.id] = scope
        _load_flow(scope, record)
        scope.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)


def _read(text: str, workflow: CaseWorkflow) -> Json:
    """The state in the format of today."""
    try:
        state: Json = json.loads(text)
    except ValueError:
        raise UnreadableState from None
    version = state.get("version") if isinstance(state, dict) else None
    if version == format_1.FORMAT:
        return format_1.upgrade_state(state, workflow)
    if version != FORMAT:
        raise UnreadableState
    return state


def _dump_flow(workflow: Any) -> Json:
    return {
        "root": str(workflow.task_tree.id),
        "completed": workflow.completed,
        "success": workflow.success,
        "tasks": [_dump_task(task) for task in workflow.tasks.values()],
    }


def _load_flow(workflow: Any, record: Json) -> None:
    workflow.completed, workflow.success = record["completed"], record["success"]
    for task in record["tasks"]:
        _load_task(workflow, task)
    workflow.task_tree = workflow.tasks[UUID(record["root"])]


def _dump_task(task: Task) -> Json:
    record: Json = {"id": str(task.id), "spec": task.task_spec.name, "state": task.state}
    optional = {
        "parent": str(task.parent.id) if task.parent is not None else None,
        "internal": task.internal_data,
        "triggered": task.triggered,
    }
    return record | {name: found for name, found in optional.items() if found}


def _load_task(workflow: Any, record: Json) -> None:
    parent = workflow.tasks[UUID(record["parent"])] if "parent" in record else None
    spec = workflow.spec.task_specs[record["spec"]]
    # Children are dumped after their parent and in their order, so making the task puts it into its place.
    task = QuietTask(workflow, spec, parent, state=record["state"], id=UUID(record["id"]))
    task.triggered = record.get("triggered", False)
    task.internal_data = record.get("internal", {})
