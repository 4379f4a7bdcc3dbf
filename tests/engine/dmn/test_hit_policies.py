"""Of the rules that match, the hit policy says which count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import dmn
from engine.errors import DecisionError
from tests.engine.dmn.test_decisions import STAR
from tests.engine.dmn.writing import table, take


@pytest.mark.parametrize(
    ("trace", "insured", "star"),
    [(4, True, 5), (4, False, 3), (3, True, 4), (2, None, 3), (1, True, 1), (None, None, 1)],
)
def test_the_first_rule_that_matches(trace: int | None, insured: bool | None, star: int) -> None:
    decisions = dmn.parse_decisions(STAR)
    assert dmn.evaluate(decisions, "max_star", {"trace": trace, "insured": insured}).result == star


def test_a_rule_keeps_its_note() -> None:
    decisions = dmn.parse_decisions(STAR)
    outcome = dmn.evaluate(decisions, "max_star", {"trace": 4, "insured": True})
    assert [rule.note for rule in outcome.matched] == ["K5 生产流通环节可追溯"]


def test_a_unique_table_gives_the_value_or_nothing() -> None:
    decision = table([(["< 5"], ['"low"']), ([">= 5"], ['"high"'])])
    assert take(decision, x=4).result == "low"
    assert take(decision, x=5).result == "high"
    assert take(decision, x=None).result is None
    assert take(decision, x=None).matched == []


def test_two_rules_of_a_unique_table_contradict() -> None:
    with pytest.raises(DecisionError, match=r"规则 1、3 同时符合"):
        take(table([(["< 5"], ["1"]), (["> 9"], ["2"]), (["< 9"], ["1"])]), x=1)


def test_any_wants_equal_results() -> None:
    decision = table([(["< 5"], ["1"]), (["< 9"], ["1"]), (["= 8"], ["2"])], attributes='hitPolicy="ANY"')
    assert take(decision, x=1).result == 1
    assert [rule.number for rule in take(decision, x=1).matched] == [1, 2]
    with pytest.raises(DecisionError, match=r"规则 2、3 的结果不同"):
        take(decision, x=8)
    with pytest.raises(DecisionError, match=r"规则 1、2 的结果不同"):
        take(table([(["-"], ["1"]), (["-"], ["true"])], attributes='hitPolicy="ANY"'), x=8)


ORDERED = [(["-"], ['"medium"']), (["-"], ['"high"']), (["> 5"], ['"low"']), (["-"], ['"high"'])]
LEVELS = (("level", '"high", "medium", "low"'),)


def test_priority_takes_the_first_of_the_listed_values() -> None:
    outcome = take(table(ORDERED, attributes='hitPolicy="PRIORITY"', outputs=LEVELS), x=1)
    assert (outcome.result, [rule.number for rule in outcome.matched]) == ("high", [2])


def test_output_order_sorts_by_the_listed_values() -> None:
    outcome = take(table(ORDERED, attributes='hitPolicy="OUTPUT ORDER"', outputs=LEVELS), x=9)
    assert outcome.result == ["high", "high", "medium", "low"]
    assert [rule.number for rule in outcome.matched] == [2, 4, 1, 3]


def test_rule_order_and_collect_keep_the_order_of_the_rules() -> None:
    for policy in ("RULE ORDER", "COLLECT"):
        outcome = take(table(ORDERED, attributes=f'hitPolicy="{policy}"', outputs=LEVELS), x=1)
        assert outcome.result == ["medium", "high", "high"]


def test_a_value_that_is_not_listed_has_no_priority() -> None:
    with pytest.raises(DecisionError, match="规则 1 的结果“odd”不在输出“level”的可选值中"):
        take(table([(["-"], ['"odd"'])], attributes='hitPolicy="PRIORITY"', outputs=LEVELS), x=1)


def test_priority_over_several_outputs_goes_from_left_to_right() -> None:
    rules = [(["-"], ['"b"', "1"]), (["-"], ['"a"', "2"]), (["-"], ['"a"', "1"])]
    outputs = (("letter", '"a","b"'), ("number", "1,2"))
    outcome = take(table(rules, attributes='hitPolicy="PRIORITY"', outputs=outputs), x=1)
    assert outcome.result == {"letter": "a", "number": 1}


@pytest.mark.parametrize(
    ("aggregation", "result", "empty"),
    [("SUM", 60, None), ("MIN", 10, None), ("MAX", 30, None), ("COUNT", 3, 0)],
)
def test_collect_aggregates(aggregation: str, result: int, empty: int | None) -> None:
    rules = [([">= 1"], ["10"]), ([">= 2"], ["x * 10"]), ([">= 3"], ["30"]), (["> 99"], ["5"])]
    decision = table(rules, attributes=f'hitPolicy="COLLECT" aggregation="{aggregation}"')
    assert take(decision, x=3).result == result + (10 if aggregation == "SUM" else 0)
    assert take(decision, x=0).result == empty


def test_only_numbers_add_up() -> None:
    for entry in ('"10"', "true", "null"):
        with pytest.raises(DecisionError, match="规则 2 的结果不是数字"):
            take(
                table([(["-"], ["1"]), (["-"], [entry])], attributes='hitPolicy="COLLECT" aggregation="SUM"'),
                x=1,
            )


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(-9, 9)), max_size=6),
    st.integers(0, 20),
)
def test_hit_policies_agree_with_their_definition(rows: list[tuple[int, int, int]], x: int) -> None:
    rules = [([f"[{min(a, b)}..{max(a, b)}]"], [str(value)]) for a, b, value in rows]
    hits = [value for a, b, value in rows if min(a, b) <= x <= max(a, b)]

    def result(policy: str) -> Any:
        return take(table(rules, attributes=f'hitPolicy="{policy}"'), x=x).result

    assert result("COLLECT") == result("RULE ORDER") == (hits or None)
    assert result("FIRST") == (hits[0] if hits else None)
    assert result('COLLECT" aggregation="SUM') == (sum(hits) if hits else None)
    assert result('COLLECT" aggregation="MAX') == (max(hits) if hits else None)
    assert result('COLLECT" aggregation="COUNT') == len(hits)
    for policy, contradicts in (("UNIQUE", len(hits) > 1), ("ANY", len(set(hits)) > 1)):
        if contradicts:
            with pytest.raises(DecisionError):
                result(policy)
        else:
            assert result(policy) == (hits[0] if hits else None)
