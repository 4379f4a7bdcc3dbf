"""The one clock of the engine and the scheme. Tests, simulations and the demo loader set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import overload
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("engine_clock_fixed", default=None)


def now() -> datetime:
    """This moment, in UTC; inside `at(...)` the moment that was set."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The calendar date in mainland China."""
    return day_of(now())


@overload
def day_of(moment: datetime) -> date: ...
@overload
def day_of(moment: datetime | None) -> date | None: ...
def day_of(moment: datetime | None) -> date | None:
    """The calendar date in mainland China at that moment; None of none."""
    return moment and moment.astimezone(LOCAL_ZONE).date()


def day_text(moment: datetime | None) -> str:
    """`2026-03-19`, the calendar date in mainland China; nothing where there is no moment."""
    return moment.astimezone(LOCAL_ZONE).date().isoformat() if moment else ""


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Let the code inside see `instant` as now. Holds for this thread or async task; may be nested."""
    if instant.tzinfo is None:
        raise ValueError("engine.clock.at needs a datetime with a time zone")
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield instant
    finally:
        _fixed.reset(token)
