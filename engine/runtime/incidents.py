"""Incidents: what stopped, trying again with better values, and going on without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from engine import clock
from engine.errors import IncidentNotFound, NothingStopped, NotSkippable
from engine.models import HistoryEvent, Incident, Job
from engine.runtime.instances import correct
from engine.runtime.nudges import nudge
from engine.runtime.steps import Step, step
from engine.runtime.values import as_json, stated

DEFAULT_RETRIES = 3


def retry(incident_id: int, *, by: Any, variables: Mapping[str, Any] | None = None, reason: str = "") -> Incident:
    """Let what stopped try again: a job gets its attempts back, an element runs once more at once.

    `variables` are corrected first, which needs a reason. The incident counts as resolved; if it fails again
    there is a new one. Raises IncidentNotFound, ReasonMissing, NotJson.
    """
    reason = stated(reason) if variables else reason.strip()
    with _resolved(incident_id, by=by, how="retried", reason=reason) as (current, incident):
        if variables:
            correct(current, variables, reason)
        _try_again(current, incident)
    return incident


def retry_all(current: Step, *, reason: str) -> None:
    """Inside a step: everything that stopped in this case tries again. Raises NothingStopped, InstanceSuspended."""
    current.demand_running()
    stopped = list(Incident.objects.open().filter(instance=current.instance).select_related("job").order_by("pk"))
    if not stopped:
        raise NothingStopped
    for incident in stopped:
        _resolve(current, incident, how="retried", reason=reason)
        _try_again(current, incident)


def skip(incident_id: int, *, by: Any, reason: str, variables: Mapping[str, Any] | None = None) -> Incident:
    """Go on without the step that stopped, as if it had given `variables`.

    Only software may be skipped: what people decide and where the diagram chooses its way may not. Raises
    IncidentNotFound, NotSkippable, ReasonMissing, NotJson.
    """
    given, reason = as_json(variables), stated(reason)
    with _resolved(incident_id, by=by, how="skipped", reason=reason, variables=given) as (current, incident):
        task_id = incident.task_id if incident.job is None else incident.job.task_id
        if task_id is None or not current.case.skip(task_id, given):
            raise NotSkippable
        if incident.job is not None:
            Job.objects.filter(pk=incident.job.pk).update(status=Job.Status.CANCELLED, done_at=current.now)
    return incident


@contextmanager
def _resolved(incident_id: int, *, by: Any, **how: Any) -> Iterator[tuple[Step, Incident]]:
    """A step of the case that stopped, in which its incident is resolved."""
    instance_id = Incident.objects.filter(pk=incident_id).values_list("instance_id", flat=True).first()
    if instance_id is None:
        raise IncidentNotFound
    with step(instance_id, by=by) as current:
        current.demand_running()
        incident = Incident.objects.select_related("job").filter(pk=incident_id, resolved_at=None).first()
        if incident is None:
            raise IncidentNotFound
        _resolve(current, incident, **how)
        yield current, incident


def _resolve(current: Step, incident: Incident, **how: Any) -> None:
    incident.resolved_at, incident.resolved_by = clock.now(), current.by
    incident.save(update_fields=["resolved_at", "resolved_by"])
    token = incident.task_id if incident.job is None else incident.job.task_id
    told = {"token": token and str(token), **how}
    data = {"incident": incident.pk, "kind": incident.kind} | {name: found for name, found in told.items() if found}
    current.record(HistoryEvent.Kind.INCIDENT_RESOLVED, incident.element_id, data=data)


def _try_again(current: Step, incident: Incident) -> None:
    if incident.job is not None:
        _again(current, incident.job)
    elif incident.task_id is not None:
        current.case.retry(incident.task_id)


def _again(current: Step, job: Job) -> None:
    if job.status != Job.Status.FAILED:
        return
    job.status, job.attempts, job.due_at = Job.Status.READY, 0, current.now
    job.retries_left = job.payload.get("retries", DEFAULT_RETRIES)
    job.payload = {**job.payload, "retried": True}
    job.save(update_fields=["status", "attempts", "due_at", "retries_left", "payload"])
    nudge(job.pk)
