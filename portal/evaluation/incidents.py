"""Complaints and accidents that count against criterion K4, told by the parts of the scheme that know them.

Supervision lies above evaluation, so it registers its source here when it starts:
`incidents.provide(dates_of)`, where `dates_of(enterprise)` yields the dates of substantiated complaints
graded 重大 or 较大 and of every accident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from portal.registry.models import Enterprise

Source = Callable[[Enterprise], Iterable[date]]

_sources: list[Source] = []


def provide(source: Source) -> None:
    """Add a source; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def withdraw(source: Source) -> None:
    """Take a source away again."""
    _sources.remove(source)


def latest(enterprise: Enterprise, *, until: date) -> date | None:
    """The last incident that counts, on or before `until`."""
    dates = [day for source in _sources for day in source(enterprise) if day <= until]
    return max(dates, default=None)
