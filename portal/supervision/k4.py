"""What counts against criterion K4: substantiated complaints and risks graded 较大 or worse, and every accident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from engine import clock
from portal.registry.models import Enterprise
from portal.supervision.models import Case, Report, Warning

_TRIGGERS = (Case.Trigger.QUALITY_RISK, Case.Trigger.SAFETY_LIMIT)
_LEVELS = (Warning.Level.RED, Warning.Level.SUSPENDED, Warning.Level.REVOKED)
_SEVERITIES = (Case.Severity.MAJOR, Case.Severity.GRAVE, Case.Severity.URGENT)
_GRADES = (Report.Grade.MAJOR, Report.Grade.GRAVE)


def dates_of(enterprise: Enterprise) -> Iterable[date]:
    """Days of such warnings and findings."""
    for moment in (*_warned(enterprise), *_found(enterprise)):
        yield clock.day_of(moment)


def _warned(enterprise: Enterprise) -> Iterable[datetime]:
    """Red warnings and what is worse that were not found to be wrong; one that waits for its confirmation does not
    count yet."""
    warnings = Warning.objects.standing().filter(
        level__in=_LEVELS,
        case__authorisation__product__enterprise=enterprise,
        case__trigger__in=_TRIGGERS,
        case__severity__in=_SEVERITIES,
    )
    return warnings.exclude(level=Warning.Level.RED, cure_by=None).values_list("issued_at", flat=True)


def _found(enterprise: Enterprise) -> Iterable[datetime]:
    """Complaints that were found to be true, whatever came of their case, unless its warnings were taken back."""
    found = Report.objects.substantiated().filter(product__enterprise=enterprise, grade__in=_GRADES)
    refuted = Warning.objects.exclude(pk__in=Warning.objects.standing()).values("case")
    return [at for at in found.exclude(case__in=refuted).values_list("found_at", flat=True) if at is not None]
