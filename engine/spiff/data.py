"""How variables flow: each task has its own copy; joins and readable views put the changes together again.

Values are never changed in place, so tasks may share them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

Data = dict[str, Any]


def same(left: Any, right: Any) -> bool:
    """Equal as JSON. Python's own `==` takes 1, 1.0 and true for the same, which FEEL does not."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, (dict, list)):
        return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
    return bool(left == right)


def changes(before: Data, after: Data) -> Data:
    """The variables that `after` has new or different."""
    return {name: found for name, found in after.items() if name not in before or not same(before[name], found)}


def merge_branches(arrivals: Iterable[Task]) -> Data:
    """The variables after a join: those of the common ancestor, and what each branch changed since.

    A branch that left a variable alone does not undo the change of another; if two changed it, the later
    arrival wins.
    """
    tasks = sorted(arrivals, key=lambda task: task.parent.last_state_change)
    if len(tasks) == 1:
        return dict(tasks[0].parent.data)
    base = _common_ancestor(tasks).data
    merged = dict(base)
    for task in tasks:
        merged.update(changes(base, task.parent.data))
    return merged


def _common_ancestor(tasks: list[Task]) -> Task:
    lines = [_line(task) for task in tasks]
    common = set(lines[0]).intersection(*lines[1:])
    nearest = next(task_id for task_id in lines[0] if task_id in common)
    return tasks[0].workflow.tasks[nearest]


def _line(task: Task) -> list[Any]:
    line = []
    ancestor = task.parent
    while ancestor is not None:
        line.append(ancestor.id)
        ancestor = ancestor.parent
    return line


def scope_variables(workflow: Any) -> Data:
    """The variables of a process or sub-process as of now: every change of its tasks and inner scopes,
    latest last.

    Instances of a loop are left out; the loop hands over their results when it ends.
    """
    top = workflow.top_workflow
    view = dict(workflow.task_tree.data)
    for task in sorted(workflow.tasks.values(), key=lambda t: t.last_state_change):
        if task.parent is None or not task.has_state(TaskState.READY | TaskState.STARTED | TaskState.COMPLETED):
            continue
        if task.triggered and task.parent.task_spec.config.get("loop"):
            continue
        view.update(changes(task.parent.data, task.data))
        inner = top.subprocesses.get(task.id)
        if inner is not None and task.has_state(TaskState.STARTED):
            view.update(task.task_spec.outward(task, changes(inner.task_tree.data, scope_variables(inner))))
    return view
