"""From a case that has advanced to rows: the instance itself, history, incidents, and what follows from its
end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from engine import spiff
from engine.models import HistoryEvent, Incident, Job, ProcessInstance
from engine.runtime import definitions, messages, waits
from engine.runtime.limits import check_state, limits
from engine.runtime.nudges import nudge

if TYPE_CHECKING:
    from engine.runtime.steps import Step

Kind = HistoryEvent.Kind
Status = ProcessInstance.Status


def store(step: Step, case: spiff.Case) -> None:
    """Everything that a step changed, before its commit."""
    instance = step.instance
    variables = case.variables()
    spiff.check_variables(variables, limits())
    for note in case.notes:
        step.record(note.kind, note.element_id, note.element_name, note.data, change=note.change)
    new = waits.sync(step, case)
    _incidents(step, case)
    instance.variables = variables
    instance.active_elements = case.active_elements()
    instance.steps += 1
    if case.is_completed:
        _end(step, case)
        if instance.suspension:  # an operator ended it
            instance.save(update_fields=instance.let_go())
    else:
        instance.state = case.dump()
        check_state(instance.state)
    if instance._state.adding:
        step.writes.begin(instance)
    else:
        step.writes.move(instance)
    step.write()
    waits.give_to_the_only_one(new)
    for throw in case.throws:
        _send(step, throw)


def _send(step: Step, throw: spiff.Throw) -> None:
    if throw.kind == "signal":
        messages.broadcast_from(step.instance.pk, throw.name, throw.variables, reached=throw.reached)
    else:
        messages.correlate(throw.name, correlation_key=throw.correlation_key, variables=throw.variables)


def _incidents(step: Step, case: spiff.Case) -> None:
    stuck = set() if case.is_completed else case.failed_tasks()
    if going := step.failed - stuck:
        open_ones = Incident.objects.filter(instance=step.instance, job=None, resolved_at=None)
        open_ones.filter(task_id__in=going).update(resolved_at=step.now, resolved_by=step.by)
    for failure in case.failures:
        if failure.task_id not in stuck:
            continue
        name = failure.name or failure.element_id
        Incident.objects.create(
            instance=step.instance,
            task_id=failure.task_id,
            element_id=failure.element_id,
            kind=failure.code,
            message=_("“%(element)s”：%(reason)s") % {"element": name, "reason": failure.message},
            created_at=step.now,
        )
        data = {"kind": failure.code, "message": failure.message, **failure.given}
        step.record(Kind.INCIDENT_CREATED, failure.element_id, failure.name, data)


def _end(step: Step, case: spiff.Case) -> None:
    instance = step.instance
    instance.status = Status.CANCELLED if step.cancelled else Status.COMPLETED
    instance.ended_at = step.now
    instance.state = ""
    Incident.objects.filter(instance=instance, resolved_at=None).update(resolved_at=step.now, resolved_by=step.by)
    # A job of this very step is marked done before; what is left is owed to nobody any more.
    owed = Job.objects.filter(instance=instance, status__in=Job.OPEN)
    # A batch still has to say of this instance that it was too late.
    owed.exclude(kind=Job.Kind.BATCH).update(status=Job.Status.CANCELLED, done_at=step.now)
    kind = Kind.INSTANCE_CANCELLED if step.cancelled else Kind.INSTANCE_COMPLETED
    details: dict[str, Any] = {"error": case.error, "reason": step.reason}
    step.record(kind, data={name: found for name, found in details.items() if found})
    if instance.parent_id is not None:
        _return_to_caller(step, case, instance.parent_id)
    if step.closes and (topic := definitions.on_cancel(instance.definition)):
        _owe_closing(step, topic)


def _owe_closing(step: Step, topic: str) -> None:
    """What the case was about must not be left as it was."""
    job = Job(instance=step.instance, kind=Job.Kind.CLOSING, topic=topic, due_at=step.now, created_at=step.now)
    step.writes.jobs.append(job)
    nudge(job.pk)


def _return_to_caller(step: Step, case: spiff.Case, caller: UUID) -> None:
    instance = step.instance
    job = Job(
        instance_id=caller,
        kind=Job.Kind.RETURN,
        task_id=instance.parent_task_id,
        topic=instance.process_key,
        payload={
            "child": str(instance.pk),
            "variables": instance.variables,
            "error": case.error,
            "cancelled": step.cancelled,
        },
        due_at=step.now,
        created_at=step.now,
    )
    step.writes.jobs.append(job)
    nudge(job.pk)
