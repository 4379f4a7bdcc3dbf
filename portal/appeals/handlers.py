"""What P13's diagram asks of the scheme, by topic."""

from __future__ import annotations

from engine.registry import JobContext, handles
from portal.appeals import commands, notices
from portal.appeals.models import Appeal, AppealStep
from portal.appeals.task_forms import Acceptance, Decision, Review

# Imported with this module, so that their forms are known.
TASK_FORMS = (Acceptance, Decision, Review)


@handles("appeal.accept", gives=["decide_by"])
def accept(job: JobContext) -> dict[str, str]:
    appeal = _appeal(job)
    commands.accept(appeal, decide_by=job.moment("decide_by"))
    notices.tell(appeal, event="accepted", job_id=job.id, instance_id=job.instance_id)
    return {"decide_by": job.variables["decide_by"]}


@handles("appeal.refuse")
def refuse(job: JobContext) -> None:
    appeal = _appeal(job)
    commands.reject(appeal)
    notices.issue_decision(appeal, job_id=job.id)
    notices.tell(appeal, event="rejected", job_id=job.id, instance_id=job.instance_id)


@handles("appeal.effect")
def effect(job: JobContext) -> None:
    appeal = _appeal(job)
    decided = appeal.steps.filter(stage=AppealStep.Stage.DECISION).latest("at", "id")
    commands.take_effect(appeal, by=decided.by, job_id=job.id)


@handles("appeal.deliver")
def deliver(job: JobContext) -> None:
    appeal = _appeal(job)
    commands.decide(appeal)
    notices.issue_decision(appeal, job_id=job.id)
    notices.tell(appeal, event="decided", job_id=job.id, instance_id=job.instance_id)


@handles("appeal.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    appeal = _appeal(job)
    if commands.end(appeal):
        notices.tell(appeal, event="ended", job_id=job.id, instance_id=job.instance_id)


def _appeal(job: JobContext) -> Appeal:
    related = ("enterprise", "product", "application", "warning__document", "warning__case__authorisation__product")
    return Appeal.objects.select_related(*related).get(pk=job.variables["appeal_id"])
