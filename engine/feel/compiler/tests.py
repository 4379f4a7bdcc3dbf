"""Ranges, `in`, and the cells of decision tables."""

from __future__ import annotations

from typing import Any

from engine.feel import comparison
from engine.feel.compiler.basics import incomparable
from engine.feel.compiler.building import Code, build, builds
from engine.feel.compiler.scope import Scope
from engine.feel.syntax import nodes
from engine.feel.syntax.walk import mentions
from engine.feel.values import kinds
from engine.feel.values.ranges import Range

INPUT = "?"


@builds(nodes.Interval)
def _interval(node: nodes.Interval) -> Code:
    low, high = build(node.low), build(node.high)
    low_included, high_included, at = node.low_included, node.high_included, node.at

    def make(scope: Scope) -> Range | None:
        start, end = low(scope), high(scope)
        if start is None and end is None:
            return None
        if start is not None and end is not None and comparison.order(start, end) is None:
            scope.run.warn("operands", f"{kinds.word(start)} .. {kinds.word(end)}", at)
            return None
        return Range(start, end, low_included, high_included)

    return make


@builds(nodes.Operator)
def _operator(node: nodes.Operator) -> Code:
    end, sign = build(node.end), node.operator

    def make(scope: Scope) -> Range:
        return span_of(sign, end(scope))

    return make


def span_of(sign: str, end: Any) -> Range:
    if sign in ("=", "!="):
        return Range(end, end, True, True, sign)
    if sign.startswith("<"):
        return Range(None, end, False, sign == "<=", sign)
    return Range(end, None, sign == ">=", False, sign)


Test = Any


def _test_code(node: nodes.Node) -> tuple[Code, str, bool]:
    """The code, the operator if it is one, and whether it asks about `?` itself."""
    if isinstance(node, nodes.Operator):
        return build(node.end), node.operator, False
    return build(node), "", mentions(node, INPUT)


def _outcome(scope: Scope, value: Any, test: tuple[Code, str, bool], at: int) -> bool | None:
    code, sign, asks = test
    found = code(scope)
    if sign:
        outcome = comparison.OPERATORS[sign](value, found)
        if outcome is None:
            incomparable(scope, value, sign, found, at)
        return outcome
    if asks:
        return found if found is True or found is False else None
    outcome = comparison.passes(value, found)
    if outcome is None and value is not None and found is not None:
        incomparable(scope, value, "in", found, at)
    return outcome


@builds(nodes.In)
def _in(node: nodes.In) -> Code:
    value, at = build(node.value), node.at
    tests = tuple(_test_code(test) for test in node.tests)

    def contained(scope: Scope) -> bool | None:
        found = value(scope)
        if len(tests) == 1:
            return _outcome(scope, found, tests[0], at)
        return comparison.any_true(_outcome(scope, found, test, at) for test in tests)

    return contained


@builds(nodes.Tests)
def _tests(node: nodes.Tests) -> Code:
    tests, at, negated = tuple(_test_code(test) for test in node.tests), node.at, node.negated
    if not tests:
        return lambda scope: True

    def passes(scope: Scope) -> bool:
        value = scope.names.get(INPUT, None)
        for test in tests:
            if _outcome(scope, value, test, at) is True:
                return not negated
        return negated

    return passes
