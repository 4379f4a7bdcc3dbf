"""What P11's diagram asks of the scheme, by topic."""

from __future__ import annotations

from engine import runtime
from engine.registry import JobContext, handles
from portal.accounts.models import User
from portal.evaluation.commands import publicity
from portal.supervision.complaints import commands, notices
from portal.supervision.complaints.task_forms import Arrangement, Check, Explanation, Finding, Triage
from portal.supervision.models import Case, Report, ReportStep

# Imported with this module, so that their forms are known.
TASK_FORMS = (Arrangement, Check, Explanation, Finding, Triage)


@handles("complaint.reject")
def reject(job: JobContext) -> None:
    report = _report(job)
    commands.reject(report)
    notices.reply(report, job_id=job.id)


@handles("complaint.at_once")
def at_once(job: JobContext) -> None:
    """A case that is urgent: P12 warns red at once, and somebody else confirms it."""
    report = _report(job)
    by = _who(report, ReportStep.Stage.TRIAGE)
    commands.prosecute(report, trigger=Case.Trigger.QUALITY_RISK, severity=Case.Severity.URGENT, by=by)


@handles("complaint.accept", gives=["find_by"])
def accept(job: JobContext) -> dict[str, str]:
    report = _report(job)
    commands.accept(report, find_by=job.moment("find_by"))
    notices.accepted(report, job_id=job.id, instance_id=job.instance_id)
    return {"find_by": job.variables["find_by"]}


@handles("complaint.objection_found")
def objection_found(job: JobContext) -> None:
    """The application that is shown in public goes on, or back to its evaluation."""
    number = job.variables["application_number"]
    if _report(job).finding in Report.SUBSTANTIATED:
        runtime.correlate(publicity.OBJECTION_UPHELD, correlation_key=number)
    runtime.correlate(publicity.OBJECTION_FOUND, correlation_key=number, keep_for=publicity.OBJECTION_KEPT)


@handles("complaint.unexplained")
def unexplained(job: JobContext) -> None:
    notices.tell(_report(job), event="unexplained", job_id=job.id, instance_id=job.instance_id)


@handles("complaint.extend", gives=["find_by"])
def extend(job: JobContext) -> dict[str, str]:
    report = _report(job)
    commands.extend(report, find_by=job.moment("find_by"))
    notices.tell(report, event="extended", job_id=job.id, instance_id=job.instance_id)
    return {"find_by": job.variables["find_by"]}


@handles("complaint.penalty")
def penalty(job: JobContext) -> None:
    """属实: P12 begins, with the trigger and the grade of the finding."""
    report = _report(job)
    commands.prosecute(report, trigger=report.trigger, severity=report.grade, by=_who(report, ReportStep.Stage.FINDING))


@handles("complaint.clear")
def clear(job: JobContext) -> None:
    commands.clear(_report(job), job_id=job.id)


@handles("complaint.reply")
def reply(job: JobContext) -> None:
    report = _report(job)
    commands.close(report)
    notices.reply(report, job_id=job.id)
    notices.tell(report, event="found", job_id=job.id, instance_id=job.instance_id)


@handles("complaint.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand. An application that is shown in public does not wait for it any more."""
    report = _report(job)
    was_told = report.status == Report.Status.HANDLING
    if not commands.end(report):
        return
    if number := job.variables["application_number"]:
        runtime.correlate(publicity.OBJECTION_FOUND, correlation_key=number, keep_for=publicity.OBJECTION_KEPT)
    notices.ended(report, job_id=job.id)
    if was_told:
        notices.tell(report, event="ended", job_id=job.id, instance_id=job.instance_id)


def _report(job: JobContext) -> Report:
    return Report.objects.select_related("product__enterprise", "case").get(pk=job.variables["complaint_id"])


def _who(report: Report, stage: str) -> User:
    """Whoever concluded it answers for what follows."""
    return report.steps.filter(stage=stage).latest("at", "id").by
