"""What P02's diagram asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from engine.registry import JobContext, handles
from portal.registry.commands import filings
from portal.registry.completeness import facts
from portal.registry.filing_forms import Correction, Review
from portal.registry.models import Filing
from portal.registry.notices import tell_of_filing

# Imported with this module, so that their forms are known.
TASK_FORMS = (Correction, Review)


@handles("filing.check", gives=["facts"])
def check(job: JobContext) -> dict[str, Any]:
    """The facts that the decision table `product_filing_completeness` judges."""
    filing = _filing(job)
    return {"facts": facts(filing.product, filing.content)}


@handles("filing.notice")
def notice(job: JobContext) -> None:
    """Tell the enterprise the outcome in the header; 退回补正 also opens the product for it."""
    outcome = job.headers["outcome"]
    filing = filings.return_filing(_filing(job).pk) if outcome == "correct" else _filing(job)
    filing.findings = job.variables.get("filing_findings") or []
    filing.save(update_fields=["findings"])
    tell_of_filing(filing, outcome=outcome, job_id=job.id, correct_by=job.moment_if_any("correct_by"))


@handles("filing.file")
def file(job: JobContext) -> None:
    filings.grant(_filing(job).pk)


@handles("filing.refuse")
def refuse(job: JobContext) -> None:
    filings.refuse(_filing(job).pk)


@handles("filing.lapse")
def lapse(job: JobContext) -> None:
    tell_of_filing(filings.lapse(_filing(job).pk), outcome="lapse", job_id=job.id)


@handles("filing.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    filing = filings.end(_filing(job).pk)
    if filing is not None:
        tell_of_filing(filing, outcome="ended", job_id=job.id)


def _filing(job: JobContext) -> Filing:
    return Filing.objects.select_related("product__enterprise").get(pk=job.variables["filing_id"])
