"""`for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from engine.feel import comparison
from engine.feel.compiler.building import Code, build, builds
from engine.feel.compiler.scope import Scope
from engine.feel.run import Fault
from engine.feel.syntax import nodes
from engine.feel.values import kinds
from engine.feel.values.dates import Date, date_of
from engine.feel.values.ranges import Range

Steps = tuple[tuple[str, Code, Code | None], ...]


def _steps(iterations: tuple[nodes.Iteration, ...]) -> Steps:
    return tuple(
        (one.name, build(one.values), build(one.until) if one.until is not None else None) for one in iterations
    )


@builds(nodes.For)
def _for(node: nodes.For) -> Code:
    steps, body, at = _steps(node.iterations), build(node.body), node.at

    def every(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        run = scope.run
        try:
            for inner in scopes(scope.inner({"partial": results}), steps, 0):
                run.elements(1)
                results.append(body(inner))
        except Fault as fault:
            run.warn(fault.kind, fault.text, at)
            return None
        return list(results)

    return every


@builds(nodes.Quantified)
def _quantified(node: nodes.Quantified) -> Code:
    steps, body, at, is_every = _steps(node.iterations), build(node.body), node.at, node.is_every

    def check(scope: Scope) -> bool | None:
        outcome: bool | None = is_every
        try:
            for inner in scopes(scope, steps, 0):
                found = body(inner)
                if found is (not is_every):
                    return not is_every
                if found is not is_every:
                    outcome = None
        except Fault as fault:
            scope.run.warn(fault.kind, fault.text, at)
            return None
        return outcome

    return check


def scopes(scope: Scope, steps: Steps, place: int) -> Iterator[Scope]:
    """A scope for each combination; later iterations see the names of earlier ones."""
    name, values, until = steps[place]
    is_last = place == len(steps) - 1
    start = values(scope)
    for value in _values(start) if until is None else _between(start, until(scope)):
        scope.run.step()
        inner = scope.inner({name: value})
        if is_last:
            yield inner
        else:
            yield from scopes(inner, steps, place + 1)


def _values(value: Any) -> Iterator[Any]:
    if type(value) is list:
        return iter(value)
    if type(value) is Range:
        return _elements(value)
    if value is None:
        raise Fault("null-operand", "in")
    return iter([value])


def _elements(span: Range) -> Iterator[Any]:
    """Every whole number or day of a range."""
    if span.low is None or span.high is None:
        raise Fault("endless-range")
    if (comparison.order(span.low, span.high) or 0) > 0:
        raise Fault("endless-range")
    for value in _between(span.low, span.high):
        if comparison.lies_in(value, span) is True:
            yield value


def _between(start: Any, end: Any) -> Iterator[Any]:
    if type(start) is Decimal and type(end) is Decimal:
        if start != start.to_integral_value() or end != end.to_integral_value():
            raise Fault("operands", f"{start} .. {end}")
        return _numbers(int(start), int(end))
    if type(start) is Date and type(end) is Date:
        return _days(start.number, end.number)
    if start is None or end is None:
        raise Fault("null-operand", "..")
    raise Fault("operands", f"{kinds.word(start)} .. {kinds.word(end)}")


def _numbers(start: int, end: int) -> Iterator[Decimal]:
    return map(Decimal, range(start, end + 1) if start <= end else range(start, end - 1, -1))


def _days(start: int, end: int) -> Iterator[Date]:
    return map(date_of, range(start, end + 1) if start <= end else range(start, end - 1, -1))
