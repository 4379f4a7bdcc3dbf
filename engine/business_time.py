"""Working days of mainland China and the due dates that follow from them.

A day is looked up in three places, first answer wins: the scheme's own table (`use_overrides`), the published
calendar with its swapped weekends (调休, package chinesecalendar), and, where neither knows the day,
Monday to Friday, marked provisional (暂定).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import chinese_calendar
from django.conf import settings

from engine.clock import LOCAL_ZONE, day_of

Overrides = Callable[[date, date], Mapping[date, bool]]

DEFAULT_CUTOFF = time(17, 0)
END_OF_DAY = time(23, 59, 59)
# Beyond ten years a number of days is a mistake in a diagram, not a deadline.
LONGEST_DAYS = 3660
# The month from which next year is missed.
_ASKED_FROM = 10
# The longest run of days off so far is nine; two weeks of look-ahead spare a second query.
_LOOK_AHEAD = timedelta(days=14)


class WorkingDay(NamedTuple):
    is_working: bool
    provisional: bool


def _no_overrides(first: date, last: date) -> Mapping[date, bool]:
    return {}


_overrides: Overrides = _no_overrides


def use_overrides(provider: Overrides) -> None:
    """Register the scheme's own table: asked for a first and last date, it gives the days that it decides."""
    global _overrides
    _overrides = provider


def is_working_day(day: date) -> WorkingDay:
    """Whether people work on `day`, and whether that is only a guess."""
    return _look_up(day, _overrides(day, day))


def days_between(first: date, last: date) -> dict[date, WorkingDay]:
    """The days of a period (both ends included), with one look at the scheme's own table."""
    own = _overrides(first, last)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return {day: _look_up(day, own) for day in days}


def is_provisional(first: date, last: date) -> bool:
    """Whether a period (both ends included) contains a day of which the calendar is not published yet."""
    return any(found.provisional for found in days_between(first, last).values())


def missing_year(today: date) -> int | None:
    """The year whose days off have to be entered now: this one, from October on the next, the State Council's notice
    being out in November."""
    years = [today.year, *([today.year + 1] if today.month >= _ASKED_FROM else [])]
    return next((year for year in years if not is_known(year)), None)


def is_known(year: int) -> bool:
    """Whether of every day of a year it is known if people work on it."""
    return not is_provisional(date(year, 1, 1), date(year, 12, 31))


def is_published(day: date) -> bool:
    """Whether the State Council's calendar tells of this day."""
    return not _look_up(day, {}).provisional


def add_working_days(start: datetime, days: int, *, cutoff: time | None = None) -> datetime:
    """End of the `days`-th working day after receipt at `start`.

    The day of receipt is not counted. What arrives after the cut-off, or on a day off, counts as received on
    the next working day.
    """
    _check(start, days)
    local = start.astimezone(LOCAL_ZONE)
    calendar = _Calendar(local.date(), local.date() + timedelta(days=2 * days) + _LOOK_AHEAD)
    day = local.date()
    if local.time() > (cutoff or day_cutoff()):
        day += timedelta(days=1)
    day = calendar.this_or_next_working_day(day)
    for _step in range(days):
        day = calendar.this_or_next_working_day(day + timedelta(days=1))
    return end_of_day(day)


def add_months(start: datetime, months: int) -> datetime:
    """End of the same day `months` later, or of that month's last day; a day off moves it to a working day.

    Source: 民法典 articles 202 and 203.
    """
    _check(start, months * 31)
    local = day_of(start)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = date(year, month, min(local.day, monthrange(year, month)[1]))
    return end_of_day(_Calendar(day, day + _LOOK_AHEAD).this_or_next_working_day(day))


def add_days(start: datetime, days: int) -> datetime:
    """End of the calendar day `days` after `start`; the day of `start` is not counted."""
    _check(start, days)
    return end_of_day(day_of(start) + timedelta(days=days))


