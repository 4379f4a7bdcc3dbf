"""What can be asked of a value by name: `.year`, `.start`, an entry."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.values import zones
from engine.feel.values.dates import DAY, SECOND, Date, DateTime, Time
from engine.feel.values.durations import Days, Months
from engine.feel.values.ranges import Range

_HOUR, _MINUTE = 3600 * SECOND, 60 * SECOND


def of(value: Any, name: str) -> Any:
    """None where it has none."""
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        return [of(element, name) for element in value]
    reader = _PROPERTIES.get(kind, {}).get(name)
    return reader(value) if reader is not None else None


def has(value: Any, name: str) -> bool:
    if type(value) is dict:
        return name in value
    return name in _PROPERTIES.get(type(value), {})


def weekday(day: Date) -> int:
    """1 is Monday."""
    return (day.number + 3) % 7 + 1


def _part(value: int, unit: int, most: int) -> Decimal:
    size = abs(value) // unit % most
    return Decimal(-size if value < 0 else size)


def _second(nanos: int) -> Decimal:
    return Decimal(nanos // SECOND % 60)


def _zone_offset(value: Time | DateTime) -> Days | None:
    return None if value.zone is None else Days(value.offset * SECOND)


def _zone_name(value: Time | DateTime) -> str | None:
    if isinstance(value.zone, str):
        return value.zone
    return None if value.zone is None else zones.offset_text(value.zone)


_Readers = dict[str, Callable[[Any], Any]]

_OF_DATE: _Readers = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(weekday(day)),
}
_OF_TIME: _Readers = {
    "hour": lambda time: Decimal(time.nanos // _HOUR),
    "minute": lambda time: Decimal(time.nanos // _MINUTE % 60),
    "second": lambda time: _second(time.nanos),
    "time offset": _zone_offset,
    "timezone": _zone_name,
}


def _of_date(reader: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda moment: reader(moment.date)


_PROPERTIES: dict[type, _Readers] = {
    Date: _OF_DATE,
    Time: _OF_TIME,
    DateTime: {**{name: _of_date(reader) for name, reader in _OF_DATE.items()}, **_OF_TIME},
    Days: {
        "days": lambda span: _part(span.nanos, DAY, 10**12),
        "hours": lambda span: _part(span.nanos, _HOUR, 24),
        "minutes": lambda span: _part(span.nanos, _MINUTE, 60),
        "seconds": lambda span: _part(span.nanos, SECOND, 60),
    },
    Months: {
        "years": lambda span: _part(span.months, 12, 10**12),
        "months": lambda span: _part(span.months, 1, 12),
    },
    Range: {
        "start": lambda span: span.low,
        "end": lambda span: span.high,
        "start included": lambda span: span.low_included,
        "end included": lambda span: span.high_included,
    },
}
