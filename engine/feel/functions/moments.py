"""Functions on dates and times."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.clock import LOCAL_ZONE
from engine.feel import comparison
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run
from engine.feel.values import dates, durations, properties
from engine.feel.values.dates import SECOND, Date, DateTime, Time
from engine.feel.values.durations import Days, Months

_READERS: dict[str, Callable[[str], Any]] = {
    "date": dates.read_date,
    "time": dates.read_time,
    "date and time": dates.read_datetime,
    "duration": durations.read,
}


def read(kind: str, text: str) -> Any:
    """The value of that kind that a text writes; None where it writes none."""
    try:
        return _READERS[kind](text)
    except (ValueError, OverflowError):
        return None


def _read(kind: str, text: str) -> Any:
    found = read(kind, text)
    if found is None:
        raise Fault("not-a-moment", text)
    return found


@builtin("date", "from: string", "from: moment")
def date(run: Run, value: str | Date | DateTime) -> Date:
    if isinstance(value, str):
        found: Date = _read("date and time" if "T" in value else "date", value)
        return found.date if isinstance(found, DateTime) else found
    return value.date if isinstance(value, DateTime) else value


@builtin("date", "year: number, month: number, day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date:
    if max(abs(year), abs(month), abs(day)) > dates.LAST_YEAR:
        raise Fault("not-a-moment", str(year))
    try:
        return dates.made(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise Fault("not-a-moment", f"{year}-{month}-{day}") from None


@builtin("time", "from: string", "from: moment", "from: time")
def time(run: Run, value: str | Date | DateTime | Time) -> Time:
    if isinstance(value, str):
        moment = read("date and time", value) if "T" in value[8:] else None
        found: Time = moment.time if moment is not None else _read("time", value)
        return found
    if isinstance(value, Date):
        return Time(0, 0)
    return value.time if isinstance(value, DateTime) else value


@builtin("time", "hour: number, minute: number, second: number, [offset: days?]")
def time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Days | None = None) -> Time:
    if max(abs(hour), abs(minute), abs(second)) >= 60 or second < 0:
        raise Fault("not-a-moment", str(hour))
    whole = int(second)
    try:
        nanos = dates.time_of_day(int(hour), int(minute), whole) + int((second - whole) * SECOND)
    except ValueError:
        raise Fault("not-a-moment", str(hour)) from None
    if offset is None:
        return Time(nanos)
    seconds = offset.nanos // SECOND
    if abs(seconds) > 18 * 3600:
        raise Fault("not-a-moment", str(offset))
    return Time(nanos, seconds)


@builtin("date and time", "from: string", "from: moment")
def date_and_time(run: Run, value: str | Date | DateTime) -> DateTime:
    if isinstance(value, str):
        found: DateTime = _read("date and time", value)
        return found
    return value if isinstance(value, DateTime) else DateTime(value, 0)


@builtin("date and time", "date: moment, time: time")
def date_with_time(run: Run, day: Date | DateTime, clock: Time) -> DateTime:
    return DateTime(day.date if isinstance(day, DateTime) else day, clock.nanos, clock.zone)


@builtin("date and time", "date: moment, timezone: string")
def date_in_zone(run: Run, day: Date | DateTime, zone: str) -> DateTime:
    """The same instant by the clock of a zone."""
    moment = day if isinstance(day, DateTime) else DateTime(day, 0)
    try:
        place = dates.zones.read(zone if zone[:1] in ("Z", "+", "-") else f"@{zone}")
    except ValueError:
        raise Fault("not-a-moment", zone) from None
    return dates.at_instant(moment.utc, place)


@builtin("years and months duration", "from: moment, to: moment")
def years_and_months(run: Run, start: Date | DateTime, end: Date | DateTime) -> Months:
    one, other = (moment.date if isinstance(moment, DateTime) else moment for moment in (start, end))
    months = (other.year - one.year) * 12 + other.month - one.month
    if months > 0 and other.day < one.day:
        months -= 1
    elif months < 0 and other.day > one.day:
        months += 1
    return Months(months)


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("day of year", "date: moment")
def day_of_year(run: Run, value: Date | DateTime) -> Decimal:
    day = _day(value)
    return Decimal(day.number - Date(day.year, 1, 1).number + 1)


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin("day of week", "date: moment")
def day_of_week(run: Run, value: Date | DateTime) -> str:
    return _WEEKDAYS[properties.weekday(_day(value)) - 1]


@builtin("month of year", "date: moment")
def month_of_year(run: Run, value: Date | DateTime) -> str:
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date: moment")
def week_of_year(run: Run, value: Date | DateTime) -> Decimal:
    """As ISO 8601 counts: the week of a Thursday belongs to that Thursday's year."""
    number = _day(value).number
    thursday = dates.date_of(number - (number + 3) % 7 + 3)
    return Decimal((thursday.number - Date(thursday.year, 1, 1).number) // 7 + 1)


@builtin("now", "")
def now(run: Run) -> DateTime:
    moment = run.now().astimezone(LOCAL_ZONE)
    clock = dates.time_of_day(moment.hour, moment.minute, moment.second) + moment.microsecond * 1000
    offset = moment.utcoffset()
    assert offset is not None
    return DateTime(Date(moment.year, moment.month, moment.day), clock, int(offset.total_seconds()))


@builtin("today", "")
def today(run: Run) -> Date:
    return now(run).date


@builtin("last day of month", "date: moment")
def last_day_of_month(run: Run, value: Date | DateTime) -> Date:
    day = _day(value)
    return Date(day.year, day.month, dates.days_in(day.year, day.month))


@builtin("is", "[value1: any], [value2: any]")
def same(run: Run, one: Any = None, other: Any = None) -> bool:
    """The same value written in the same way: with the same zone, too."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Time | DateTime):
        return bool(one == other)
    return comparison.equal(one, other) is True
