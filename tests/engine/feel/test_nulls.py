"""A null says where it comes from, and asking for what is not there is a mistake or is not."""

from __future__ import annotations

import pytest

from engine import feel
from engine.errors import ExpressionError
from tests.engine.feel.test_evaluation import CASE


def test_columns_keep_what_their_values_are() -> None:
    made = feel.Column('date(made) + duration("P1D")', ['> date("2026-04-30")', "null"])
    typed = feel.Column("made", ['date("2026-04-30")'], "date")
    values, passed = feel.columns([made, typed], {"made": "2026-04-30"})
    assert values == ["2026-05-01", "2026-04-30"]
    assert passed == [[True, False], [True]]


def test_an_error_in_a_column_says_which_expression_it_was() -> None:
    columns = [feel.Column("x", ["-", "> limit"]), feel.Column("x", ["> other"])]
    for variables, index in (({}, 0), ({"x": 1}, 3), ({"x": 1, "limit": 2}, 4)):
        with pytest.raises(ExpressionError) as raised:
            feel.columns(columns, variables)
        assert raised.value.index == index


@pytest.mark.parametrize(
    ("expression", "reason", "is_fault"),
    [
        ('"10" < 9', "“文本 < 数字”：两边的值不能这样计算或比较（第 6 个字符处）", True),
        ("nothing > 3", "“>”的一边没有值（第 9 个字符处）", False),
        ("product.weight > 3", "没有名为“weight”的内容", False),
        ('date("2026-02-30") < today()', "“2026-02-30”的值不是有效的日期、时间或时长（第 1 个字符处）", True),
        ("1 / 0 > 3", "除数是零（第 3 个字符处）", True),
        ('number("abc")', "“abc”不是数字", True),
    ],
)
def test_a_null_that_comes_of_an_error_says_what_and_where(expression: str, reason: str, is_fault: bool) -> None:
    noted = feel.evaluate_noted(expression, CASE)
    assert (noted.value, noted.is_fault) == (None, is_fault)
    assert reason in str(noted.reason)


def test_a_null_that_nothing_went_wrong_for_has_no_reason() -> None:
    assert feel.evaluate_noted("nothing", CASE) == feel.Noted(None)
    assert feel.evaluate_noted("star", CASE) == feel.Noted(4)


def test_a_property_that_no_element_has_is_a_mistake_and_one_that_some_have_is_not() -> None:
    rows = {"rows": [{"a": 1}, {"b": 2}]}
    assert feel.evaluate("rows[b > 1]", rows) == [{"b": 2}]
    with pytest.raises(ExpressionError, match="没有名为“c”的变量（第 6 个字符处）"):
        feel.evaluate("rows[c > 1]", rows)


def test_an_expression_may_ask_whether_something_is_there() -> None:
    assert feel.evaluate("is defined(missing)", {}) is False
    assert feel.evaluate("get or else(missing.part, 3)", {}) == 3
    assert feel.parse("get or else(missing, 3)").variables == set()
