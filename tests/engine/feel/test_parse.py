"""What a diagram's check learns from an expression without evaluating it."""

from __future__ import annotations

import pytest

from engine import feel
from engine.errors import ExpressionError


@pytest.mark.parametrize(
    ("expression", "variables"),
    [
        ("1 + 1", set()),
        ('star >= 3 and outcome = "pass"', {"star", "outcome"}),
        ("product.name", {"product"}),
        ("for x in xs, y in x return x * y + z", {"xs", "z"}),
        ("for i in 1..n return partial", {"n"}),
        ("some o in opinions satisfies o.score < limit", {"opinions", "limit"}),
        ('{a: star, b: a + 1, "c d": other}', {"star", "other"}),
        ("function(x, y) x + y + z", {"z"}),
        ("count(xs) + string length(name)", {"xs", "name"}),
        ("f(a, b)", None),
        ("add_working_days(from: start, n: days)", {"start", "days"}),
        ("x instance of number", {"x"}),
        ('date(d) + @"P1D"', {"d"}),
        ("count > 3", {"count"}),
        ('企业状态 = "正常"', {"企业状态"}),
        ("if a then b else c", {"a", "b", "c"}),
        ("{f: function(x) x + k, r: f(1)}.r", {"k"}),
        ("a.b[1].c", {"a"}),
    ],
)
def test_the_variables_of_an_expression(expression: str, variables: set[str] | None) -> None:
    if variables is None:
        with pytest.raises(ExpressionError, match="没有名为“f”的函数"):
            feel.parse(expression)
        return
    assert feel.parse(expression).variables == variables


def test_names_in_a_filter_may_be_properties() -> None:
    parsed = feel.parse("opinions[score > limit and item.expert = who]")
    assert parsed.variables == {"opinions"}
    assert parsed.possible == {"score", "limit", "who"}


def test_a_cell_reads_variables_but_not_its_own_input() -> None:
    assert feel.parse("> limit, ? = other", kind="unaryTests").variables == {"limit", "other"}
    assert feel.parse("-", kind="unaryTests").variables == set()


def test_known_names_may_hold_operators() -> None:
    assert feel.parse("risk-level > 1", names=["risk-level"]).variables == {"risk-level"}
    assert feel.parse("risk-level > 1").variables == {"risk", "level"}


@pytest.mark.parametrize(
    "expression", ["1 +", "(", "a b c )", "= 1", "a = = b", "if x", '"open', "x[", '@"" 5', "{a 1}", "1 == 1"]
)
def test_wrong_syntax_is_refused_with_a_place(expression: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        feel.parse(expression)
    assert raised.value.position is not None
    assert 1 <= raised.value.position <= len(expression) + 1


def test_a_literal_or_feel() -> None:
    literal = feel.literal_or_feel("registration_reviewer, star_evaluator")
    assert (literal.is_feel, literal.variables) == (False, frozenset())
    assert literal.evaluate({}) == "registration_reviewer, star_evaluator"
    expression = feel.literal_or_feel(' = "enterprise:" + string(enterprise_id)')
    assert (expression.is_feel, expression.variables) == (True, {"enterprise_id"})
    assert expression.evaluate({"enterprise_id": 12}) == "enterprise:12"
    assert expression.source == ' = "enterprise:" + string(enterprise_id)'
    with pytest.raises(ExpressionError, match="表达式为空"):
        _ = feel.literal_or_feel("=").variables
