"""Evaluating and parsing FEEL: variables go in and results come out as JSON data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from engine.errors import ExpressionError
from engine.feel import complaints, metering, programs
from engine.feel.compiler import Scope
from engine.feel.programs import Kind, Program, Strange
from engine.feel.run import Run, Text
from engine.feel.syntax.names import is_simple
from engine.feel.typed import typed
from engine.feel.values import data

T = TypeVar("T")

Json = Any  # None, bool, int, float, str, list or dict of these


@dataclass(frozen=True)
class Parsed:
    """What an expression reads from its variables.

    `variables` must exist; `possible` stand inside a filter (`list[score > 80]`) and may be properties of
    the list's elements instead.
    """

    variables: frozenset[str]
    possible: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Noted:
    """A value, and why it is null. `is_fault`: something could not be worked out; otherwise what it was worked out from
    was not there."""

    value: Json
    reason: Text | None = None
    is_fault: bool = False


def evaluate(expression: str, variables: Mapping[str, Any], *, now: datetime | None = None) -> Json:
    """The value of a FEEL expression (without a leading `=`)."""
    return evaluate_all([expression], variables, now=now)[0]


def evaluate_noted(expression: str, variables: Mapping[str, Any], *, now: datetime | None = None) -> Noted:
    """The value of an expression with the first thing that went wrong on the way, if it is null."""
    metering.count(1)
    over = _Over(variables, now)
    found = over.value(expression)
    warned = complaints.cause(over.run.warnings) if found is None else None
    if warned is None:
        return Noted(over.plain(expression, found))
    reason = complaints.reason(warned.kind, warned.text, warned.at)
    return Noted(None, reason, warned.kind not in complaints.ABSENT)


def evaluate_all(
    expressions: Iterable[str], variables: Mapping[str, Any], *, now: datetime | None = None
) -> list[Json]:
    """The values of several expressions over the same variables."""
    asked = list(expressions)
    metering.count(len(asked))
    over = _Over(variables, now)
    return [
        _indexed(index, lambda: over.plain(expression, over.value(expression)))  # noqa: B023
        for index, expression in enumerate(asked)
    ]


def unary_test(expression: str, input_value: Any, variables: Mapping[str, Any], *, now: datetime | None = None) -> bool:
    """Whether a value passes a cell of a decision table, such as `> 5`, `"a", "b"` or `-`."""
    return unary_tests([(expression, input_value)], variables, now=now)[0]


def unary_tests(
    tests: Iterable[tuple[str, Any]], variables: Mapping[str, Any], *, now: datetime | None = None
) -> list[bool]:
    """The outcomes of several (test, value) pairs over the same variables."""
    asked = list(tests)
    metering.count(len(asked))
    over = _Over(variables, now)
    return [
        _indexed(index, lambda: over.passes(test, over.given(test, value)))  # noqa: B023
        for index, (test, value) in enumerate(asked)
    ]


@dataclass(frozen=True)
class Column:
    """An expression and the tests of its value; `type` is DMN's name for what the value is.

    Where that is a date, time or duration, a text counts as one.
    """

    expression: str
    tests: Sequence[str]
    type: str = ""


def columns(
    given: Sequence[Column], variables: Mapping[str, Any], *, now: datetime | None = None
) -> tuple[list[Json], list[list[bool]]]:
    """The value of each column and the outcomes of its tests.

    In an error `index` counts the expressions first, then the tests column by column.
    """
    metering.count(len(given) + sum(len(column.tests) for column in given))
    over = _Over(variables, now)
    values = [
        _indexed(index, lambda: typed(over.value(column.expression), column.type, column.expression))  # noqa: B023
        for index, column in enumerate(given)
    ]
    index = len(given)
    outcomes = []
    for column, value in zip(given, values, strict=True):
        passed = []
        for test in column.tests:
            passed.append(_indexed(index, lambda: over.passes(test, value)))  # noqa: B023
            index += 1
        outcomes.append(passed)
    plain = [over.plain(column.expression, value) for column, value in zip(given, values, strict=True)]
    return plain, outcomes


def parse(expression: str, *, kind: Kind = "expression", names: Collection[str] = ()) -> Parsed:
    """Check an expression's syntax and the functions that it calls, and find the variables that it reads.

    `names` are known variables, needed only where such a name holds an operator (`risk-level`).
    """
    strange = frozenset(name for name in names if not is_simple(name))
    program = programs.checked(expression, kind, strange, strange)
    if program.mistake is not None:
        raise complaints.again(program.mistake)
    return _read(program)


@lru_cache(maxsize=4096)
def _read(program: Program) -> Parsed:
    return Parsed(frozenset(program.reads.variables), frozenset(program.reads.possible))


class _Over:
    """Expressions over the same variables, within one budget."""

    def __init__(self, variables: Mapping[str, Any], now: datetime | None) -> None:
        self.run: Run = programs.begin(now)
        self.scope: Scope
        self.names: Strange
        self.members: Strange
        self.scope, self.names, self.members = programs.variables_scope(variables, self.run)

    def value(self, expression: str) -> Any:
        return programs.value(programs.program(expression, "expression", self.names, self.members), self.scope)

    def passes(self, test: str, value: Any) -> bool:
        program = programs.program(test, "unaryTests", self.names, self.members)
        return programs.value(program, self.scope.inner({"?": value})) is True

    @staticmethod
    def given(expression: str, value: Any) -> Any:
        try:
            return data.readable(value)
        except (data.NotReadable, RecursionError) as error:
            raise programs.unreadable(expression) from error

    @staticmethod
    def plain(expression: str, value: Any) -> Json:
        try:
            return data.plain(value)
        except data.NotData:
            raise complaints.error(expression, "not-data") from None
        except RecursionError:
            raise complaints.error(expression, "deep") from None


def _indexed(index: int, work: Callable[[], T]) -> T:
    """Say which of several expressions it was."""
    try:
        return work()
    except ExpressionError as error:
        error.index = index
        raise
