"""The editable working-day table on top of the published calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from engine import clock
from engine.once import is_asking_once, once

# What a page shows lies within these years; what does not is asked for by itself.
_YEARS_AROUND = 5


def overrides(first: date, last: date) -> Mapping[date, bool]:
    """Days between `first` and `last` (both included) on which the scheme's own calendar decides."""
    year = clock.today().year
    if is_asking_once() and year - _YEARS_AROUND <= first.year and last.year <= year + _YEARS_AROUND:
        return {day: is_working for day, is_working in _around(year).items() if first <= day <= last}
    return _between(first, last)


@once
def _around(year: int) -> Mapping[date, bool]:
    return _between(date(year - _YEARS_AROUND, 1, 1), date(year + _YEARS_AROUND, 12, 31))


def _between(first: date, last: date) -> Mapping[date, bool]:
    # Asked at every due date, and the answer must be today's: the plain statement costs a third of a queryset's.
    with connection.cursor() as cursor:
        cursor.execute(_OVERRIDES, [first, last])
        return dict(cursor.fetchall())


_OVERRIDES = "SELECT date, is_working FROM engine_calendarday WHERE date BETWEEN %s AND %s"
