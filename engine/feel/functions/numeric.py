"""Functions on numbers."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run
from engine.feel.values import numbers
from engine.feel.values.durations import Days, Months

_CONTEXT = numbers.CONTEXT
# The scales that a number may have.
_SMALLEST, _LARGEST = -6111, 6176


def rounded(number: Decimal, scale: Decimal, rounding: str) -> Decimal:
    places = int(scale)
    if not _SMALLEST <= places <= _LARGEST:
        raise Fault("scale")
    unit = Decimal((0, (1,), -places))
    found = number.quantize(unit, rounding=rounding, context=numbers.WIDE) if _is_near(number, places) else number
    return arithmetic.finite(numbers.tidy(_CONTEXT.plus(found)))


def _is_near(number: Decimal, places: int) -> bool:
    """Whether rounding changes it; one with fewer digits stays as it is, as the exact digits would not fit."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and (-exponent > places or number.adjusted() + places < 70)


_PLACES = {
    "decimal": decimal.ROUND_HALF_EVEN,
    "round up": decimal.ROUND_UP,
    "round down": decimal.ROUND_DOWN,
    "round half up": decimal.ROUND_HALF_UP,
    "round half down": decimal.ROUND_HALF_DOWN,
}


def _rounding(name: str, rounding: str) -> None:
    @builtin(name, "n: number, scale: number")
    def work(run: Run, n: Decimal, scale: Decimal) -> Decimal:
        return rounded(n, scale, rounding)


for _name, _rounds in _PLACES.items():
    _rounding(_name, _rounds)


@builtin("floor", "n: number", "n: number, scale: number")
def floor(run: Run, n: Decimal, scale: Decimal = numbers.ZERO) -> Decimal:
    return rounded(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling", "n: number", "n: number, scale: number")
def ceiling(run: Run, n: Decimal, scale: Decimal = numbers.ZERO) -> Decimal:
    return rounded(n, scale, decimal.ROUND_CEILING)


@builtin("abs", "n: number", "n: duration")
def absolute(run: Run, n: Any) -> Any:
    if type(n) is Days:
        return Days(abs(n.nanos))
    if type(n) is Months:
        return Months(abs(n.months))
    return abs(n)


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """With the sign of the divisor."""
    if not divisor:
        raise Fault("zero-division")
    if dividend.adjusted() - divisor.adjusted() > 80:
        raise Fault("too-large")
    wide = decimal.Context(prec=200, Emin=-999999, Emax=999999, traps=[])
    rest = wide.remainder(dividend, divisor)
    if rest and (rest < 0) is not (divisor < 0):
        rest = wide.add(rest, divisor)
    return arithmetic.finite(_CONTEXT.plus(rest))


@builtin("sqrt", "number: number")
def sqrt(run: Run, number: Decimal) -> Decimal:
    if number < 0:
        raise Fault("domain", "sqrt")
    return numbers.tidy(_CONTEXT.sqrt(number))


@builtin("log", "number: number")
def log(run: Run, number: Decimal) -> Decimal:
    if number <= 0:
        raise Fault("domain", "log")
    return _CONTEXT.ln(number)


@builtin("exp", "number: number")
def exp(run: Run, number: Decimal) -> Decimal:
    return arithmetic.finite(_CONTEXT.exp(number))


@builtin("even", "number: number")
def even(run: Run, number: Decimal) -> bool:
    return numbers.WIDE.remainder(number, Decimal(2)) == 0


@builtin("odd", "number: number")
def odd(run: Run, number: Decimal) -> bool:
    return abs(numbers.WIDE.remainder(number, Decimal(2))) == 1
