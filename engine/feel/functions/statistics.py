"""Functions on lists of numbers, and the smallest and largest of anything that has an order."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from engine.feel import arithmetic, comparison
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, Run
from engine.feel.values import numbers
from engine.feel.values.durations import Days, Months

_CONTEXT = numbers.CONTEXT


def all_of(arguments: tuple[Any, ...]) -> list[Any]:
    """A function takes one list or its elements one by one."""
    if len(arguments) == 1:
        return arguments[0] if type(arguments[0]) is list else [arguments[0]]
    return list(arguments)


def _numbers(arguments: tuple[Any, ...], name: str) -> list[Decimal]:
    found = all_of(arguments)
    if any(type(element) is not Decimal for element in found):
        raise Fault("null-argument" if None in found else "argument-types", name)
    return found


@builtin("sum", "list: list", "*list: any")
def total(run: Run, *arguments: Any) -> Any:
    found = all_of(arguments)
    if not found:
        return None
    if type(found[0]) in (Days, Months):
        result = found[0]
        for element in found[1:]:
            result = arithmetic.calculate("+", result, element)
        return result
    run.elements(len(found))
    return _sum(_numbers(arguments, "sum"))


def _sum(values: list[Decimal]) -> Decimal:
    result = numbers.ZERO
    for value in values:
        result = _CONTEXT.add(result, value)
    return arithmetic.finite(result)


@builtin("mean", "list: list", "*list: any")
def mean(run: Run, *arguments: Any) -> Any:
    found = all_of(arguments)
    if not found:
        return None
    return arithmetic.calculate("/", total(run, found), Decimal(len(found)))


@builtin("product", "list: list", "*list: any")
def product(run: Run, *arguments: Any) -> Decimal | None:
    found = _numbers(arguments, "product")
    if not found:
        return None
    result = numbers.ONE
    for value in found:
        result = _CONTEXT.multiply(result, value)
    return arithmetic.finite(result)


@builtin("median", "list: list", "*list: any")
def median(run: Run, *arguments: Any) -> Decimal | None:
    found = sorted(_numbers(arguments, "median"))
    if not found:
        return None
    middle = len(found) // 2
    if len(found) % 2:
        return found[middle]
    return numbers.tidy(_CONTEXT.divide(_CONTEXT.add(found[middle - 1], found[middle]), Decimal(2)))


@builtin("stddev", "list: list", "*list: any")
def stddev(run: Run, *arguments: Any) -> Decimal:
    """Of a sample."""
    found = _numbers(arguments, "stddev")
    if len(found) < 2:
        raise Fault("too-few", "stddev")
    wide = numbers.WIDE
    average = wide.divide(_fold(found), Decimal(len(found)))
    squares = [wide.multiply(gap, gap) for gap in (wide.subtract(value, average) for value in found)]
    variance = wide.divide(_fold(squares), Decimal(len(found) - 1))
    return arithmetic.finite(numbers.tidy(_CONTEXT.plus(wide.sqrt(variance))))


def _fold(values: list[Decimal]) -> Decimal:
    result = numbers.ZERO
    for value in values:
        result = numbers.WIDE.add(result, value)
    return result


@builtin("mode", "list: list", "*list: any")
def mode(run: Run, *arguments: Any) -> list[Decimal]:
    found = _numbers(arguments, "mode")
    counts = Counter(found)
    most = max(counts.values(), default=0)
    return sorted(value for value, count in counts.items() if count == most)


@builtin("min", "list: list", "*list: any")
def least(run: Run, *arguments: Any) -> Any:
    return _extreme(run, all_of(arguments), -1)


@builtin("max", "list: list", "*list: any")
def greatest(run: Run, *arguments: Any) -> Any:
    return _extreme(run, all_of(arguments), 1)


def _extreme(run: Run, values: list[Any], sign: int) -> Any:
    run.elements(len(values))
    if not values:
        return None
    best = values[0]
    if len(values) == 1 and best is not None and comparison.order(best, best) is None:
        raise Fault("argument-types")
    for value in values[1:]:
        found = comparison.order(value, best)
        if found is None:
            raise Fault("null-argument" if value is None or best is None else "incomparable")
        if found * sign > 0:
            best = value
    return best


@builtin("count", "list: list")
def count(run: Run, elements: list[Any]) -> Decimal:
    return Decimal(len(elements))


@builtin("all", "list: list", "*list: any")
def every(run: Run, *arguments: Any) -> bool | None:
    return _three(all_of(arguments), decisive=False)


@builtin("any", "list: list", "*list: any")
def some(run: Run, *arguments: Any) -> bool | None:
    return _three(all_of(arguments), decisive=True)


def _three(values: list[Any], *, decisive: bool) -> bool | None:
    if any(value is decisive for value in values):
        return decisive
    return (not decisive) if all(value is (not decisive) for value in values) else None


@builtin("not", "negand: boolean?")
def negation(run: Run, negand: bool | None) -> bool | None:
    return None if negand is None else not negand
