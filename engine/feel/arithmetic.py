"""Adding, subtracting, multiplying, dividing and raising, by the kinds of the two sides."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.run import Fault
from engine.feel.values import dates, kinds, numbers
from engine.feel.values.dates import DAY, Date, DateTime, Time
from engine.feel.values.durations import Days, Months

_CONTEXT = numbers.CONTEXT


def calculate(operator: str, a: Any, b: Any, *, has_home: bool = True) -> Any:
    """Fault where these two cannot be calculated with. `has_home` as a run has it."""
    if not has_home and operator == "-" and {_is_nowhere(a), _is_nowhere(b)} == {True, False}:
        raise Fault("operands", operator)
    work = _WORK[operator].get((type(a), type(b)))
    if work is None:
        if a is None or b is None:
            raise Fault("null-operand", operator)
        raise Fault("operands", f"{kinds.word(a)} {operator} {kinds.word(b)}")
    try:
        return work(a, b)
    except (OverflowError, ValueError):
        raise Fault("too-large", operator) from None


def _is_nowhere(value: Any) -> bool | None:
    """Whether a moment has no zone; a date begins at midnight in UTC. None for what is no moment."""
    if type(value) is Date:
        return False
    return value.zone is None if type(value) in (DateTime, Time) else None


def negative(value: Any) -> Any:
    if type(value) is Decimal:
        return _CONTEXT.minus(value)
    if type(value) is Days:
        return Days(-value.nanos)
    if type(value) is Months:
        return Months(-value.months)
    raise Fault("null-operand" if value is None else "operands", "-")


def finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Fault("too-large")
    return number


def _plus(a: Decimal, b: Decimal) -> Decimal:
    return finite(_CONTEXT.add(a, b))


def _minus(a: Decimal, b: Decimal) -> Decimal:
    return finite(_CONTEXT.subtract(a, b))


def _times(a: Decimal, b: Decimal) -> Decimal:
    return finite(_CONTEXT.multiply(a, b))


def _divided(a: Decimal, b: Decimal) -> Decimal:
    if not b:
        raise Fault("zero-division")
    return finite(numbers.tidy(_CONTEXT.divide(a, b)))


def power(a: Decimal, b: Decimal) -> Decimal:
    return finite(numbers.tidy(_CONTEXT.power(a, b)))


def _joined(a: str, b: str) -> str:
    return a + b


def _datetime_plus_days(a: DateTime, b: Days) -> DateTime:
    if isinstance(a.zone, str):
        return dates.at_instant(a.utc + b.nanos, a.zone)
    return dates.datetime_of(a.wall + b.nanos, a.zone)


def _datetime_plus_months(a: DateTime, b: Months) -> DateTime:
    return DateTime(dates.plus_months(a.date, b.months), a.nanos, a.zone)


def _date_plus_days(a: Date, b: Days) -> Date:
    return dates.date_of((a.number * DAY + b.nanos) // DAY)


def _date_plus_months(a: Date, b: Months) -> Date:
    return dates.plus_months(a, b.months)


def _time_plus_days(a: Time, b: Days) -> Time:
    return Time((a.nanos + b.nanos) % DAY, a.zone)


def _days_plus_days(a: Days, b: Days) -> Days:
    return Days(a.nanos + b.nanos)


def _months_plus_months(a: Months, b: Months) -> Months:
    return Months(a.months + b.months)


def _flipped(work: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: work(b, a)


def _taken(work: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda a, b: work(a, negative(b))


def _between_instants(a: DateTime, b: DateTime) -> Days:
    if a.zone == b.zone and not isinstance(a.zone, str):
        return Days(a.wall - b.wall)
    return Days(a.utc - b.utc)


def _between_dates(a: Date, b: Date) -> Days:
    return Days((a.number - b.number) * DAY)


def _midnight(day: Date, like: DateTime) -> DateTime:
    return DateTime(day, 0, None if like.zone is None else 0)


def _between_times(a: Time, b: Time) -> Days:
    if a.zone == b.zone:
        return Days(a.nanos - b.nanos)
    return Days(a.utc - b.utc)


def _whole(number: Decimal) -> int:
    if number and number.adjusted() > 40:
        raise OverflowError(number)
    return int(number)


def _days_times(a: Days, b: Decimal) -> Days:
    return Days(_whole(numbers.WIDE.multiply(Decimal(a.nanos), b)))


def _months_times(a: Months, b: Decimal) -> Months:
    return Months(_whole(numbers.WIDE.multiply(Decimal(a.months), b)))


def _days_divided(a: Days, b: Decimal) -> Days:
    if not b:
        raise Fault("zero-division")
    return Days(_whole(numbers.WIDE.divide(Decimal(a.nanos), b)))


def _months_divided(a: Months, b: Decimal) -> Months:
    if not b:
        raise Fault("zero-division")
    return Months(_whole(numbers.WIDE.divide(Decimal(a.months), b)))


def _days_ratio(a: Days, b: Days) -> Decimal:
    return _divided(Decimal(a.nanos), Decimal(b.nanos))


def _months_ratio(a: Months, b: Months) -> Decimal:
    return _divided(Decimal(a.months), Decimal(b.months))


_Table = dict[tuple[type, type], Callable[[Any, Any], Any]]

_ADD: _Table = {
    (Decimal, Decimal): _plus,
    (str, str): _joined,
    (DateTime, Days): _datetime_plus_days,
    (DateTime, Months): _datetime_plus_months,
    (Date, Days): _date_plus_days,
    (Date, Months): _date_plus_months,
    (Time, Days): _time_plus_days,
    (Days, Days): _days_plus_days,
    (Months, Months): _months_plus_months,
}
_ADD |= {(b, a): _flipped(work) for (a, b), work in _ADD.items() if a is not b}

_SUBTRACT: _Table = {
    (Decimal, Decimal): _minus,
    (DateTime, DateTime): _between_instants,
    (Date, Date): _between_dates,
    (Time, Time): _between_times,
    (DateTime, Date): lambda a, b: _between_instants(a, _midnight(b, a)),
    (Date, DateTime): lambda a, b: _between_instants(_midnight(a, b), b),
    **{
        pair: _taken(_ADD[pair])
        for pair in [
            (DateTime, Days),
            (DateTime, Months),
            (Date, Days),
            (Date, Months),
            (Time, Days),
            (Days, Days),
            (Months, Months),
        ]
    },
}

_MULTIPLY: _Table = {
    (Decimal, Decimal): _times,
    (Days, Decimal): _days_times,
    (Months, Decimal): _months_times,
    (Decimal, Days): _flipped(_days_times),
    (Decimal, Months): _flipped(_months_times),
}

_DIVIDE: _Table = {
    (Decimal, Decimal): _divided,
    (Days, Decimal): _days_divided,
    (Months, Decimal): _months_divided,
    (Days, Days): _days_ratio,
    (Months, Months): _months_ratio,
}

_RAISE: _Table = {(Decimal, Decimal): power}

_WORK: dict[str, _Table] = {"+": _ADD, "-": _SUBTRACT, "*": _MULTIPLY, "/": _DIVIDE, "**": _RAISE}
