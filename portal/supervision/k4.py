"""What counts against criterion K4: substantiated risks graded 较大 or worse, and every accident."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine import clock
from portal.registry.models import Enterprise
from portal.supervision.models import Case, Warning

_TRIGGERS = (Case.Trigger.QUALITY_RISK, Case.Trigger.SAFETY_LIMIT)
_SEVERITIES = (Case.Severity.MAJOR, Case.Severity.GRAVE, Case.Severity.URGENT)


def dates_of(enterprise: Enterprise) -> Iterable[date]:
    """Days of red warnings that were not found to be wrong; one that waits for its confirmation does not count yet."""
    warnings = Warning.objects.filter(
        level=Warning.Level.RED,
        case__authorisation__product__enterprise=enterprise,
        case__trigger__in=_TRIGGERS,
        case__severity__in=_SEVERITIES,
    ).exclude(end=Warning.End.REVOKED)
    for issued_at in warnings.exclude(cure_by=None).values_list("issued_at", flat=True):
        yield issued_at.astimezone(clock.LOCAL_ZONE).date()
