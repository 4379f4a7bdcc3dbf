"""What P04 asks of the scheme, by topic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine import runtime
from engine.registry import JobContext, handles
from portal.evaluation import notices, sample_papers
from portal.evaluation.commands import applications, retests, samples
from portal.evaluation.models import Application, Sample, ThirdPartyOrder

RESULT = "sample_result"
RECEIVED = "sample_received"
# An evaluation may take months to come to the point where it asks.
RESULT_KEPT = timedelta(days=365)


@handles("sample.prepare", gives=["sample_id", "round"])
def prepare(job: JobContext) -> dict[str, Any]:
    application = applications.of_case(job.variables)
    sample = samples.prepare_sample(application, job_id=job.id, send_by=job.moment_if_any("send_by"))
    if sample.round > 1:
        notices.tell(application, event="sample_refused", job_id=job.id)
    return {"sample_id": sample.pk, "round": sample.round}


@handles("sample.lapse", gives=["outcome"])
def lapse(job: JobContext) -> dict[str, Any]:
    """Not sent in time; the application lapses in the calling process."""
    return {"outcome": "lapsed"}


@handles("sample.receipt")
def receipt(job: JobContext) -> None:
    sample = _sample(job)
    sample.receipt = sample_papers.issue_receipt(sample, job_id=job.id)
    sample.save(update_fields=["receipt"])
    _is_on_its_way_no_longer(sample)


@handles("sample.draw", gives=["laboratory_required"])
def draw(job: JobContext) -> dict[str, Any]:
    sample = samples.choose_draw(_sample(job))
    return {"laboratory_required": sample.laboratory_required}


@handles("sample.failed", gives=["retest_by"])
def failed(job: JobContext) -> dict[str, Any]:
    sample, until = _sample(job), job.moment("retest_by")
    retests.offer(sample, until=until)
    notices.tell(sample.application, event="test_failed", job_id=job.id, day=until)
    return {"retest_by": job.variables["retest_by"]}


@handles("sample.record")
def record(job: JobContext) -> None:
    sample = _sample(job)
    sample.record = sample_papers.issue_record(sample, verdict=samples.verdict_of(sample), job_id=job.id)
    sample.save(update_fields=["record"])


@handles("sample.result", gives=["outcome"])
def result(job: JobContext) -> dict[str, Any]:
    """Tell whoever waits for it; an evaluation that is not there yet finds the message later."""
    sample = _sample(job)
    outcome = str(samples.conclude(sample))
    if sample.receipt is None:  # refused for the last time
        _is_on_its_way_no_longer(sample)
    runtime.correlate(
        RESULT,
        correlation_key=sample.application.number,
        variables={"sample_id": sample.pk, "sample_outcome": outcome},
        keep_for=RESULT_KEPT,
    )
    return {"outcome": outcome}


@handles("sample.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand: what has not come is not wanted any more, what is here must be seen to."""
    samples.call_off(applications.of_case(job.variables))


def _is_on_its_way_no_longer(sample: Sample) -> None:
    """An agency's time begins now, or when it accepts."""
    application = sample.application
    if application.path != Application.Path.THIRD_PARTY:
        return
    runtime.correlate(RECEIVED, correlation_key=application.number, keep_for=RESULT_KEPT)
    for order in application.orders.filter(status=ThirdPartyOrder.Status.ACCEPTED).select_related("agency"):
        notices.tell_may_begin(order)


def _sample(job: JobContext) -> Sample:
    return Sample.objects.select_related("application__product", "application__enterprise").get(
        pk=job.variables["sample_id"]
    )
