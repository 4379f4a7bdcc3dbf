"""Expressions that are read once and run often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from engine import budget, clock
from engine.errors import ExpressionError
from engine.feel import complaints
from engine.feel.compiler import Code, Scope, build
from engine.feel.compiler.scope import MISSING
from engine.feel.functions import BUILTINS
from engine.feel.run import TOO_DEEP, LimitReached, Run, limits
from engine.feel.syntax import parser, walk
from engine.feel.syntax.mistakes import SyntaxMistake
from engine.feel.syntax.names import unusual
from engine.feel.syntax.nodes import Node
from engine.feel.values import data

Kind = Literal["expression", "unaryTests"]
Strange = frozenset[str]  # names that need to be known to be read

NONE: Strange = frozenset()
_BUILTINS = frozenset(BUILTINS)


@dataclass(frozen=True, eq=False)
class Program:
    """An expression as it was read. `mistake` is what can be told to be wrong without running it."""

    source: str
    node: Node
    code: Code
    reads: walk.Reads
    mistake: ExpressionError | None


def program(source: str, kind: Kind = "expression", names: Strange = NONE, members: Strange = NONE) -> Program:
    """ExpressionError where the text is none."""
    keep = _program if len(source) <= _LONG else _long_program
    found = keep(source, kind, names, members)
    if isinstance(found, ExpressionError):
        raise complaints.again(found)
    return found


def checked(source: str, kind: Kind = "expression", names: Strange = NONE, members: Strange = NONE) -> Program:
    """The same while a file is checked, which may take its time and no more."""
    if budget.is_spent():
        raise ExpressionError(expression=complaints.short(source), reason=_("检查用时过长，没有检查这个表达式"))
    return program(source, kind, names, members)


# What was read takes some hundred times the place of its text, so of long texts few are kept.
_LONG = 1000


@lru_cache(maxsize=4096)
def _program(source: str, kind: Kind, names: Strange, members: Strange) -> Program | ExpressionError:
    return _parsed(source, kind, names, members)


@lru_cache(maxsize=32)
def _long_program(source: str, kind: Kind, names: Strange, members: Strange) -> Program | ExpressionError:
    return _parsed(source, kind, names, members)


def _parsed(source: str, kind: Kind, names: Strange, members: Strange) -> Program | ExpressionError:
    if not source.strip():
        return ExpressionError(expression="", reason=_("表达式为空"))
    if len(source) > limits().length:
        return ExpressionError(expression=complaints.short(source), reason=_("表达式过长"))
    read = parser.unary_tests if kind == "unaryTests" else parser.expression
    try:
        node = read(source, names, members)
        code = build(node)
        reads = walk.reads(node, _BUILTINS)
    except SyntaxMistake as mistake:
        return complaints.error(source, mistake.kind, mistake.text, mistake.place)
    except RecursionError:
        return complaints.error(source, "deep")
    return Program(source, node, code, reads, _told(source, reads))


def _told(source: str, reads: walk.Reads) -> ExpressionError | None:
    for name, at in reads.unknown:
        return complaints.error(source, "unknown-function", name, at)
    for at in reads.external:
        return complaints.error(source, "unsupported", "", at)
    return None


class JsonNames:
    """Variables as JSON data, each made a value when it is asked for."""

    __slots__ = ("_made", "_source")

    def __init__(self, source: Mapping[str, Any]) -> None:
        self._source = source
        self._made: dict[str, Any] = {}

    def get(self, name: str, default: Any, /) -> Any:
        found = self._made.get(name, MISSING)
        if found is not MISSING:
            return found
        given = self._source.get(name, MISSING)
        if given is MISSING:
            return default
        value = self._made[name] = data.readable(given)
        return value


def begin(now: datetime | None = None) -> Run:
    """A new evaluation with its whole budget."""
    moment = now

    def at() -> datetime:
        return moment or clock.now()

    return Run(limits(), at)


def variables_scope(variables: Mapping[str, Any], run: Run) -> tuple[Scope, Strange, Strange]:
    """The outermost scope over JSON variables, and their names and inner names that need to be known."""
    names, members = unusual(variables)
    return Scope(JsonNames(variables), run), names, members


def value(found: Program, scope: Scope) -> Any:
    """The value of a program; ExpressionError for a mistake in it and where a limit is reached."""
    if found.mistake is not None and not _is_offered(found, scope):
        raise complaints.again(found.mistake)
    warnings = scope.run.warnings
    before = len(warnings)
    result = attempt(found, scope)
    if len(warnings) > before:
        mistake = complaints.mistake(found.source, warnings[before:])
        if mistake is not None:
            raise mistake
    return result


def _is_offered(found: Program, scope: Scope) -> bool:
    """Whether the functions that FEEL does not have are there all the same: a model's own."""
    return not found.reads.external and all(scope.find(name) is not MISSING for name, _at in found.reads.unknown)


def attempt(found: Program, scope: Scope) -> Any:
    """The value of a program as the standard says: a mistake is null."""
    try:
        return found.code(scope)
    except LimitReached as limit:
        raise ExpressionError(expression=complaints.short(found.source), reason=limit.reason) from None
    except RecursionError:
        raise ExpressionError(expression=complaints.short(found.source), reason=TOO_DEEP) from None
    except data.NotReadable as error:
        raise unreadable(found.source) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, data.NotData) as error:
        # A mistake of ours in a function is still one expression's, not the whole step's.
        raise ExpressionError(expression=complaints.short(found.source), reason=_("无法计算")) from error


def unreadable(source: str) -> ExpressionError:
    return ExpressionError(expression=complaints.short(source), reason=_("变量中有不能传递的数据"))
