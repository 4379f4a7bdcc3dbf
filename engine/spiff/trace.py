"""What a case changes from one event of its history to the next: tokens that come and leave, and variables.

A token is an element that is reached and not done, by the id of its task; a scope belongs to the token that opened it
and leaves with it. Told as JSON, so that the history alone gives tokens and variables after every event:
`came` [[token, element] …], `left` [token …], `scopes` [[token, variables] …], and `variables` of the case where the
event's own data does not say them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.elements import FAILED, RESULT
from engine.spiff.events import Repeating
from engine.spiff.variables import INPUTS, LOCALS
from engine.spiff.workflow import CaseWorkflow

Json = dict[str, Any]
# Elements that are noted in another way or not at all.
SILENT = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway")
# Kinds of events whose `data["variables"]` are those that they changed in the case.
TELLING = ("instance_started", "element_completed", "variables_set")
_ALIVE = TaskState.READY | TaskState.STARTED | TaskState.WAITING


class Token(NamedTuple):
    element_id: str
    name: str
    is_told: bool  # the history says that it has begun


class Look(NamedTuple):
    tokens: dict[UUID, Token]
    scopes: dict[UUID, Json]
    variables: Json


def look(workflow: CaseWorkflow) -> Look:
    tokens: dict[UUID, Token] = {}
    scopes: dict[UUID, Json] = {}
    for task in () if workflow.completed else workflow.all_tasks():
        if not is_token(task):
            continue
        spec, kept = task.task_spec, task.internal_data
        is_told = (task.state == TaskState.STARTED or FAILED in kept) and spec.config.get("tag") not in SILENT
        tokens[task.id] = Token(spec.bpmn_id, spec.bpmn_name or "", is_told and not isinstance(spec, Repeating))
        if INPUTS in kept or LOCALS in kept:
            scopes[task.id] = {**kept.get(LOCALS, {}), **kept.get(INPUTS, {})}
    return Look(tokens, scopes, dict(workflow.variables))


def is_token(task: Task) -> bool:
    """Border events and event sub-processes hold one only once they have fired."""
    if task.task_spec.bpmn_id is None or not task.state & _ALIVE:
        return False
    return RESULT in task.internal_data or not isinstance(task.task_spec, Repeating)


class Trace:
    """Compares a case with how it was when one last looked. Values are never changed in place, so the same object is
    the same value."""

    def __init__(self, workflow: CaseWorkflow) -> None:
        self._last = look(workflow)

    def changes(self, workflow: CaseWorkflow) -> tuple[Json, dict[UUID, Token]]:
        """Since the last time; and the tokens that left, as they were."""
        before, self._last = self._last, look(workflow)
        now = self._last
        left = {own: token for own, token in before.tokens.items() if own not in now.tokens}
        change = {
            "came": [
                [str(own), token.element_id]
                for own, token in now.tokens.items()
                if own not in before.tokens or before.tokens[own].element_id != token.element_id
            ],
            "left": [str(own) for own in left],
            "scopes": [
                [str(own), changed]
                for own, values in now.scopes.items()
                if (changed := _changed(before.scopes.get(own, {}), values)) or own not in before.scopes
            ],
            "variables": _changed(before.variables, now.variables),
        }
        return {name: found for name, found in change.items() if found}, left


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Json:
    return {name: value for name, value in now.items() if name not in before or before[name] is not value}


def widened(change: Json | None, more: Json, *, kind: str, data: Mapping[str, Any]) -> Json:
    """What an event of this kind and data changed, and what came after it."""
    change = change or {}
    told = data.get("variables", {}) if kind in TELLING else {}
    came = [*change.get("came", []), *more.get("came", [])]
    left = [*change.get("left", []), *more.get("left", [])]
    brief = {own for own, _element in came} & set(left)
    scopes: dict[str, Json] = dict(change.get("scopes", []))
    for own, values in more.get("scopes", []):
        scopes[own] = {**scopes.get(own, {}), **values}
    variables = {**change.get("variables", {}), **more.get("variables", {})}
    found: Json = {
        "came": [[own, element] for own, element in came if own not in brief],
        "left": [own for own in left if own not in brief],
        "scopes": [[own, values] for own, values in scopes.items() if own not in brief],
        "variables": {name: new for name, new in variables.items() if name not in told or told[name] is not new},
    }
    return {name: what for name, what in found.items() if what}
