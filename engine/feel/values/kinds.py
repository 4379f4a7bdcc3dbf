"""Which kind of value something is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine.feel.values.callables import Builtin, Function
from engine.feel.values.dates import Date, DateTime, Time
from engine.feel.values.durations import Days, Months
from engine.feel.values.ranges import Range
from engine.feel.values.types import Type

NAME_OF: dict[type, str] = {
    type(None): "Null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Days: "days and time duration",
    Months: "years and months duration",
    Range: "range",
    list: "list",
    dict: "context",
    Function: "function",
    Builtin: "function",
}

WORDS: dict[str, str | Promise] = {
    "Null": _("空值"),
    "boolean": _("真假值"),
    "number": _("数字"),
    "string": _("文本"),
    "date": _("日期"),
    "time": _("时间"),
    "date and time": _("日期时间"),
    "days and time duration": _("时长"),
    "years and months duration": _("年月时长"),
    "range": _("区间"),
    "list": _("列表"),
    "context": _("数据组"),
    "function": _("函数"),
}


def kind(value: Any) -> str:
    return NAME_OF.get(type(value), "Any")


def word(value: Any) -> str:
    """The kind of a value, for people."""
    return str(WORDS.get(kind(value), ""))


def is_a(value: Any, wanted: Type, types: Mapping[str, Type], *, constrained: bool = True) -> bool:
    """Whether a value, which is not null, is of a type; `types` are those that a model defines.

    `constrained`: and one of the values that the type allows.
    """
    name = wanted.name
    if constrained and wanted.allowed is not None and not wanted.allowed(value):
        return False
    if name == "Any":
        return True
    if name == "list" and wanted.of:
        return type(value) is list and all(
            element is None or is_a(element, wanted.of[0], types, constrained=constrained) for element in value
        )
    if name == "context":
        return type(value) is dict and all(
            _has(value, entry, types, constrained=constrained) for entry in wanted.entries
        )
    if name == "range" and wanted.of:
        return type(value) is Range and all(
            end is None or is_a(end, wanted.of[0], types) for end in (value.low, value.high)
        )
    if name == "function" and wanted.of:
        return _is_function(value, wanted)
    if name in types:
        return is_a(value, types[name], types, constrained=constrained)
    return kind(value) == name


def _has(value: dict[str, Any], entry: tuple[str, Type], types: Mapping[str, Type], *, constrained: bool) -> bool:
    name, wanted = entry
    return name in value and (value[name] is None or is_a(value[name], wanted, types, constrained=constrained))


def _is_function(value: Any, wanted: Type) -> bool:
    if type(value) is Builtin:
        return True
    if type(value) is not Function or len(value.parameters) != len(wanted.of) - 1:
        return False
    given = [parameter[1] for parameter in value.parameters]
    fits = all(
        mine is None or mine.name == "Any" or conforms(theirs, mine)
        for mine, theirs in zip(given, wanted.of, strict=False)
    )
    result = wanted.of[-1]
    return fits and (value.result is None or result.name == "Any" or conforms(value.result, result))


def conforms(one: Type, other: Type) -> bool:
    """Whether every value of the first type is one of the second."""
    if other.name == "Any":
        return True
    if one.name != other.name:
        return False
    if other.name == "context":
        mine = dict(one.entries)
        return all(name in mine and conforms(mine[name], wanted) for name, wanted in other.entries)
    return len(one.of) == len(other.of) and all(conforms(a, b) for a, b in zip(one.of, other.of, strict=True))
