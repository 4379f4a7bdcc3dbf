"""What P01's diagram asks of the scheme, by topic."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from engine import clock
from engine.models import UserTask
from engine.registry import JobContext, handles
from portal.registry import commands
from portal.registry.models import Enterprise
from portal.registry.notices import issue_notice, tell_ended
from portal.registry.task_forms import Correction, Review
from portal.registry.uscc import has_known_prefix, validate_uscc

# Imported with this module, so that their forms are known.
TASK_FORMS = (Correction, Review)


@handles("registration.check_format", gives=["facts", "special_review"])
def check_format(job: JobContext) -> dict[str, Any]:
    """The facts that the decision table `registration_format` judges."""
    enterprise = _enterprise(job)
    others = Enterprise.objects.live().exclude(pk=enterprise.pk)
    return {
        "facts": {
            "uscc_valid": _is_valid(enterprise.uscc),
            "prefix_known": has_known_prefix(enterprise.uscc),
            "licence_days_left": _days_left(enterprise),
            "township_known": enterprise.township.valid_to is None,
            "same_name": others.filter(name=enterprise.name).exists(),
        },
        "special_review": enterprise.special_review,
    }


@handles("registration.notice")
def notice(job: JobContext) -> None:
    """登记审核结果通知书 for the outcome in the header; 补正 also opens the form for the enterprise."""
    enterprise = _enterprise(job)
    outcome = job.headers["outcome"]
    if outcome == "correct":
        enterprise = commands.request_correction(enterprise.pk)
    enterprise.findings = job.variables.get("format_findings") or []
    enterprise.save(update_fields=["findings"])
    issue_notice(enterprise, outcome=outcome, job_id=job.id, correct_by=job.moment_if_any("correct_by"))


@handles("registration.activate")
def activate(job: JobContext) -> None:
    commands.activate(_enterprise(job).pk)


@handles("registration.reject")
def reject(job: JobContext) -> None:
    commands.reject(_enterprise(job).pk)


@handles("registration.lapse")
def lapse(job: JobContext) -> None:
    commands.lapse(_enterprise(job).pk)


@handles("registration.cancelled")
def cancelled(job: JobContext) -> None:
    """The case was cancelled by hand."""
    enterprise = commands.end(_enterprise(job).pk)
    if enterprise is not None:
        tell_ended(enterprise, job_id=job.id)


@handles("registration.prioritise", gives=["special_review"])
def prioritise(job: JobContext) -> dict[str, Any]:
    """专项审核: the review that is open comes first in the inbox, and so does every later one."""
    Enterprise.objects.filter(pk=_enterprise(job).pk).update(special_review=True)
    UserTask.objects.open().filter(instance=job.instance_id, form_key="registration_review").update(priority=90)
    return {"special_review": True}


def _enterprise(job: JobContext) -> Enterprise:
    return Enterprise.objects.select_related("township").get(pk=job.variables["enterprise_id"])


def _is_valid(uscc: str) -> bool:
    try:
        validate_uscc(uscc)
    except ValidationError:
        return False
    return True


def _days_left(enterprise: Enterprise) -> int | None:
    """Until the licence ends; None for 长期."""
    if enterprise.term_ends_on is None:
        return None
    return (enterprise.term_ends_on - clock.today()).days
