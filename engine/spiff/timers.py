"""Instants, durations and cycles as texts of a diagram or values of FEEL (ISO 8601)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from engine import feel
from engine.clock import LOCAL_ZONE
from engine.errors import WrongValue
from engine.spiff.expressions import because, is_feel, noted

_DURATION = re.compile(
    r"P(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<weeks>[0-9]+)W)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+(?:\.[0-9]+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>[0-9]*)/(?P<duration>P.+)")


@dataclass(frozen=True)
class Duration:
    months: int
    rest: timedelta
    text: str = ""

    def after(self, start: datetime) -> datetime:
        """`start` plus this; months keep the day or take the month's last one. WrongValue beyond year 9999."""
        try:
            return self._after(start)
        except (OverflowError, ValueError):
            raise WrongValue(expression=self.text, expected=_("公元 9999 年以前的时间")) from None

    def _after(self, start: datetime) -> datetime:
        if not self.months:
            return start + self.rest
        local = start.astimezone(LOCAL_ZONE)
        years, month = divmod(local.month - 1 + self.months, 12)
        year, month = local.year + years, month + 1
        day = min(local.day, monthrange(year, month)[1])
        return (local.replace(year=year, month=month, day=day) + self.rest).astimezone(UTC)


@dataclass(frozen=True)
class Alarm:
    """When a timer fires: first at `due`, then `remaining` more times (None: no end) every `every`."""

    due: datetime
    every: str = ""
    remaining: int | None = 0


def asks_calendar(text: str) -> bool:
    """Whether an expression counts in days of the working calendar."""
    return is_feel(text) and any(name in text for name in feel.CALENDAR)


def may_hold_days(text: str) -> bool:
    """Whether an expression only repeats an instant that was counted somewhere else."""
    return is_feel(text) and not asks_calendar(text) and "now(" not in text


def alarm(kind: str, text: str, variables: Mapping[str, Any], now: datetime) -> Alarm:
    """Evaluate a timer definition of `kind` date, duration or cycle, once."""
    answer = noted(text, variables)
    found = answer.value
    if not isinstance(found, str):
        raise WrongValue(expression=text, expected=because(_("时间"), answer.reason))
    if kind == "date":
        return Alarm(instant(found, text))
    if kind == "duration":
        return Alarm(duration(found, text).after(now))
    match = _CYCLE.fullmatch(found.strip())
    if match is None or not _is_count(match["times"]):
        raise WrongValue(expression=text, expected=_("形如 R3/PT1H 的周期"))
    every = match["duration"]
    times = int(match["times"]) if match["times"] else None
    return Alarm(duration(every, text).after(now), every, None if times is None else times - 1)


def _is_count(times: str) -> bool:
    """Nothing, or a number above zero that is short enough to be one."""
    return not times or (len(times) < 10 and int(times) > 0)


def following(every: str, began: datetime, last: datetime, now: datetime) -> datetime:
    """The next firing of a cycle that began at `began` and was last due at `last`: no drift, not in months of
    different length either, and firings missed while the engine was down are skipped, not made up for."""
    step = duration(every, every)
    if not step.months and now > last:
        last += step.rest * ((now - last) // step.rest)
    if not step.months or step.rest:
        due = step.after(last)
        while due <= now:
            due = step.after(due)
        return due
    times = 1
    while (due := Duration(step.months * times, step.rest, step.text).after(began)) <= max(last, now):
        times += 1
    return due


def moment(text: str, variables: Mapping[str, Any], now: datetime) -> datetime | None:
    """A due date: an instant, a date (its end in mainland China) or a duration from now; None when there is
    none."""
    answer = noted(text, variables)
    found = answer.value
    if (found is None or found == "") and not answer.is_fault:
        return None
    if not isinstance(found, str):
        raise WrongValue(expression=text, expected=because(_("时间"), answer.reason))
    if found.startswith("P"):
        return duration(found, text).after(now)
    return instant(found, text, end_of_day=True)


def instant(found: str, source: str, *, end_of_day: bool = False) -> datetime:
    text, _at, zone = found.strip().partition("@")
    try:
        parsed = datetime.fromisoformat(text)
        place = ZoneInfo(zone) if zone else LOCAL_ZONE
        if end_of_day and "T" not in text:
            parsed = datetime.combine(parsed.date(), time(23, 59, 59))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=place)).astimezone(UTC)
    # The last two: a zone's name that leads elsewhere in the file system, a time at the very end of time.
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        raise WrongValue(expression=source, expected=_("时间")) from None


def duration(found: str, source: str) -> Duration:
    match = _DURATION.fullmatch(found.strip())
    parts = {name: float(number) for name, number in match.groupdict().items() if number} if match else {}
    if not parts:
        raise WrongValue(expression=source, expected=_("形如 P2D、PT1H 的时长"))
    try:
        months = int(parts.pop("years", 0) * 12 + parts.pop("months", 0))
        rest = timedelta(**parts)
    except OverflowError:
        raise WrongValue(expression=source, expected=_("公元 9999 年以前的时间")) from None
    if not months and not rest:
        raise WrongValue(expression=source, expected=_("大于零的时长"))
    return Duration(months, rest, text=source)
