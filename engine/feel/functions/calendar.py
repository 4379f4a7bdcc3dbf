"""Functions on the business calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine.feel import calendar_functions
from engine.feel.functions.registry import builtin
from engine.feel.run import Fault, LimitReached, Run
from engine.feel.values import data, dates
from engine.feel.values.callables import Builtin, Function
from engine.feel.values.dates import DateTime
from engine.feel.values.ranges import Range

_TOO_MANY = _("对工作日历的查询过多")


def _asked(name: str) -> Callable[..., DateTime]:
    def ask(run: Run, *arguments: Any) -> DateTime:
        key = (name, *(_question(name, argument) for argument in arguments))
        if key not in run.calendar:
            if len(run.calendar) >= run.limits.calendar_calls:
                raise LimitReached(_TOO_MANY)
            run.calendar[key] = _answer(name, key[1:])
        return run.calendar[key]

    return ask


def _question(name: str, argument: Any) -> Any:
    """Plain data that a question can be remembered by."""
    if type(argument) in (list, dict, Range, Function, Builtin):
        raise Fault("refused-arguments", name)
    try:
        return data.plain(argument)
    except data.NotData:
        raise Fault("refused-arguments", name) from None


def _answer(name: str, arguments: tuple[Any, ...]) -> DateTime:
    try:
        return dates.read_datetime(calendar_functions.answer(name, arguments))
    except (TypeError, ValueError, OverflowError):
        raise Fault("refused-arguments", name) from None


for _name in ("add_working_days", "add_months", "add_days"):
    builtin(_name, "*rest: any", "from: any, n: any")(_asked(_name))

builtin("halfway", "*rest: any", "from: any, to: any")(_asked("halfway"))
