"""Commands on whole cases: start, cancel, change variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine import clock, spiff
from engine.errors import InputsMissing, LimitReached
from engine.models import HistoryEvent, Job, ProcessDefinition, ProcessInstance
from engine.runtime import definitions
from engine.runtime.limits import limits
from engine.runtime.steps import Step, step
from engine.runtime.values import as_json

Kind = HistoryEvent.Kind


def start(
    key: str, *, business_key: str = "", variables: Mapping[str, Any] | None = None, by: Any = None
) -> ProcessInstance:
    """A new case of the newest version of a process. A second one with the same business key is refused as
    AlreadyStarted, one without a variable that the process declares as InputsMissing."""
    with transaction.atomic():
        definition = definitions.to_start(key)
        check_inputs(definition, variables or {})
        instance = _new(definition, business_key=business_key, by=by)
        _run(Step(instance, by=by), as_json(variables))
    return instance


def check_inputs(definition: ProcessDefinition, variables: Mapping[str, Any]) -> None:
    """Raises InputsMissing."""
    missing = [name for name in definition.inputs or () if name not in variables]
    if missing:
        raise InputsMissing(process=definition.name, inputs=", ".join(missing))


def start_child(caller: ProcessInstance, job: Job, variables: Mapping[str, Any]) -> ProcessInstance:
    """What a call activity calls: an instance of its own, in the newest version, inside the caller's
    transaction."""
    definition = definitions.to_start(job.topic)
    _check_depth(caller)
    instance = _new(definition, business_key=caller.business_key, parent=caller, task_id=job.task_id)
    _run(Step(instance), as_json(variables))
    return instance


def _run(current: Step, variables: Mapping[str, Any]) -> None:
    begin(current, variables)
    current.finish()


def begin(current: Step, variables: Mapping[str, Any], *, trigger: tuple[str, str] | None = None) -> None:
    """Put the first token into a case that has none yet."""
    definition = current.instance.definition
    case = spiff.Case.begin(
        definitions.specification(definition),
        variables,
        decide=definitions.decider(definition),
        limits=limits(),
        trigger=trigger,
        has_caller=current.instance.parent_id is not None,
    )
    current.use(case)
    data = {"process": definition.key, "version": definition.version, "variables": dict(variables)}
    if trigger is not None:
        data["trigger"] = list(trigger)
    current.record(Kind.INSTANCE_STARTED, data=data)


def cancel(instance_id: UUID | str, *, by: Any, reason: str = "") -> ProcessInstance:
    """End a case before its time. Called processes are cancelled by jobs of their own, and what the diagram says for a
    cancelled case (`onCancel`) is owed as one. Raises InstanceEnded."""
    with step(instance_id, by=by) as current:
        current.call_off(reason.strip(), closes=True)
    return current.instance


def set_variables(
    instance_id: UUID | str, *, variables: Mapping[str, Any], by: Any, reason: str = ""
) -> ProcessInstance:
    """Change variables of a running case, on all its branches. Tasks that wait keep the inputs they were
    made with."""
    with step(instance_id, by=by) as current:
        correct(current, variables, reason.strip())
    return current.instance


def correct(current: Step, variables: Mapping[str, Any], reason: str, *, without: Iterable[str] = ()) -> None:
    """Inside a step: new values, and `without` some that there were, with the old ones and the reason in the history.
    Raises NotJson."""
    changed = as_json(variables)
    known = current.case.variables()
    removed = [name for name in without if name in known]
    current.case.set_variables(changed, without=removed)
    before = {name: known[name] for name in (*changed, *removed) if name in known}
    told = {"removed": removed, "reason": reason}
    data = {"variables": changed, "before": before} | {name: found for name, found in told.items() if found}
    current.record(Kind.VARIABLES_SET, data=data)


def _new(
    definition: ProcessDefinition,
    *,
    business_key: str,
    by: Any = None,
    parent: ProcessInstance | None = None,
    task_id: UUID | None = None,
) -> ProcessInstance:
    return ProcessInstance(
        definition=definition,
        process_key=definition.key,
        business_key=business_key,
        parent=parent,
        parent_task_id=task_id,
        root_id=None if parent is None else (parent.root_id or parent.pk),
        started_at=clock.now(),
        started_by=by,
    )


def _check_depth(caller: ProcessInstance) -> None:
    allowed, depth = limits().call_depth, 1
    ancestor: ProcessInstance | None = caller
    while ancestor is not None and ancestor.parent_id is not None:
        depth += 1
        ancestor = ProcessInstance.objects.only("parent_id").filter(pk=ancestor.parent_id).first()
    if depth > allowed:
        raise LimitReached(limit=_("流程调用的层数"), allowed=allowed)
