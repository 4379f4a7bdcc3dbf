"""What a case tells of its elements: what they wait for, how they failed, what they wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task

from engine.spiff.elements import WAIT
from engine.spiff.variables import INPUTS, Written

Json = dict[str, Any]
WORK = ("user", "service", "call")


@dataclass(frozen=True)
class Wait:
    """Something that an element waits for.

    `kind`: user, service, call, timer, message, signal or error; `details` are its evaluated attributes;
    `variables` is what a form or handler sees; `holder` is the activity on whose border it waits, or the sub-process
    that it is to start something beside: of several rounds of a loop each has its own.
    """

    task_id: UUID
    element_id: str
    name: str
    lane: str
    kind: str
    details: Json
    variables: Json
    holder: UUID | None = None

    @property
    def place(self) -> Json:
        """For the history: which token it was, and whose border it waited on."""
        found = {"token": str(self.task_id)}
        return found if self.holder is None else {**found, "holder": str(self.holder)}


@dataclass(frozen=True)
class Failure:
    """An element that stopped with an error and stays where it is until it is tried again."""

    task_id: UUID
    element_id: str
    name: str
    code: str
    message: str
    expression: str = ""
    given: Json = field(default_factory=dict)  # what it had written before it failed, for the history


def wait_of(task: Task) -> Wait:
    details = task.internal_data[WAIT]
    spec = task.task_spec
    visible = spec.handed_over(task) if details["kind"] in WORK else {}
    return Wait(
        task_id=task.id,
        element_id=spec.bpmn_id or "",
        name=spec.bpmn_name or spec.bpmn_id or "",
        lane=spec.lane or "",
        kind=details["kind"],
        details={**details, "mapped": INPUTS in task.internal_data},
        variables=visible,
        holder=spec.holder(task),
    )


def given(written: list[Written]) -> Json:
    """For the history: the variables that an element changed in the case, and those in scopes of their own."""
    found: Json = {}
    for element, owner, variables in written:
        if not owner:
            found["variables"] = variables
        else:
            found.setdefault("scopes", []).append({"element": element, "owner": owner, "variables": variables})
    return found
