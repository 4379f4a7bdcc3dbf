"""The editable working-day table on top of the published calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.models import CalendarDay


def overrides(first: date, last: date) -> Mapping[date, bool]:
    """Days between `first` and `last` (both included) on which the scheme's own calendar decides."""
    rows = CalendarDay.objects.filter(date__range=(first, last)).values_list("date", "is_working")
    return dict(rows)
