"""What the diagrams of suspension, revocation, cancellation and legal referral ask of the scheme, by topic."""

from __future__ import annotations

from engine.registry import JobContext, handles
from portal.supervision import commands, letters, notices, referrals, sanctions
from portal.supervision.hearing_forms import (
    Agreement,
    Cancellation,
    Proposal,
    Revocation,
    StatementForm,
    Suspension,
)
from portal.supervision.models import Case, CaseDecision, LegalReferral, Warning
from portal.supervision.referral_forms import ReferralDecision, ReferralResult

# Imported with this module, so that their forms are known.
TASK_FORMS = (
    Agreement, Cancellation, Proposal, ReferralDecision, ReferralResult, Revocation, StatementForm, Suspension,
)  # fmt: skip
Stage, Level = CaseDecision.Stage, Warning.Level


@handles("supervision.prior_notice", gives=["state_by"])
def prior_notice(job: JobContext) -> dict[str, str]:
    """Header `measure`: what is intended."""
    case, measure = _case(job), job.headers["measure"]
    state_by = job.moment("state_by")
    sanctions.hear(case)
    letters.prior_notice(case, measure=measure, state_by=state_by, job_id=job.id)
    name = str(Level(measure).label)
    notices.tell(case, event="prior_notice", job_id=job.id, until=state_by, measure=name)
    return {"state_by": job.variables["state_by"]}


@handles("supervision.unstated", gives=["unstated"])
def unstated(job: JobContext) -> dict[str, bool]:
    notices.tell(_case(job), event="unstated", job_id=job.id)
    return {"unstated": True}


@handles("supervision.suspend", gives=["cure_by"])
def suspend(job: JobContext) -> dict[str, str]:
    case, cure_by = _case(job), job.moment("cure_by")
    decision = _decision(case, Stage.SUSPENSION)
    document = letters.sanction(case, decision, measure=Level.SUSPENDED, job_id=job.id, cure_by=cure_by)
    commands.warn(case, level=Level.SUSPENDED, basis=decision.basis, cure_by=cure_by, document=document)
    notices.tell(case, event="suspended", job_id=job.id, until=cure_by)
    return {"cure_by": job.variables["cure_by"]}


@handles("supervision.revoke")
def revoke(job: JobContext) -> None:
    case = _case(job)
    decision = _decision(case, Stage.REVOCATION)
    document = letters.sanction(case, decision, measure=Level.REVOKED, job_id=job.id, cure_by=None)
    sanctions.revoke(case, basis=decision.basis, document=document, job_id=job.id)
    notices.tell(case, event="revoked_star", job_id=job.id)


@handles("supervision.cancel")
def cancel(job: JobContext) -> None:
    case = _case(job)
    decision = _decision(case, Stage.CANCELLATION)
    letters.sanction(case, decision, measure=letters.CANCELLED, job_id=job.id, cure_by=None)
    sanctions.cancel(case, job_id=job.id)
    notices.tell(case, event="cancelled", job_id=job.id)


@handles("supervision.refer")
def refer(job: JobContext) -> None:
    referrals.propose(_case(job))


@handles("referral.decline")
def decline(job: JobContext) -> None:
    referrals.decline(_referral(job))


@handles("referral.send")
def send(job: JobContext) -> None:
    referrals.send(_referral(job), job_id=job.id)


@handles("legal_referral.cancelled")
def referral_cancelled(job: JobContext) -> None:
    """The case was cancelled by hand. Nobody of the enterprise knew of it."""
    referrals.end(_referral(job))


def _decision(case: Case, stage: str) -> CaseDecision:
    return case.decisions.filter(stage=stage).latest("at", "id")


def _case(job: JobContext) -> Case:
    return Case.objects.select_related("authorisation__product__enterprise").get(pk=job.variables["case_id"])


def _referral(job: JobContext) -> LegalReferral:
    related = "case__authorisation__product__enterprise"
    return LegalReferral.objects.select_related(related).get(pk=job.variables["referral_id"])
