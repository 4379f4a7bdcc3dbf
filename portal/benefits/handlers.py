"""What P19's diagram asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.benefits import commands, gate, notices
from portal.benefits.models import BenefitRequest
from portal.benefits.task_forms import Confirmation, Correction, Publication, Review

# Imported with this module, so that their forms are known.
TASK_FORMS = (Review, Correction, Publication, Confirmation)
Status = BenefitRequest.Status


@handles("benefit.facts", gives=["facts"])
def facts(job: JobContext) -> dict[str, Any]:
    """The facts that the decision table `benefit_gate` judges."""
    return {"facts": gate.facts_of(_request(job))}


@handles("benefit.ineligible")
def ineligible(job: JobContext) -> None:
    request = _request(job)
    commands.end(request, Status.INELIGIBLE, findings=job.variables.get("gate_findings") or [])
    notices.tell(request, "ineligible", job_id=job.id)


@handles("benefit.correct")
def correct(job: JobContext) -> None:
    request = _request(job)
    request.move(Status.CORRECTION)
    notices.tell(request, "correct", job_id=job.id)


@handles("benefit.lapse")
def lapse(job: JobContext) -> None:
    request = _request(job)
    commands.end(request, Status.WITHDRAWN)
    notices.tell(request, "lapse", job_id=job.id)


@handles("benefit.published")
def published(job: JobContext) -> None:
    request = _request(job)
    request.move(Status.PUBLISHED)
    notices.tell(request, "published", job_id=job.id)


@handles("benefit.unconfirmed")
def unconfirmed(job: JobContext) -> None:
    request = _request(job)
    commands.end(request, Status.UNCONFIRMED)
    notices.tell(request, "unconfirmed", job_id=job.id)


@handles("benefit.refuse")
def refuse(job: JobContext) -> None:
    request = _request(job)
    commands.refuse(request)
    notices.tell(request, "refused", job_id=job.id)


@handles("benefit.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    request = _request(job)
    if commands.break_off(request):
        notices.tell(request, "ended" if request.status == Status.ENDED else "unconfirmed", job_id=job.id)


def _request(job: JobContext) -> BenefitRequest:
    found = BenefitRequest.objects.select_related("benefit__offer", "enterprise", "product__enterprise")
    return found.get(pk=job.variables["request_id"])
