"""What the putting right of non-conformities (P07) asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.evaluation import letters, notices
from portal.evaluation.commands import corrections, onsite


@handles("correction.notice")
def notice(job: JobContext) -> None:
    """整改通知书 on those of the case's grade; the application waits for the enterprise."""
    panel, grade, correct_by = onsite.of_panel(job.variables), job.variables["grade"], job.moment("correct_by")
    found = corrections.ask(panel, grade=grade, correct_by=correct_by)
    letters.to_put_right(
        panel.application, found, job_id=job.id, correct_by=correct_by, revisit=job.variables["terms"]["revisit"]
    )
    notices.tell_of_correction(panel, event="asked", grade=grade, job_id=job.id, correct_by=correct_by)


@handles("correction.lapse", gives=["closed"])
def lapse(job: JobContext) -> dict[str, Any]:
    panel, grade = onsite.of_panel(job.variables), job.variables["grade"]
    corrections.lapse(panel, grade=grade)
    notices.tell_of_correction(panel, event="lapsed", grade=grade, job_id=job.id)
    return {"closed": False}


@handles("correction.tell")
def tell(job: JobContext) -> None:
    """Header `event`: closed or unclosed, as the lead confirmed."""
    panel, grade = onsite.of_panel(job.variables), job.variables["grade"]
    notices.tell_of_correction(panel, event=job.headers["event"], grade=grade, job_id=job.id)


@handles("revisit.announce")
def announce(job: JobContext) -> None:
    revisit = onsite.of_panel(job.variables).visit.revisit
    notices.tell_of_revisit(revisit, job_id=job.id)
