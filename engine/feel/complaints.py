"""What an expression's author or an operator reads about a mistake."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.errors import ExpressionError
from engine.feel.run import Text, Warned

_REASONS: dict[str, Any] = {
    "syntax": _("无法识别“{text}”"),
    "incomplete": _("没有写完"),
    "deep": _("嵌套或递归过深"),
    "unknown-variable": _("没有名为“{text}”的变量"),
    "unknown-function": _("没有名为“{text}”的函数"),
    "wrong-arguments": _("调用“{text}”的参数不对"),
    "refused-arguments": _("函数“{text}”的参数不对"),
    "unsupported": _("不支持外部函数"),
    "not-a-moment": _("“{text}”的值不是有效的日期、时间或时长"),
    "not-data": _("结果不是数据"),
    "operands": _("“{text}”：两边的值不能这样计算或比较"),
    "null-operand": _("“{text}”的一边没有值"),
    "too-large": _("结果太大"),
    "zero-division": _("除数是零"),
    "not-boolean": _("“{text}”：不是真假值"),
    "key-twice": _("同一个名称用了两次"),
    "no-entry": _("没有名为“{text}”的内容"),
    "no-element": _("没有第“{text}”个"),
    "null-argument": _("函数“{text}”的参数没有值"),
    "argument-types": _("函数“{text}”的参数类型不对"),
    "result-type": _("函数“{text}”的结果类型不对"),
    "endless-range": _("区间没有尽头"),
    "incomparable": _("这些值不能比较"),
    "too-few": _("函数“{text}”的数据太少"),
    "domain": _("函数“{text}”对这个数没有结果"),
    "scale": _("小数位数超出范围"),
    "bad-pattern": _("“{text}”不是可用的匹配式"),
    "not-a-number": _("“{text}”不是数字"),
    "not-a-range": _("“{text}”不是区间"),
    "assertion": _("条件不成立：{text}"),
}

# What stands for a mistake in the expression; the others are FEEL's ordinary "null in, null out".
MISTAKES = frozenset({"unknown-variable", "unknown-function", "wrong-arguments", "refused-arguments", "unsupported"})

# What comes of something that is not there.
ABSENT = frozenset({"no-entry", "no-element", "null-operand", "null-argument"})


def cause(warnings: list[Warned]) -> Warned | None:
    """What made a result null, as far as can be told: rather what went wrong than what was not there."""
    faults = (warned for warned in warnings if warned.kind not in ABSENT)
    return next(faults, warnings[0] if warnings else None)


def reason(kind: str, text: str, at: int | None) -> Text:
    sentence: Text = format_lazy(_REASONS[kind], text=short(text, 60))
    if at is None:
        return sentence
    return format_lazy(_("{reason}（第 {position} 个字符处）"), reason=sentence, position=at + 1)


def error(expression: str, kind: str, text: str = "", at: int | None = None, *, index: int = 0) -> ExpressionError:
    return ExpressionError(
        expression=short(expression),
        reason=reason(kind, text, at),
        position=None if at is None else at + 1,
        index=index,
    )


def again(known: ExpressionError) -> ExpressionError:
    """The same for another raise: what is kept would hold on to the frames of each."""
    return ExpressionError(expression=known.expression, reason=known.reason, position=known.position)


def mistake(expression: str, warnings: list[Warned]) -> ExpressionError | None:
    """The first of the warnings that is a mistake."""
    found = next((warned for warned in warnings if warned.kind in MISTAKES), None)
    return None if found is None else error(expression, found.kind, found.text, found.at)


def short(text: str, length: int = 200) -> str:
    """People recognise an expression by its beginning."""
    return text if len(text) <= length else f"{text[:length]}…"
