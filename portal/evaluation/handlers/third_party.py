"""What P06 asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine import clock, runtime
from engine.registry import BpmnError, JobContext, handles
from portal.evaluation import agencies
from portal.evaluation.commands import applications, third_party
from portal.evaluation.handlers.samples import RESULT, RESULT_KEPT
from portal.evaluation.models import Agency, ThirdPartyOrder
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
    """The order. `sample_known`: the sample's result came while an earlier agency was at it."""
    application = applications.of_case(job.variables)
    order = third_party.commission(application, agency=Agency.objects.get(pk=job.variables["agency_id"]))
    return {
        "order_id": order.pk,
        "report_days": values.whole("OTOP_THIRD_PARTY_DAYS"),
        "sample_known": "sample_outcome" in job.variables,
    }


@handles("third_party.close")
def close(job: JobContext) -> None:
    """Header `status`: lapsed (no answer) or replaced (no report)."""
    order = third_party.of_order(job.variables)
    third_party.close_order(order, status=ThirdPartyOrder.Status(job.headers["status"]))


@handles("third_party.conclude", gives=["outcome"])
def conclude(job: JobContext) -> dict[str, Any]:
    report = third_party.conclude_order(third_party.of_order(job.variables))
    return {"outcome": report.outcome}


@handles("sample.pass_on")
def pass_on(job: JobContext) -> None:
    """A message reaches one wait only; the calling process waits for the sample's result too."""
    runtime.correlate(
        RESULT,
        correlation_key=job.variables["application_number"],
        variables={name: job.variables[name] for name in ("sample_id", "sample_outcome")},
        keep_for=RESULT_KEPT,
    )
