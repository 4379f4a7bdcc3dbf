"""Variables live in scopes, as in Camunda 8: the case has one, and so has every activity that maps inputs, every loop
and each of its rounds; a sub-process's scope is that of its activity.

An expression reads its own scope and then outward, at the moment it is evaluated, so concurrent paths see each other's
writes at once and the last write stands. What an element gives goes to the nearest scope outward that has the name,
else to the case. A scope vanishes with the activity that opened it.

Closed are the scopes of a sub-process with an output mapping and of a round whose outputs are collected: nothing but
what the mapping or the loop names leaves them. (Camunda 8 lets the rest out, where rounds then overwrite each other.)

Values are never changed in place, so scopes may share them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from SpiffWorkflow.task import Task

Data = dict[str, Any]

# Where a task keeps the variables of the scope that it opened.
INPUTS = "inputs"  # of its input mapping
LOCALS = "locals"  # of a round: the item, its number and its output; of a loop: the collected outputs
CLOSED = "closed"  # nothing is written further out


class Scope(NamedTuple):
    """`owner`: the task that opened it; None for the case's own."""

    owner: Task | None
    values: Data
    is_closed: bool = False


class Written(NamedTuple):
    """Variables that a step changed in one scope: the case's (`element` and `owner` are empty), or the one that an
    element opened, of which there may be several at a time."""

    element: str
    owner: str
    variables: Data


def visible(task: Task) -> Data:
    """What an expression at `task` reads."""
    merged: Data = {}
    for scope in reversed(list(scopes(task))):
        merged.update(scope.values)
    return merged


def write(task: Task, given: Mapping[str, Any], *, own: bool) -> list[Written]:
    """Each value goes to the nearest scope that has its name, from the task's own scope (`own`) or from the one around
    it, else to the outermost: the case, or a closed one. Gives what that changed."""
    chain = _up_to_closed(scopes(task, own=own))
    changed: dict[int, Data] = {}
    for name, value in given.items():
        place = next((number for number, scope in enumerate(chain) if name in scope.values), len(chain) - 1)
        values = chain[place].values
        if name in values and same(values[name], value):
            continue
        values[name] = value
        changed.setdefault(place, {})[name] = value
    return [_written(chain[place].owner, variables) for place, variables in sorted(changed.items(), reverse=True)]


def scopes(task: Task, *, own: bool = True) -> Iterator[Scope]:
    """From the inside out; the last is the case's."""
    top = task.workflow.top_workflow
    if own:
        yield from _opened_by(task)
    holder: Task | None = task
    while holder is not None:
        if is_round(holder):
            yield from _opened_by(holder.parent)
        around = holder.workflow.parent_task_id
        holder = None if around is None else top.get_task_from_id(around)
        if holder is not None:
            yield from _opened_by(holder)
    yield Scope(None, top.variables)


def is_round(task: Task) -> bool:
    """Whether a task is one instance of a multi-instance activity; its parent is the loop then."""
    return bool(task.triggered and task.parent.task_spec.config.get("loop"))


def same(left: Any, right: Any) -> bool:
    """Equal as JSON. Python's own `==` takes 1, 1.0 and true for the same, which FEEL does not."""
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, (dict, list)):
        return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
    return bool(left == right)


def _up_to_closed(chain: Iterator[Scope]) -> list[Scope]:
    found = []
    for scope in chain:
        found.append(scope)
        if scope.is_closed:
            break
    return found


def _opened_by(task: Task) -> Iterator[Scope]:
    kept = task.internal_data
    if INPUTS in kept:
        yield Scope(task, kept[INPUTS])
    if LOCALS in kept:
        yield Scope(task, kept[LOCALS], kept.get(CLOSED, False))


def _written(owner: Task | None, variables: Data) -> Written:
    if owner is None:
        return Written("", "", variables)
    return Written(str(owner.task_spec.bpmn_id), str(owner.id), variables)
