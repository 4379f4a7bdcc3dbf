"""What P16's diagram asks of the scheme, by topic."""

from __future__ import annotations

from engine.registry import JobContext, handles
from portal.upkeep import notices
from portal.upkeep.change_forms import ChangeCorrection, ChangeReviewForm
from portal.upkeep.commands import changes
from portal.upkeep.models import InformationChange

# Imported with this module, so that their forms are known.
TASK_FORMS = (ChangeCorrection, ChangeReviewForm)


@handles("upkeep.change_correct")
def change_correct(job: JobContext) -> None:
    change = _change(job)
    changes.ask_again(change)
    notices.tell_of_change(change, event="correct", job_id=job.id)


@handles("upkeep.change_apply")
def change_apply(job: JobContext) -> None:
    change = _change(job)
    review = change.reviews.filter(outcome="pass").latest("at")
    changes.apply(change, by=review.reviewer, job_id=job.id)
    change.enterprise.refresh_from_db()
    notices.tell_of_change(change, event="pass", job_id=job.id)


@handles("upkeep.change_refuse")
def change_refuse(job: JobContext) -> None:
    change = _change(job)
    changes.refuse(change)
    notices.tell_of_change(change, event="fail", job_id=job.id)


@handles("upkeep.change_lapse")
def change_lapse(job: JobContext) -> None:
    change = _change(job)
    changes.lapse(change)
    notices.tell_of_change(change, event="lapse", job_id=job.id)


@handles("upkeep.change_cancelled")
def change_cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    change = _change(job)
    if changes.end(change):
        notices.tell_of_change(change, event="ended", job_id=job.id)


def _change(job: JobContext) -> InformationChange:
    return InformationChange.objects.select_related("enterprise", "licence").get(pk=job.variables["change_id"])
