"""The types that an expression or a model may name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Type:
    """`name` is one of FEEL's or of an item definition; `of` its parts: a list's or range's elements, a function's
    parameters and result; `entries` those of a context."""

    name: str
    of: tuple[Type, ...] = ()
    entries: tuple[tuple[str, Type], ...] = ()
    allowed: Callable[[Any], bool] | None = field(default=None, compare=False)


ANY = Type("Any")

# How the standard, older models and our editors write them.
NAMES = {
    "Any": "Any",
    "any": "Any",
    "Null": "Null",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "dateTime": "date and time",
    "days and time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "integer": "number",
    "long": "number",
    "double": "number",
    "list": "list",
    "context": "context",
    "function": "function",
    "range": "range",
}
