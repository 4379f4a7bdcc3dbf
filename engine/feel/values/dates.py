"""Dates, times of day, and both together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.values import zones
from engine.feel.values.zones import Zone

SECOND = 1_000_000_000  # nanoseconds
DAY = 86_400 * SECOND
LAST_YEAR = 999_999_999


@dataclass(frozen=True, slots=True)
class Date:
    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        day_of_year = (153 * (self.month + (-3 if self.month > 2 else 9)) + 2) // 5 + self.day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + day_of_year - 719_468

    def __str__(self) -> str:
        year = f"{self.year:04}" if self.year >= 0 else f"-{-self.year:04}"
        return f"{year}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Time:
    """`nanos` since midnight."""

    nanos: int
    zone: Zone = None

    @property
    def utc(self) -> int:
        """Nanoseconds since midnight in UTC; one without zone is meant in the scheme's."""
        return self.nanos - self.offset * SECOND

    @property
    def offset(self) -> int:
        zone = zones.LOCAL if self.zone is None else self.zone
        return zones.offset(zone, 2000, 1, 1, self.nanos // SECOND)

    def __str__(self) -> str:
        return clock_text(self.nanos) + zones.shown(self.zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    date: Date
    nanos: int
    zone: Zone = None

    @property
    def wall(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00 by the same clock."""
        return self.date.number * DAY + self.nanos

    @property
    def utc(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z; one without zone is meant in the scheme's."""
        return self.wall - self.offset * SECOND

    @property
    def offset(self) -> int:
        zone = zones.LOCAL if self.zone is None else self.zone
        return zones.offset(zone, self.date.year, self.date.month, self.date.day, self.nanos // SECOND)

    @property
    def time(self) -> Time:
        return Time(self.nanos, self.zone)

    def __str__(self) -> str:
        return f"{self.date}T{clock_text(self.nanos)}{zones.shown(self.zone)}"


def date_of(number: int) -> Date:
    """The date so many days after 1970-01-01; OverflowError beyond the years that there are."""
    number += 719_468
    era, of_era = divmod(number, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    day_of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    year = year_of_era + era * 400 + (month <= 2)
    return made(year, month, day)


def made(year: int, month: int, day: int) -> Date:
    """ValueError where there is no such day, OverflowError where the year is out of bounds."""
    if abs(year) > LAST_YEAR:
        raise OverflowError(year)
    if not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        raise ValueError((year, month, day))
    return Date(year, month, day)


def days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def datetime_of(wall: int, zone: Zone) -> DateTime:
    number, nanos = divmod(wall, DAY)
    return DateTime(date_of(number), nanos, zone)


def at_instant(utc: int, zone: Zone) -> DateTime:
    """The reading of a zone's clock at an instant. A zone's name needs its offset then, which is near enough known
    from the reading itself except within the hour that a summer time repeats."""
    if zone is None or isinstance(zone, int):
        local = zones.LOCAL if zone is None else zone
        guess = datetime_of(utc, local)
        return datetime_of(utc + guess.offset * SECOND, zone)
    moment = datetime_of(utc, zone)
    for _again in range(2):
        moment = datetime_of(utc + moment.offset * SECOND, zone)
    return moment


def plus_months(date: Date, months: int) -> Date:
    """The same day of another month, or its last where it is shorter."""
    years, month = divmod(date.month - 1 + months, 12)
    year, month = date.year + years, month + 1
    return made(year, month, min(date.day, days_in(year, month)))


def clock_text(nanos: int) -> str:
    seconds, fraction = divmod(nanos, SECOND)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:09}".rstrip("0") if fraction else text


_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})\Z")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9:]+|@.+)?\Z")


def read_date(text: str) -> Date:
    """ValueError or OverflowError where the text is none."""
    match = _DATE.match(text)
    if match is None:
        raise ValueError(text)
    return made(int(match[1]), int(match[2]), int(match[3]))


def read_time(text: str) -> Time:
    match = _TIME.match(text)
    if match is None:
        raise ValueError(text)
    return Time(time_of_day(int(match[1]), int(match[2]), int(match[3]), match[4] or ""), zones.read(match[5] or ""))


def read_datetime(text: str) -> DateTime:
    """A date alone is its beginning."""
    day, separator, clock = text.partition("T")
    date = read_date(day)
    if not separator:
        return DateTime(date, 0)
    if clock.startswith("24:00:00"):  # the end of the day is the beginning of the next
        time = read_time(f"00{clock[2:]}")
        if time.nanos:
            raise ValueError(text)
        return DateTime(date_of(date.number + 1), 0, time.zone)
    time = read_time(clock)
    return DateTime(date, time.nanos, time.zone)


def time_of_day(hour: int, minute: int, second: int, fraction: str = "") -> int:
    """Nanoseconds since midnight; ValueError where no clock shows that."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise ValueError((hour, minute, second))
    return ((hour * 60 + minute) * 60 + second) * SECOND + int(fraction[:9].ljust(9, "0") or 0)
