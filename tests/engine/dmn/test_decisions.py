"""Decision tables: what they give, what they refuse, and how they explain themselves."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock, dmn
from engine.bpmn import xml
from engine.errors import DecisionError
from tests.engine.dmn.writing import file, literal, needs, problems, table, take

# As dmn-js writes it: default namespace, drawing, annotations, empty cells.
STAR = (Path(__file__).parent / "star.dmn").read_bytes()


def test_the_stars_of_an_application_with_the_reasons() -> None:
    decisions = dmn.parse_decisions(STAR)
    assert [(decision.id, decision.name) for decision in decisions] == [
        ("star_class", "星级档次"),
        ("max_star", "可申请星级"),
    ]
    assert decisions[1].variables == {"trace", "insured"}
    assert decisions[0].variables == set()
    assert [column.label for column in decisions[1].inputs] == ["溯源等级", "质量保险"]
    assert [column.name for column in decisions[0].outputs] == ["class"]

    outcome = dmn.evaluate(decisions, "star_class", {"trace": 3, "insured": True})
    assert outcome.result == "臻选"
    assert [rule.id for rule in outcome.matched] == ["c3"]
    assert outcome.inputs == {"最高星级": 4}
    first, last = outcome.explanation
    assert (first.decision, first.inputs, first.result) == ("max_star", {"溯源等级": 3, "质量保险": True}, 4)
    assert [rule.number for rule in first.matched] == [2]
    assert (last.decision, last.result) == ("star_class", "臻选")


def test_several_inputs_and_outputs() -> None:
    decision = table(
        [(['"tea"', "> 80"], ["true", '"good " + kind']), (['not("tea")', "-"], ["false", "kind"])],
        inputs=["kind", "round half up(score, 0)"],
        outputs=[("passed", ""), ("note", "")],
    )
    assert take(decision, kind="tea", score=80.5).result == {"passed": True, "note": "good tea"}
    assert take(decision, kind="silver", score=None).result == {"passed": False, "note": "silver"}
    assert take(decision, kind="tea", score=80).result is None


def test_a_table_without_inputs_or_rules() -> None:
    assert take(table([([], ["7"])], inputs=[])).result == 7
    assert take(table([]), x=1).result is None


def test_required_decisions_are_known_by_id_name_and_variable() -> None:
    content = file(
        literal("base", "x + 1", '<variable name="基数"/>', name="base value"),
        table([([">= 3"], ["基数 + base value + base"])], inputs=["base"], key="middle", before=needs("base")),
        literal("pick", "middle * base", needs("middle") + needs("base")),
    )
    outcome = dmn.evaluate(dmn.parse_decisions(content), "pick", {"x": 3, "base": 999})
    assert outcome.result == 12 * 4
    assert [step.decision for step in outcome.explanation] == ["base", "middle", "pick"]


def test_a_decision_required_twice_is_taken_once() -> None:
    chain = [literal("d0", "x")] + [
        literal(f"d{n}", f"d{n - 1} + d{max(n - 2, 0)}", needs(f"d{n - 1}") + needs(f"d{max(n - 2, 0)}"))
        for n in range(1, 40)
    ]
    outcome = dmn.evaluate(dmn.parse_decisions(file(*chain)), "d39", {"x": 1})
    assert len(outcome.explanation) == 40
    assert outcome.result == 165580141  # a Fibonacci number, out of reach without memory


def test_a_long_chain_of_decisions() -> None:
    chain = [literal("d0", "x")] + [literal(f"d{n}", f"d{n - 1}", needs(f"d{n - 1}")) for n in range(1, 300)]
    assert dmn.evaluate(dmn.parse_decisions(file(*chain)), "d299", {"x": 5}).result == 5


def test_input_data_with_an_operator_in_its_name() -> None:
    content = file('<inputData id="i" name="risk-level"/>', literal("pick", "risk-level * 2"))
    (decision,) = dmn.parse_decisions(content)
    assert decision.variables == {"risk-level"}
    assert dmn.evaluate([decision], "pick", {"risk-level": 4, "risk": 1, "level": 1}).result == 8


def test_the_input_data_drawn_to_a_decision_is_known_by_id_and_name() -> None:
    drawn = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    data = '<inputData id="i" name="risk"/>', '<inputData id="o" name="other"/>'
    content = file(*data, literal("pick", "risk", before=drawn), literal("free", "risk"))
    pick, free = dmn.parse_decisions(content)
    assert (pick.data, free.data) == ({"i", "risk"}, None)


def test_due_dates_in_a_table_follow_the_clock() -> None:
    decision = table([(['"yellow"'], ["add_months(now(), 1)"]), (['"red"'], ['now() + duration("P30D")'])])
    with clock.at(datetime(2026, 9, 1, 10, tzinfo=clock.LOCAL_ZONE)):
        assert take(decision, x="yellow").result == "2026-10-08T23:59:59+08:00"
        assert take(decision, x="red").result == "2026-10-01T10:00:00+08:00"


@pytest.mark.parametrize("namespace", sorted(xml.DMN_MODELS))
def test_later_versions_of_dmn(namespace: str) -> None:
    content = file(table([(["-"], ["1"])]), namespace=namespace)
    assert dmn.evaluate(dmn.parse_decisions(content), "pick", {"x": 0}).result == 1


def test_an_unknown_decision_is_named() -> None:
    with pytest.raises(DecisionError, match="没有编号为“nope”的决策"):
        dmn.evaluate(dmn.parse_decisions(STAR), "nope", {})


def test_a_missing_variable_says_where() -> None:
    decision = table([(["> 1"], ["1"]), (["> limit"], ["2"])])
    with pytest.raises(DecisionError, match=r"决策“pick”的输入“x”.*没有名为“x”的变量"):
        take(decision)
    with pytest.raises(DecisionError, match=r"决策“pick”规则 2 的条件“x”.*没有名为“limit”的变量"):
        take(decision, x=1)
    with pytest.raises(DecisionError, match=r"决策“pick”规则 1 的结果“result”.*没有名为“y”的变量"):
        take(table([(["-"], ["y"])]), x=1)


def test_of_several_inputs_the_one_that_cannot_be_computed_is_named() -> None:
    for names in (("missing", "x"), ("x", "missing")):
        with pytest.raises(DecisionError, match="决策“pick”的输入“missing”：表达式"):
            take(table([(("-", "-"), ("1",))], inputs=names), x=1)


def test_all_wrong_cells_are_told_at_once() -> None:
    found = problems(
        table([(["> "], ["1"]), (["-"], ["1 +"]), (["foo(?)"], ["a == b"])], inputs=[""]),
        literal("other", "(("),
    )
    assert len(found) == 6
    assert "输入“”" in found[0]
    for number, place in enumerate(["1 的条件", "2 的结果", "3 的条件", "3 的结果"], start=1):
        assert f"规则 {place}" in found[number]
    assert "没有名为“foo”的函数" in found[3]
    assert "other" in found[5]


def test_an_expression_has_no_rules_and_says_so() -> None:
    outcome = dmn.evaluate(dmn.parse_decisions(file(literal("pick", "x + 1"))), "pick", {"x": 1})
    assert outcome.explanation[0].as_json() == {
        "decision": "pick",
        "name": "pick",
        "inputs": {},
        "rules": None,
        "result": 2,
    }


def test_the_account_of_a_table_is_json() -> None:
    outcome = dmn.evaluate(dmn.parse_decisions(STAR), "star_class", {"trace": 3, "insured": True})
    steps = [step.as_json() for step in outcome.explanation]
    assert json.loads(json.dumps(steps)) == steps
    assert [[rule["number"] for rule in step["rules"]] for step in steps] == [[2], [3]]


# Taken from what the DMN TCK asks of decision tables and FEEL, written anew.
@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ("10", 10, True),
        ("10", 10.0, True),
        ("-10", -10, True),
        ("(1..10)", 10, False),
        ("]1..10[", 1, False),
        ("[1..10[", 1, True),
        ("<= 5, >= 10", 7, False),
        ("not(1, 2, 3)", 2, False),
        ("not([1..3])", 4, True),
        ("null", None, True),
        ("not(null)", None, False),
        ("not(null)", 1, True),
        ('"a", "b"', "b", True),
        ('not("a")', "b", True),
        ("true", True, True),
        ("false", None, False),
        ("> 5", None, False),
        ("? * 2 > 10", 6, True),
        ("list contains([1, 2], ?)", 2, True),
        ("x + 1", 5, False),
        ("x", 5, True),
        ("[x - 1 .. x + 1]", 5, True),
        ('substring(?, 1, 1) = "茶"', "茶叶", True),
    ],
)
def test_unary_tests_of_the_standard(test: str, value: Any, holds: bool) -> None:
    assert take(table([([test], ["1"])]), x=value).result == (1 if holds else None)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["< 3", "[2..5]", "> 4", "-", "7", "not(2)"]), st.integers(0, 3)), max_size=5),
    st.integers(0, 9),
)
def test_a_decision_changes_nothing_and_gives_the_same_again(rows: list[tuple[str, int]], x: int) -> None:
    decisions = dmn.parse_decisions(
        file(table([([test], [str(value)]) for test, value in rows], attributes='hitPolicy="COLLECT"'))
    )
    variables = {"x": x, "other": {"deep": [1, {"a": None}]}}
    before = json.dumps(variables)
    first = dmn.evaluate(decisions, "pick", variables)
    assert dmn.evaluate(decisions, "pick", variables) == first
    assert json.dumps(variables) == before
    assert json.loads(json.dumps(first.result)) == first.result
