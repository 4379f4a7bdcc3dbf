"""From one kind of value to another."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel import comparison
from engine.feel.functions import moments
from engine.feel.functions.registry import builtin
from engine.feel.functions.texts import text_made
from engine.feel.run import Fault, Run
from engine.feel.syntax import nodes
from engine.feel.syntax.mistakes import SyntaxMistake
from engine.feel.syntax.parser import expression
from engine.feel.values import dates, durations, numbers
from engine.feel.values.callables import Builtin, Function
from engine.feel.values.dates import Date, DateTime, Time
from engine.feel.values.durations import Days, Months
from engine.feel.values.ranges import Range

_GROUPS = frozenset(" .,")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?\Z")


def at_literal(text: str) -> Date | Time | DateTime | Days | Months | None:
    """What `@"…"` says: the form of the text states the type."""
    for read in (dates.read_date, dates.read_datetime, dates.read_time, durations.read):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    return None


@builtin("string", "from: any")
def string(run: Run, value: Any) -> str | None:
    if value is None:
        return None
    return value if type(value) is str else text_made(run, shown(run, value))


def shown(run: Run, value: Any, *, inside: bool = False) -> str:
    """A value as an expression would write it; dates and the like as their text."""
    run.step()
    kind = type(value)
    if value is None:
        return "null"
    if kind is str:
        return json.dumps(value, ensure_ascii=False) if inside else value
    if kind is bool:
        return "true" if value else "false"
    if kind is Decimal:
        return numbers.text(value)
    if kind is list:
        return f"[{', '.join(shown(run, element, inside=True) for element in value)}]"
    if kind is dict:
        return f"{{{', '.join(f'{_key(key)}: {shown(run, entry, inside=True)}' for key, entry in value.items())}}}"
    if kind is Range:
        return _span(run, value)
    if kind in (Function, Builtin):
        raise Fault("argument-types", "string")
    return f'@"{value}"' if inside else str(value)


_PLAIN_KEY = re.compile(r"[^\W\d][\w ]*\Z")


def _key(name: str) -> str:
    return name if _PLAIN_KEY.match(name) else json.dumps(name, ensure_ascii=False)


def _span(run: Run, span: Range) -> str:
    if span.operator:
        end = span.high if span.low is None else span.low
        return f"{span.operator} {shown(run, end, inside=True)}"
    low, high = shown(run, span.low, inside=True), shown(run, span.high, inside=True)
    return f"{'[' if span.low_included else '('}{low}..{high}{']' if span.high_included else ')'}"


@builtin("number", "from: string", "from: string, grouping separator: string?, [decimal separator: string?]")
def number(run: Run, text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    if grouping is not None and (grouping not in _GROUPS or grouping == point):
        raise Fault("argument-types", "number")
    if point is not None and point not in (".", ","):
        raise Fault("argument-types", "number")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if len(plain) > 10_000 or not _NUMBER.match(plain):
        raise Fault("not-a-number", text)
    found = numbers.literal(plain)
    if found is None:
        raise Fault("too-large")
    return found


@builtin("duration", "from: string", "from: duration")
def duration(run: Run, text: Any) -> Days | Months:
    if type(text) is not str:
        return text
    try:
        return durations.read(text)
    except (ValueError, OverflowError):
        raise Fault("not-a-moment", text) from None


@builtin("range", "from: string")
def span(run: Run, text: str) -> Range:
    found = _read_span(text)
    if found is None:
        raise Fault("not-a-range", text)
    return found


_CALLS = {"date", "time", "date and time", "duration"}


@lru_cache(maxsize=256)
def _read_span(text: str) -> Range | None:
    """Only what is written out: a range of constants."""
    try:
        node = expression(text)
    except SyntaxMistake:
        return None
    if not isinstance(node, nodes.Interval):
        return None
    low, high = _constant(node.low), _constant(node.high)
    if low is None or high is None:
        return None
    found = comparison.order(low, high)
    return None if found is None or found > 0 else Range(low, high, node.low_included, node.high_included)


def _constant(node: Any) -> Any:
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Negative):
        inner = _constant(node.operand)
        return -inner if isinstance(inner, Decimal) else None
    if isinstance(node, nodes.AtLiteral):
        return at_literal(node.text)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.function.name in _CALLS:
        given = [argument.value for argument in node.arguments if isinstance(argument, nodes.Literal)]
        if len(given) == len(node.arguments) == 1 and isinstance(given[0], str):
            return moments.read(node.function.name, given[0])
    return None
