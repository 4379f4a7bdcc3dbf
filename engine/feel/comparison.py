"""Equality and order. None stands for "cannot be compared"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel.values.dates import Date, DateTime, Time
from engine.feel.values.durations import Days, Months
from engine.feel.values.ranges import Range

# Clocks are compared to the millisecond.
_MILLI = 1_000_000


def _date_key(value: Date) -> tuple[int, int, int]:
    return value.year, value.month, value.day


def _time_key(value: Time) -> int:
    return value.utc // _MILLI


def _datetime_key(value: DateTime) -> int:
    return value.utc // _MILLI


def _days_key(value: Days) -> int:
    return value.nanos


def _months_key(value: Months) -> int:
    return value.months


_KEYS: dict[type, Any] = {
    Date: _date_key,
    Time: _time_key,
    DateTime: _datetime_key,
    Days: _days_key,
    Months: _months_key,
}


def equal(a: Any, b: Any) -> bool | None:
    if a is None or b is None:
        return a is b
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is Decimal or kind is str or kind is bool:
        return bool(a == b)
    key = _KEYS.get(kind)
    if key is not None:
        if (kind is DateTime or kind is Time) and a.zone == b.zone:
            return _wall(a) == _wall(b)
        return bool(key(a) == key(b))
    if kind is list:
        return _lists(a, b)
    if kind is dict:
        return _contexts(a, b)
    if kind is Range:
        return _ranges(a, b)
    return a is b


def _wall(value: Any) -> int:
    wall: int = value.wall if type(value) is DateTime else value.nanos
    return wall // _MILLI


def _lists(a: list[Any], b: list[Any]) -> bool | None:
    if len(a) != len(b):
        return False
    return _all(equal(one, other) for one, other in zip(a, b, strict=True))


def _contexts(a: dict[str, Any], b: dict[str, Any]) -> bool | None:
    if a.keys() != b.keys():
        return False
    return _all(equal(one, b[name]) for name, one in a.items())


def _ranges(a: Range, b: Range) -> bool | None:
    if (a.low_included, a.high_included, a.operator) != (b.low_included, b.high_included, b.operator):
        return False
    return _all((equal(a.low, b.low), equal(a.high, b.high)))


def _all(outcomes: Any) -> bool:
    return all(outcome is True for outcome in outcomes)


def order(a: Any, b: Any) -> int | None:
    """Below, at or above zero as `a` lies before, at or behind `b`."""
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is Decimal or kind is str:
        return (a > b) - (a < b)
    key = _KEYS.get(kind)
    if key is None:
        return None
    if (kind is DateTime or kind is Time) and a.zone == b.zone:
        one, other = _wall(a), _wall(b)
    else:
        one, other = key(a), key(b)
    return (one > other) - (one < other)


def less(a: Any, b: Any) -> bool | None:
    found = order(a, b)
    return None if found is None else found < 0


def less_or_equal(a: Any, b: Any) -> bool | None:
    found = order(a, b)
    return None if found is None else found <= 0


def greater(a: Any, b: Any) -> bool | None:
    found = order(a, b)
    return None if found is None else found > 0


def greater_or_equal(a: Any, b: Any) -> bool | None:
    found = order(a, b)
    return None if found is None else found >= 0


def unequal(a: Any, b: Any) -> bool | None:
    found = equal(a, b)
    return None if found is None else not found


OPERATORS = {
    "=": equal,
    "!=": unequal,
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
}


def both(a: bool | None, b: bool | None) -> bool | None:
    """`and` with three values."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def lies_in(value: Any, span: Range) -> bool | None:
    """Whether a range holds a value."""
    if span.operator in ("=", "!="):
        return OPERATORS[span.operator](value, span.low)
    if not span.operator and (span.low is None or span.high is None):
        return None
    low = True if span.low is None else (greater_or_equal if span.low_included else greater)(value, span.low)
    high = True if span.high is None else (less_or_equal if span.high_included else less)(value, span.high)
    return both(low, high)


def passes(value: Any, test: Any) -> bool | None:
    """Whether a value is in what a test gives: a range, a list of such, or the value itself."""
    kind = type(test)
    if kind is Range:
        return equal(value, test) if type(value) is Range else lies_in(value, test)
    if kind is list:
        if type(value) is list and equal(value, test):
            return True
        return any_true(passes(value, part) for part in test)
    return equal(value, test)


def any_true(outcomes: Any) -> bool:
    """Whether one is true; what cannot be compared does not pass."""
    return any(outcome is True for outcome in outcomes)
