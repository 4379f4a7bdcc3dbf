"""Evaluating and parsing FEEL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine import budget, clock
from engine.errors import ExpressionError
from engine.feel import calendar_functions, metering, sandbox

Kind = Literal["expression", "unaryTests"]
Json = Any  # None, bool, int, float, str, list or dict of these


@dataclass(frozen=True)
class Parsed:
    """What an expression reads from its variables.

    `variables` must exist; `possible` stand inside a filter (`list[score > 80]`) and may be properties of
    the list's elements instead.
    """

    variables: frozenset[str]
    possible: frozenset[str] = frozenset()


def evaluate(expression: str, variables: Mapping[str, Any], *, now: datetime | None = None) -> Json:
    """The value of a FEEL expression (without a leading `=`)."""
    return evaluate_all([expression], variables, now=now)[0]


def evaluate_all(
    expressions: Iterable[str], variables: Mapping[str, Any], *, now: datetime | None = None
) -> list[Json]:
    """The values of several expressions over the same variables."""
    tasks = [{"expression": expression, "kind": "expression"} for expression in expressions]
    return _run(tasks, variables, now)


def unary_test(expression: str, input_value: Any, variables: Mapping[str, Any], *, now: datetime | None = None) -> bool:
    """Whether a value passes a cell of a decision table, such as `> 5`, `"a", "b"` or `-`."""
    return unary_tests([(expression, input_value)], variables, now=now)[0]


def unary_tests(
    tests: Iterable[tuple[str, Any]], variables: Mapping[str, Any], *, now: datetime | None = None
) -> list[bool]:
    """The outcomes of several (test, value) pairs over the same variables."""
    tasks = [{"expression": test, "kind": "unaryTests", "input": value} for test, value in tests]
    return [outcome is True for outcome in _run(tasks, variables, now)]


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
    tasks: list[dict[str, Any]] = [
        {"expression": column.expression, "kind": "expression", "type": column.type} for column in given
    ]
    for place, column in enumerate(given):
        tasks += [{"expression": test, "kind": "unaryTests", "of": place} for test in column.tests]
    outcomes = iter(_run(tasks, variables, now))
    values = list(islice(outcomes, len(given)))
    return values, [[outcome is True for outcome in islice(outcomes, len(column.tests))] for column in given]


def parse(expression: str, *, kind: Kind = "expression", names: Collection[str] = ()) -> Parsed:
    """Check an expression's syntax and the functions that it calls, and find the variables that it reads.

    `names` are known variables, needed only where such a name holds an operator (`risk-level`).
    """
    return _parse(expression, kind, frozenset(names))


@lru_cache(maxsize=4096)
def _parse(expression: str, kind: Kind, names: frozenset[str]) -> Parsed:
    if budget.is_spent():
        raise ExpressionError(expression=_short(expression), reason=_("检查用时过长，没有检查这个表达式"))
    _check_text(expression, sandbox.limits().length)
    request = {"expression": expression, "kind": kind, "names": sorted(names)}
    try:
        answer = sandbox.in_clean_memory(lambda: sandbox.current().call("analyse", request))
    except sandbox.LimitReached as limit:
        raise ExpressionError(expression=_short(expression), reason=limit.reason) from None
    if "error" in answer:
        raise _error(expression, answer["error"])
    return Parsed(frozenset(answer["variables"]), frozenset(answer["possible"]))


def _run(tasks: Sequence[dict[str, Any]], variables: Mapping[str, Any], now: datetime | None) -> list[Json]:
    if not tasks:
        return []
    metering.count(len(tasks))
    longest = sandbox.limits().length
    for task in tasks:
        _check_text(task["expression"], longest)
    moment = (now or clock.now()).astimezone(clock.LOCAL_ZONE)
    request = {"tasks": tasks, "variables": variables, "now": moment.isoformat()}
    try:
        return sandbox.in_clean_memory(lambda: _run_in(sandbox.current(), request, tasks))
    except sandbox.LimitReached as limit:
        raise ExpressionError(expression=_short(tasks[0]["expression"]), reason=limit.reason) from None


def _run_in(engine: sandbox.Sandbox, request: Mapping[str, Any], tasks: Sequence[dict[str, Any]]) -> list[Json]:
    outcome = _call(engine, "run", request, tasks)
    asked = 0
    while "call" in outcome:
        call = outcome["call"]
        expression = tasks[call["index"]]["expression"]
        asked += 1
        if asked > engine.limits.calendar_calls:
            raise ExpressionError(expression=_short(expression), reason=_("对工作日历的查询过多"))
        # FEEL has no side effects, so the expression starts again with one more answer from the calendar.
        answer = {"key": call["key"], "value": _calendar(expression, call["name"], call["args"])}
        outcome = _call(engine, "resume", answer, tasks)
    if "error" in outcome:
        index = outcome["error"]["index"]
        raise _error(tasks[index]["expression"], outcome["error"], index=index)
    return list(outcome["values"])


def _call(
    engine: sandbox.Sandbox, door: str, request: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    try:
        return engine.call(door, request)
    except (TypeError, ValueError, RecursionError) as error:
        reason = _("变量中有不能传递的数据")
        raise ExpressionError(expression=_short(tasks[0]["expression"]), reason=reason) from error


def _calendar(expression: str, name: str, args: Sequence[object]) -> str:
    try:
        return calendar_functions.answer(name, args)
    except (TypeError, ValueError, OverflowError) as error:
        reason = format_lazy(_("函数“{name}”的参数不对"), name=name)
        raise ExpressionError(expression=_short(expression), reason=reason) from error


def _check_text(expression: str, longest: int) -> None:
    if not expression.strip():
        raise ExpressionError(expression="", reason=_("表达式为空"))
    if len(expression) > longest:
        raise ExpressionError(expression=_short(expression), reason=_("表达式过长"))


_REASONS: dict[str, Any] = {
    "syntax": _("无法识别“{text}”"),
    "incomplete": _("没有写完"),
    "unknown-variable": _("没有名为“{text}”的变量"),
    "unknown-function": _("没有名为“{text}”的函数"),
    "wrong-arguments": _("调用“{text}”的参数不对"),
    "unsupported": _("不支持外部函数"),
    "not-a-moment": _("“{text}”的值不是有效的日期、时间或时长"),
    "not-data": _("结果不是数据"),
    "failed": _("无法计算"),
}


def _error(expression: str, details: Mapping[str, Any], *, index: int = 0) -> ExpressionError:
    text = str(details.get("text") or "")
    if details["kind"] == "unknown-function":
        text = text.partition("(")[0].strip()
    reason: Any = format_lazy(_REASONS[details["kind"]], text=_short(text, 60))
    position = None if details.get("from") is None else details["from"] + 1
    if position is not None:
        reason = format_lazy(_("{reason}（第 {position} 个字符处）"), reason=reason, position=position)
    return ExpressionError(expression=_short(expression), reason=reason, position=position, index=index)


def _short(text: str, length: int = 200) -> str:
    """People recognise an expression by its beginning."""
    return text if len(text) <= length else f"{text[:length]}…"
