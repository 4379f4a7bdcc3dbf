"""Values and plain JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from engine.clock import LOCAL_ZONE
from engine.feel.values import dates, zones
from engine.feel.values.dates import Date, DateTime, Time
from engine.feel.values.durations import Days, Months


class NotData(Exception):
    """A value that JSON cannot hold."""


class NotReadable(Exception):
    """Something among the variables that is no data."""


def readable(value: Any) -> Any:
    """As `inside`; NotReadable where it cannot."""
    try:
        return inside(value)
    except (TypeError, ValueError) as error:
        raise NotReadable from error


# Whole numbers behind these are no longer told apart by those who read JSON.
_EXACT = 16
_MOST = 308


def plain(value: Any) -> Any:
    """A value as JSON data: dates, times and durations become ISO 8601 text."""
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    if kind is str:
        return value if value.isascii() else _well_formed(value)
    if kind is Decimal:
        return _number(value)
    if kind is list:
        return [plain(element) for element in value]
    if kind is dict:
        return {key: plain(entry) for key, entry in value.items()}
    if kind is DateTime or kind is Time:
        zone = zones.offset_text(value.offset) if value.zone is not None else ""
        return (
            f"{value.date}T{dates.clock_text(value.nanos)}{zone}"
            if kind is DateTime
            else (dates.clock_text(value.nanos) + zone)
        )
    if kind is Date or kind is Days or kind is Months:
        return str(value)
    raise NotData(kind)


def _well_formed(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(number: Decimal) -> int | float:
    if number.adjusted() > _MOST:
        raise NotData(number)
    exponent = number.as_tuple().exponent
    if number == number.to_integral_value() and not (isinstance(exponent, int) and exponent > 0 and _is_long(number)):
        return int(number)
    near = float(number)
    if near - near != 0:
        raise NotData(number)
    return int(near) if near.is_integer() and abs(near) < 2**53 else near


def _is_long(number: Decimal) -> bool:
    """Whether it was rounded, or is one that JSON held with fewer digits than it has."""
    return number.adjusted() >= _EXACT


def inside(value: Any) -> Any:
    """JSON data, and what Python's own data can hold beyond it, as a value; TypeError or ValueError otherwise."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return Decimal(value)
    if kind is float:
        return _from_float(value)
    if kind is list:
        return [inside(element) for element in value]
    if kind is dict:
        return {_key(key): inside(entry) for key, entry in value.items()}
    return _other(value)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(key)
    return key


def _from_float(number: float) -> Decimal:
    if number - number != 0:
        raise ValueError(number)
    return Decimal(int(number)) if number.is_integer() and abs(number) < 2**53 else Decimal(repr(number))


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(value)
        return value
    if isinstance(value, bool | int | float | str):
        plain_type: Any = next(kind for kind in (bool, int, float, str) if isinstance(value, kind))
        return inside(plain_type(value))
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(Days(int(value.total_seconds() * 10**6) * 1000))
    if isinstance(value, list | tuple):
        return [inside(element) for element in value]
    if isinstance(value, Mapping):
        return {_key(key): inside(entry) for key, entry in value.items()}
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(value)


def _moment(value: datetime) -> str:
    """Instants with the offset of China, so that `date(...)` of one is the date there."""
    return (value.astimezone(LOCAL_ZONE) if value.tzinfo else value).isoformat()
