"""What P06 asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine import clock, runtime
from engine.registry import BpmnError, JobContext, handles
from portal.evaluation import agencies, records
from portal.evaluation.commands import applications, breaking_off, third_party
from portal.evaluation.handlers.samples import RESULT, RESULT_KEPT
from portal.evaluation.models import Agency, AgencyReport, ThirdPartyOrder
from portal.scheme import values

NO_AGENCY = "no-agency"


@handles("third_party.find_agencies", gives=["agencies"])
def find_agencies(job: JobContext) -> dict[str, Any]:
    """Raises the business error `no-agency` where nobody is left to commission."""
    application = applications.of_case(job.variables)
    found = agencies.eligible(application, on=clock.today())
    if not found:
        raise BpmnError(NO_AGENCY)
    return {"agencies": [agency.pk for agency in found]}


@handles("third_party.commission", gives=["order_id", "report_days", "sample_known"])
def commission(job: JobContext) -> dict[str, Any]:
    """The order, and the letter with it. `sample_known`: the sample's result came while an earlier agency was at it."""
    application = applications.of_case(job.variables)
    order = third_party.commission(application, agency=Agency.objects.get(pk=job.variables["agency_id"]))
    report_days = values.whole("OTOP_THIRD_PARTY_DAYS")
    records.commission(order, job_id=job.id, answer_by=job.moment_if_any("answer_by"), report_days=report_days)
    return {
        "order_id": order.pk,
        "report_days": report_days,
        "sample_known": "sample_outcome" in job.variables,
    }


@handles("third_party.close")
def close(job: JobContext) -> None:
    """Header `status`: lapsed (no answer) or replaced (no report)."""
    order = third_party.of_order(job.variables)
    third_party.close_order(order, status=ThirdPartyOrder.Status(job.headers["status"]))


@handles("third_party.cancelled")
def cancelled(job: JobContext) -> None:
    """The evaluation was cancelled by hand; another may be begun in its place."""
    breaking_off.end_order(applications.of_case(job.variables))


@handles("third_party.conclude", gives=["outcome"])
def conclude(job: JobContext) -> dict[str, Any]:
    order = third_party.of_order(job.variables)
    adopted = order.reports.filter(review=AgencyReport.Review.ADOPT).latest("submitted_at")
    records.third_party_report(adopted, job_id=job.id)
    return {"outcome": third_party.conclude_order(order).outcome}


@handles("sample.pass_on")
def pass_on(job: JobContext) -> None:
    """A message reaches one wait only; the calling process waits for the sample's result too."""
    runtime.correlate(
        RESULT,
        correlation_key=job.variables["application_number"],
        variables={name: job.variables[name] for name in ("sample_id", "sample_outcome")},
        keep_for=RESULT_KEPT,
    )
