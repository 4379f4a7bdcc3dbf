"""What P03 (and P05) ask of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.evaluation import criteria, letters, notices
from portal.evaluation.commands import applications, publicity
from portal.evaluation.models import Application


@handles("application.facts", gives=["facts"])
def facts(job: JobContext) -> dict[str, Any]:
    """The inputs of the star table, as of today."""
    return {"facts": criteria.facts(applications.of_case(job.variables))}


@handles("application.notice")
def notice(job: JobContext) -> None:
    """Header `event`: precheck_failed or correct; the application takes the state that goes with it."""
    application = applications.of_case(job.variables)
    event, correct_by = job.headers["event"], job.moment_if_any("correct_by")
    if event == "correct":
        applications.request_correction(application)
        letters.to_correct(application, job_id=job.id, correct_by=correct_by)
    elif event == "precheck_failed":
        applications.precheck_failed(application)
    notices.tell(application, event=event, job_id=job.id, day=correct_by)


@handles("application.submit")
def submit(job: JobContext) -> None:
    applications.submit(applications.of_case(job.variables), instance_id=job.instance_id)


@handles("application.accept")
def accept(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    applications.accept(application)
    letters.accepted(application, job_id=job.id)
    notices.tell(application, event="accepted", job_id=job.id)


@handles("application.reject")
def reject(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    applications.fail(application)
    letters.rejected(application, job_id=job.id)
    notices.tell(application, event="rejected", job_id=job.id)


@handles("application.lapse")
def lapse(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    applications.lapse(application)
    notices.tell(application, event="lapsed", job_id=job.id)


@handles("application.withdraw", gives=["sample_in_hand", "sample_id"])
def withdraw(job: JobContext) -> dict[str, Any]:
    """Also says whether a sample is left that somebody must see to."""
    application = applications.of_case(job.variables)
    applications.withdraw(application)
    return _sample_in_hand(application)


def _sample_in_hand(application: Application) -> dict[str, Any]:
    sample = next((sample for sample in application.samples.order_by("-round") if sample.is_in_hand), None)
    return {"sample_in_hand": sample is not None, "sample_id": sample.pk if sample else None}


@handles("application.pass")
def pass_(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    applications.pass_(application)
    letters.result(application, job_id=job.id)
    notices.tell(application, event="passed", job_id=job.id)


@handles("application.publish", gives=["publicity_until"])
def publish(job: JobContext) -> dict[str, Any]:
    application = applications.of_case(job.variables)
    publicity.publish(application, until=job.moment("publicity_until"))
    notices.tell(application, event="published", job_id=job.id, day=job.moment("publicity_until"))
    return {"publicity_until": job.variables["publicity_until"]}


@handles("application.objections", gives=["objections"])
def judge_objections(job: JobContext) -> dict[str, Any]:
    """The time is over. `objections`: upheld, open or clear."""
    return {"objections": publicity.judge(applications.of_case(job.variables))}


@handles("application.objected")
def objected(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    publicity.uphold(application)
    applications.objected(application)
    notices.tell(application, event="objected", job_id=job.id)


@handles("application.fail")
def fail(job: JobContext) -> None:
    application = applications.of_case(job.variables)
    applications.fail(application)
    letters.result(application, job_id=job.id)
    notices.tell(application, event="failed", job_id=job.id)
