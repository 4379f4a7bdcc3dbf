"""Evaluating decision tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from engine.dmn.hits import Hit, resolve
from engine.dmn.model import Input, Output, Rule, Table
from engine.dmn.scopes import Place
from engine.errors import DecisionError, ExpressionError
from engine.feel import metering
from engine.feel.programs import Program
from engine.feel.typed import typed
from engine.feel.values import data

T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """`inputs` are the values of the columns, `hits` the rules that decided."""

    inputs: list[Any]
    hits: list[Hit]
    result: Any


@dataclass(frozen=True)
class _Cells:
    """The programs of a table, column by column and row by row."""

    inputs: list[Program | None]
    allowed: list[Program | None]
    tests: list[list[Program | None]]
    entries: list[list[Program | None]]
    defaults: list[Program | None]


def take(name: str, table: Table, place: Place) -> Taken:
    """The result of a table; `name` is the decision's, for people."""
    metering.count(len(table.rules) * len(table.inputs) + len(table.inputs))
    cells = _cells(name, table, place)
    inputs = [_input(name, column, cells.inputs[number], place) for number, column in enumerate(table.inputs)]
    if not _are_allowed(name, table, cells, inputs, place):
        return Taken(inputs, [], None)
    columns = [place.asking(value) for value in inputs]
    hits = []
    for row, rule in enumerate(table.rules):
        if _matches(name, table, rule, cells.tests[row], columns):
            hits.append(_hit(name, table, rule, cells.entries[row], place))
    try:
        result, chosen = resolve(name, table, hits, place.standard)
    except DecisionError:
        if not place.standard:
            raise
        return Taken(inputs, [], None)
    if not hits and any(cells.defaults):
        return Taken(inputs, [], _defaults(name, table, cells, place))
    return Taken(inputs, chosen, result)


def _cells(name: str, table: Table, place: Place) -> _Cells:
    key = place.names, place.members, place.standard
    found: _Cells | None = table.read.get(key)
    if found is None:
        if len(table.read) > 16:
            table.read.clear()
        found = table.read[key] = _parsed(name, table, place)
    return found


def _parsed(name: str, table: Table, place: Place) -> _Cells:
    return _Cells(
        inputs=[
            locate(lambda: place.program(column.expression), lambda: _of_input(name, column))  # noqa: B023
            for column in table.inputs
        ],
        allowed=[
            locate(
                lambda: place.program(column.allowed, "unaryTests") if column.allowed else None,  # noqa: B023
                lambda: _of_allowed(name, column),  # noqa: B023
            )
            for column in table.inputs
        ],
        tests=[
            [
                locate(
                    lambda: place.program(test, "unaryTests"),  # noqa: B023
                    lambda: _of_test(name, rule, column),  # noqa: B023
                )
                for column, test in zip(table.inputs, rule.tests, strict=False)
            ]
            for rule in table.rules
        ],
        entries=[
            [
                locate(lambda: place.program(entry), lambda: _of_entry(name, rule, output.label))  # noqa: B023
                for output, entry in zip(table.outputs, rule.entries, strict=False)
            ]
            for rule in table.rules
        ],
        defaults=[place.program(output.default) if output.default else None for output in table.outputs],
    )


def _input(name: str, column: Input, program: Program | None, place: Place) -> Any:
    found = locate(lambda: place.run(program), lambda: _of_input(name, column))
    return locate(lambda: typed(found, column.type, column.expression), lambda: _of_input(name, column))


def _are_allowed(name: str, table: Table, cells: _Cells, inputs: list[Any], place: Place) -> bool:
    for column, value, program in zip(table.inputs, inputs, cells.allowed, strict=True):
        if program is None or value is None:
            continue
        if _passes(program, place.asking(value), lambda: _of_allowed(name, column)):  # noqa: B023
            continue
        if place.standard:
            return False
        sentence = _("决策“%(name)s”的输入“%(input)s”的值“%(value)s”不在可选值中")
        raise DecisionError([sentence % {"name": name, "input": column.label, "value": data.plain(value)}])
    return True


def _matches(name: str, table: Table, rule: Rule, tests: list[Program | None], columns: list[Place]) -> bool:
    """All cells are asked, so that an error in one is told whatever the others say."""
    holds = True
    for place, test in enumerate(tests):
        if not _passes(test, columns[place], lambda: _of_test(name, rule, table.inputs[place])):  # noqa: B023
            holds = False
    return holds


def _passes(program: Program | None, place: Place, where: Callable[[], str]) -> bool:
    try:
        return place.run(program) is True
    except ExpressionError as error:
        raise DecisionError([f"{where()}：{error}"]) from error


def _hit(name: str, table: Table, rule: Rule, entries: list[Program | None], place: Place) -> Hit:
    metering.count(len(entries))
    values = []
    for output, program in zip(table.outputs, entries, strict=False):
        found = locate(lambda: place.run(program), lambda: _of_entry(name, rule, output.label))  # noqa: B023
        values.append(place.conform(found, output.type, _wrong_type(name, rule, output)))
    return Hit(rule, tuple(values))


def _defaults(name: str, table: Table, cells: _Cells, place: Place) -> Any:
    values = [
        locate(lambda: place.run(program), lambda: _("决策“%(name)s”的默认结果") % {"name": name})  # noqa: B023
        for program in cells.defaults
    ]
    if len(values) == 1:
        return values[0]
    return {output.name: value for output, value in zip(table.outputs, values, strict=True)}


def locate(work: Callable[[], T], where: Callable[[], str]) -> T:
    """Say where in the table an expression failed."""
    try:
        return work()
    except ExpressionError as error:
        raise DecisionError([f"{where()}：{error}"]) from error


def _of_input(name: str, column: Input) -> str:
    return _("决策“%(name)s”的输入“%(input)s”") % {"name": name, "input": column.label}


def _of_allowed(name: str, column: Input) -> str:
    return _("决策“%(name)s”的输入“%(input)s”的可选值") % {"name": name, "input": column.label}


def _of_test(name: str, rule: Rule, column: Input) -> str:
    words = {"name": name, "rule": rule.number, "input": column.label}
    return _("决策“%(name)s”规则 %(rule)s 的条件“%(input)s”") % words


def _wrong_type(name: str, rule: Rule, output: Output) -> str:
    words = {"name": name, "rule": rule.number, "output": output.label, "type": output.type}
    return _("决策“%(name)s”规则 %(rule)s 的结果“%(output)s”不是“%(type)s”") % words


def _of_entry(name: str, rule: Rule, output: str) -> str:
    words = {"name": name, "rule": rule.number, "output": output}
    return _("决策“%(name)s”规则 %(rule)s 的结果“%(output)s”") % words