def halfway(start: datetime, end: datetime) -> datetime:
    """The instant when half of a period's working time is gone, for the reminder: never on a day off, unless all of
    the period is days off. A working day has 24 hours here, as a deadline ends with its day."""
    if not timedelta() <= end - start <= timedelta(days=LONGEST_DAYS):
        return (start + (end - start) / 2).astimezone(LOCAL_ZONE)
    spans = _working_spans(start, end)
    if not spans:
        return (start + (end - start) / 2).astimezone(LOCAL_ZONE)
    left = sum((last - first for first, last in spans), timedelta()) / 2
    for first, last in spans[:-1]:
        if left < last - first:
            return (first + left).astimezone(LOCAL_ZONE)
        left -= last - first
    return (spans[-1][0] + left).astimezone(LOCAL_ZONE)


def working_days_between(start: datetime, end: datetime) -> int:
    """Working days after the day of `start`, that of `end` included; less than none where `end` is the earlier day."""
    first, last = day_of(start), day_of(end)
    if first > last:
        return -working_days_between(end, start)
    return sum(found.is_working for found in days_between(first, last).values()) - is_working_day(first).is_working


def shift(moment: datetime, days: int) -> datetime:
    """So many working days later, or earlier where it is less than none, at the same time of day."""
    local = moment.astimezone(LOCAL_ZONE)
    day, step = local.date(), timedelta(days=1 if days > 0 else -1)
    for _each in range(abs(days)):
        day += step
        while not is_working_day(day).is_working:
            day += step
    return datetime.combine(day, local.timetz())


def stood(moment: datetime, *, since: datetime, until: datetime) -> datetime:
    """When something is due that was due at `moment`, after the clock stood from `since` to `until`: with as many
    working days left as there were, at the same time of day. What is not on a working day is later by as long as it
    took."""
    if not is_working_day(day_of(moment)).is_working:
        return moment + (until - since)
    days = working_days_between(since, until)
    later = shift(moment, days)
    if later > until or moment <= since:
        return later
    left = until + (moment - since)
    return left if day_of(left) == day_of(until) else shift(moment, days + 1)


def _working_spans(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The pieces of a period that lie on working days."""
    spans = []
    for day, found in days_between(day_of(start), day_of(end)).items():
        midnight = datetime.combine(day, time(), LOCAL_ZONE)
        first, last = max(start, midnight), min(end, midnight + timedelta(days=1))
        if found.is_working and first < last:
            spans.append((first, last))
    return spans


def end_of_day(day: date) -> datetime:
    """23:59:59 on `day` in mainland China."""
    return datetime.combine(day, END_OF_DAY, LOCAL_ZONE)


def day_cutoff() -> time:
    """The time of day after which a receipt counts for the next working day.

    Setting OTOP_DAY_CUTOFF, a time or "HH:MM".
    """
    value = getattr(settings, "OTOP_DAY_CUTOFF", DEFAULT_CUTOFF)
    return time.fromisoformat(value) if isinstance(value, str) else value


class _Calendar:
    """A stretch of days with one query to the override table; grows when a search runs past its end."""

    def __init__(self, first: date, last: date) -> None:
        self.last = last
        self.own = dict(_overrides(first, last))

    def this_or_next_working_day(self, day: date) -> date:
        while not self._is_working(day):
            day += timedelta(days=1)
        return day

    def _is_working(self, day: date) -> bool:
        if day > self.last:
            first, self.last = self.last + timedelta(days=1), day + _LOOK_AHEAD
            self.own.update(_overrides(first, self.last))
        return _look_up(day, self.own).is_working


def _look_up(day: date, own: Mapping[date, bool]) -> WorkingDay:
    if day in own:
        return WorkingDay(own[day], provisional=False)
    try:
        return WorkingDay(chinese_calendar.is_workday(day), provisional=False)
    except NotImplementedError:  # the package ends with the last year whose holidays the State Council has announced
        return WorkingDay(day.weekday() < 5, provisional=True)


def _check(start: datetime, days: int) -> None:
    if start.tzinfo is None:
        raise ValueError("a deadline starts at an instant: the datetime needs a time zone")
    if not 0 <= days <= LONGEST_DAYS:
        raise ValueError(f"a deadline lies 0 to {LONGEST_DAYS} days ahead, not {days}")
