"""What the diagrams of P18 ask of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.referrals import commands, grants, notices
from portal.referrals.models import Grant, Referral
from portal.referrals.task_forms import Answer, Approval, Delivery

# Imported with this module, so that their forms are known.
TASK_FORMS = (Approval, Answer, Delivery)


@handles("referral.match", gives=["match"])
def match(job: JobContext) -> dict[str, str]:
    """`matched`, `pending` or `void`; what the activation has counted meanwhile is matched, too."""
    status = commands.judge(job.variables["referral_id"]).status
    return {"match": Referral.Status.MATCHED if status == Referral.Status.COUNTED else status}


@handles("referral.count", gives=["counted", "referral_id"])
def count(job: JobContext) -> dict[str, Any]:
    # A registration that began before its signal named the enterprise names nobody here.
    referral = commands.count(job.variables.get("enterprise_id"))
    known = job.variables.get("referral_id")
    return {"counted": referral is not None, "referral_id": referral.pk if referral else known}


@handles("referral.tell")
def tell(job: JobContext) -> None:
    found = Referral.objects.select_related("enterprise", "referrer__user")
    notices.tell_counted(found.get(pk=job.variables["referral_id"]), job_id=job.id)


@handles("referral.forget")
def forget(job: JobContext) -> None:
    commands.forget(job.variables["referral_id"])


@handles("referral.cancelled")
def drop(job: JobContext) -> None:
    """The case that was to count it was cancelled by hand."""
    commands.drop(job.variables.get("enterprise_id"))


@handles("grant.offer", gives=["answer_by"])
def offer(job: JobContext) -> dict[str, str]:
    grant = _grant(job)
    answer_by = grants.offer(grant)
    notices.tell_referrer(grant, "offer", job_id=job.id)
    return {"answer_by": answer_by.isoformat()}


@handles("grant.refuse")
def refuse(job: JobContext) -> None:
    grant = _grant(job)
    grant.move(Grant.Status.REFUSED)
    notices.tell_proposer(grant, "refuse")


@handles("grant.remind")
def remind(job: JobContext) -> None:
    notices.tell_referrer(_grant(job), "remind", job_id=job.id)


@handles("grant.lapse")
def lapse(job: JobContext) -> None:
    grant = _grant(job)
    grant.move(Grant.Status.LAPSED)
    notices.tell_referrer(grant, "lapse", job_id=job.id)
    notices.tell_proposer(grant, "lapse")


@handles("grant.decline")
def decline(job: JobContext) -> None:
    grant = _grant(job)
    grant.move(Grant.Status.DECLINED)
    notices.tell_proposer(grant, "decline")


@handles("grant.deliver")
def deliver(job: JobContext) -> None:
    grant = _grant(job)
    grant.move(Grant.Status.DELIVERED)
    notices.tell_referrer(grant, "deliver", job_id=job.id)


@handles("grant.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    grant = _grant(job)
    was_offered = grant.status not in Grant.INSIDE
    if grants.end(grant):
        notices.tell_proposer(grant, "ended")
        if was_offered:
            notices.tell_referrer(grant, "ended", job_id=job.id)


def _grant(job: JobContext) -> Grant:
    return Grant.objects.select_related("referrer__user", "proposed_by").get(pk=job.variables["grant_id"])
