"""Incidents: what stopped, and trying again."""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.errors import IncidentNotFound
from engine.models import HistoryEvent, Incident, Job
from engine.runtime.nudges import nudge
from engine.runtime.steps import Step, step

DEFAULT_RETRIES = 3


def retry(incident_id: int, *, by: Any) -> Incident:
    """Let what stopped try again: a job gets its attempts back, an element runs once more at once.

    The incident counts as resolved; if it fails again there is a new one.
    """
    instance_id = Incident.objects.filter(pk=incident_id).values_list("instance_id", flat=True).first()
    if instance_id is None:
        raise IncidentNotFound
    with step(instance_id, by=by) as current:
        incident = Incident.objects.select_related("job").filter(pk=incident_id, resolved_at=None).first()
        if incident is None:
            raise IncidentNotFound
        incident.resolved_at, incident.resolved_by = clock.now(), by
        incident.save(update_fields=["resolved_at", "resolved_by"])
        data = {"incident": incident.pk, "kind": incident.kind}
        current.record(HistoryEvent.Kind.INCIDENT_RESOLVED, incident.element_id, data=data)
        if incident.job is not None:
            _again(current, incident.job)
        elif incident.task_id is not None:
            current.case.retry(incident.task_id)
    return incident


def _again(current: Step, job: Job) -> None:
    if job.status != Job.Status.FAILED:
        return
    job.status, job.attempts, job.due_at, job.lease_until = Job.Status.READY, 0, current.now, None
    job.retries_left = job.payload.get("retries", DEFAULT_RETRIES)
    job.payload = {**job.payload, "retried": True}
    job.save(update_fields=["status", "attempts", "due_at", "lease_until", "retries_left", "payload"])
    nudge(job.pk)
