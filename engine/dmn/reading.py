"""What the expressions of a piece of logic read, and what is wrong with them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from django.utils.translation import gettext as _

from engine.dmn import model
from engine.errors import ExpressionError
from engine.feel import complaints, programs
from engine.feel.programs import Kind
from engine.feel.syntax.names import is_simple

_STRANGE = programs.NONE


@dataclass
class Reads:
    variables: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def reads_of(logic: model.Logic, known: frozenset[str], members: frozenset[str]) -> Reads:
    """`known` are names that stand for something here, functions among them."""
    found = Reads()
    _Walk(found, frozenset(known), members).visit(logic, frozenset())
    return found


def texts(logic: model.Logic) -> Iterator[str]:
    """Every expression in a piece of logic."""
    if isinstance(logic, model.Literal):
        yield logic.expression
    if isinstance(logic, model.Invocation):
        yield logic.function
    if isinstance(logic, model.Table):
        yield from (column.expression for column in logic.inputs)
        yield from (entry for rule in logic.rules for entry in rule.entries)
    for part in parts(logic):
        yield from texts(part)


def parts(value: Any) -> Iterator[model.Logic]:
    """The logic directly inside a piece of logic."""
    for each in dataclasses.fields(value):
        yield from _parts(getattr(value, each.name))


def _parts(value: Any) -> Iterator[model.Logic]:
    if isinstance(value, model.Entry):
        yield value.logic
    elif isinstance(value, tuple):
        for part in value:
            yield from _parts(part)
    elif isinstance(value, _LOGIC):
        yield value


_LOGIC: tuple[type[model.Logic], ...] = get_args(model.Logic)


class _Walk:
    def __init__(self, found: Reads, known: frozenset[str], members: frozenset[str]) -> None:
        self.found = found
        self.known = known
        self.members = members

    def visit(self, logic: model.Logic, bound: frozenset[str]) -> None:
        match logic:
            case model.Literal():
                self.expression(logic.expression, "", bound)
            case model.Table():
                self._table(logic, bound)
            case model.Context():
                for entry in logic.entries:
                    bound |= {entry.name}
                    self.visit(entry.logic, bound)
                if logic.result is not None:
                    self.visit(logic.result, bound)
            case model.Invocation():
                self.expression(logic.function, "", bound)
                for binding in logic.bindings:
                    self.visit(binding.logic, bound)
            case model.Function():
                if logic.kind != "FEEL":
                    self.found.problems.append(_("不支持外部函数"))
                if logic.body is not None:
                    self.visit(logic.body, bound | {name for name, _kind in logic.parameters})
            case model.Filter():
                self.visit(logic.values, bound)
                self._inside_filter(logic.match, bound)
            case model.For() | model.Quantified():
                self.visit(logic.values, bound)
                self.visit(logic.body, bound | {logic.variable, "partial"})
            case _:
                for part in parts(logic):
                    self.visit(part, bound)

    def _inside_filter(self, logic: model.Logic, bound: frozenset[str]) -> None:
        """Its names may be those of the elements."""
        inner = Reads()
        _Walk(inner, self.known, self.members).visit(logic, bound | {"item"})
        self.found.problems += inner.problems

    def _table(self, table: model.Table, bound: frozenset[str]) -> None:
        for column in table.inputs:
            self.expression(column.expression, _("输入“%(input)s”") % {"input": column.label}, bound)
            if column.allowed:
                place = _("输入“%(input)s”的可选值") % {"input": column.label}
                self.expression(column.allowed, place, bound, "unaryTests")
        for rule in table.rules:
            for column, test in zip(table.inputs, rule.tests, strict=False):
                place = _("规则 %(rule)s 的条件“%(input)s”") % {"rule": rule.number, "input": column.label}
                self.expression(test, place, bound, "unaryTests")
            for output, entry in zip(table.outputs, rule.entries, strict=False):
                place = _("规则 %(rule)s 的结果“%(output)s”") % {"rule": rule.number, "output": output.label}
                self.expression(entry, place, bound)
        for output in table.outputs:
            if output.default:
                place = _("输出“%(output)s”的默认结果") % {"output": output.label}
                self.expression(output.default, place, bound)

    def expression(self, text: str, place: str, bound: frozenset[str], kind: Kind = "expression") -> None:
        strange = frozenset(name for name in self.known | bound if not is_simple(name))
        try:
            program = programs.checked(text, kind, strange or _STRANGE, self.members)
            unknown = [(name, at) for name, at in program.reads.unknown if name not in self.known | bound]
            if program.mistake is not None and (unknown or program.reads.external):
                raise complaints.again(program.mistake)
        except ExpressionError as error:
            self.found.problems.append(f"{place}：{error}" if place else str(error))
            return
        self.found.variables |= program.reads.variables - bound
