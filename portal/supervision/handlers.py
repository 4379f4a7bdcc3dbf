"""What P12's diagram asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from documents.models import Document
from engine.registry import JobContext, handles
from portal.supervision import commands, letters, notices
from portal.supervision.models import Case, Warning
from portal.supervision.task_forms import Confirmation, Decision, Manual, Report, Verification

# Imported with this module, so that their forms are known.
TASK_FORMS = (Confirmation, Decision, Manual, Report, Verification)


@handles("supervision.notice", gives=["document_id", "cure_by"])
def notice(job: JobContext) -> dict[str, Any]:
    """风险警示通知书 of the header's level, with the period that the diagram gives."""
    case, cure_by = _case(job), job.moment("cure_by")
    document = notices.issue_notice(case, level=job.headers["level"], cure_by=cure_by, job_id=job.id)
    return {"document_id": str(document.pk), "cure_by": job.variables["cure_by"]}


@handles("supervision.warn")
def warn(job: JobContext) -> None:
    """The warning takes effect. Header `at_once`: before its notice, until somebody else has confirmed it."""
    case, level = _case(job), job.headers["level"]
    if job.headers.get("at_once"):
        commands.warn(case, level=level, basis=notices.default_basis(case))
        notices.tell(case, event="at_once", job_id=job.id)
        return
    cure_by = job.moment("cure_by")
    document = Document.objects.get(pk=job.variables["document_id"])
    commands.warn(case, level=level, basis=notices.basis_of(case), cure_by=cure_by, document=document)
    is_overdue = level == Warning.Level.YELLOW and case.trigger in Case.OF_ITSELF
    notices.tell(case, event=case.trigger if is_overdue else level, job_id=job.id, until=cure_by)


@handles("supervision.extend", gives=["cure_by"])
def extend(job: JobContext) -> dict[str, Any]:
    case, cure_by = _case(job), job.moment("cure_by")
    commands.extend(case, level=job.headers["level"], cure_by=cure_by)
    notices.tell(case, event="extended", job_id=job.id, until=cure_by)
    return {"cure_by": job.variables["cure_by"]}


@handles("supervision.overdue", gives=["overdue"])
def overdue(job: JobContext) -> dict[str, Any]:
    notices.tell(_case(job), event="overdue", job_id=job.id)
    return {"overdue": True}


@handles("supervision.close")
def close(job: JobContext) -> None:
    """Header `end`: how the warnings in force end; empty where there is none."""
    _close(job, end=job.headers["end"])


def _close(job: JobContext, *, end: str) -> None:
    case = _case(job)
    warning = case.warnings.open().last()
    was_heard = case.status == Case.Status.HEARING
    commands.close(case, end=end)
    if warning is None:
        if was_heard:
            notices.tell(case, event="spared", job_id=job.id)
        return
    if end == Warning.End.LIFTED:
        letters.restoration(case, level=warning.level, since=warning.issued_at, job_id=job.id)
    notices.tell(case, event="revoked" if end in Warning.TAKEN_BACK else "lifted", job_id=job.id)


@handles("supervision.reverse")
def reverse(job: JobContext) -> None:
    """The message says how the warnings in force end."""
    _close(job, end=job.variables["end"])


@handles("supervision.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand: what it shows ends with it, since nobody would lift it any more."""
    case = _case(job)
    if case.status in Case.OPEN:
        commands.close(case, end=Warning.End.BROKEN_OFF)
        notices.tell(case, event="ended", job_id=job.id)


def _case(job: JobContext) -> Case:
    return Case.objects.select_related("authorisation__product__enterprise").get(pk=job.variables["case_id"])
