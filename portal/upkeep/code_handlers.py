"""What the replacement of a code asks of the scheme, by topic."""

from __future__ import annotations

from engine.registry import JobContext, handles
from portal.upkeep import notices
from portal.upkeep.code_forms import CodeDecision
from portal.upkeep.commands import codes
from portal.upkeep.models import CodeReplacement

# Imported with this module, so that its form is known.
TASK_FORMS = (CodeDecision,)


@handles("upkeep.code_replace")
def code_replace(job: JobContext) -> None:
    replacement = _replacement(job)
    codes.replace(replacement, job_id=job.id)
    notices.tell_of_code(replacement, event="replaced", job_id=job.id)


@handles("upkeep.code_keep")
def code_keep(job: JobContext) -> None:
    replacement = _replacement(job)
    codes.keep(replacement)
    notices.tell_of_code(replacement, event="kept", job_id=job.id)


@handles("upkeep.code_cancelled")
def code_cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    replacement = _replacement(job)
    if codes.end(replacement):
        notices.tell_of_code(replacement, event="ended", job_id=job.id)


def _replacement(job: JobContext) -> CodeReplacement:
    found = CodeReplacement.objects.select_related("authorisation__product__enterprise", "decided_by")
    return found.get(pk=job.variables["replacement_id"])
