"""Decision tables: what they give, what they refuse, and how they explain themselves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import clock, dmn
from engine.bpmn import xml
from engine.errors import DecisionError

# As dmn-js writes it: default namespace, drawing, annotations, empty cells.
STAR = (Path(__file__).parent / "star.dmn").read_bytes()


def file(*decisions: str, namespace: str = xml.DMN) -> bytes:
    return f'<definitions xmlns="{namespace}" id="d" name="d">{"".join(decisions)}</definitions>'.encode()


def table(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    attributes: str = "",
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[tuple[str, str]] = (("result", ""),),
    key: str = "pick",
    before: str = "",
) -> str:
    """A decision: rules as (tests, entries), outputs as (name, allowed values)."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(text)}</text></inputExpression></input>" for text in inputs
    )
    for name, values in outputs:
        listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        columns += f"<output name={quoteattr(name)}>{listed}</output>"
    rows = ""
    for number, (tests, entries) in enumerate(rules, start=1):
        cells = "".join(f"<inputEntry><text>{escape(test)}</text></inputEntry>" for test in tests)
        cells += "".join(f"<outputEntry><text>{escape(entry)}</text></outputEntry>" for entry in entries)
        rows += f'<rule id="rule_{number}">{cells}</rule>'
    body = f"<decisionTable {attributes}>{columns}{rows}</decisionTable>"
    return f'<decision id="{key}" name="{key}">{before}{body}</decision>'


def literal(key: str, text: str, before: str = "", name: str = "") -> str:
    body = f"<literalExpression><text>{escape(text)}</text></literalExpression>"
    return f'<decision id="{key}" name="{name or key}">{before}{body}</decision>'


def needs(key: str) -> str:
    return f'<informationRequirement><requiredDecision href="#{key}"/></informationRequirement>'


def take(decision: str, **variables: Any) -> dmn.Outcome:
    return dmn.evaluate(dmn.parse_decisions(file(decision)), "pick", variables)


def problems(*decisions: str) -> list[str]:
    with pytest.raises(DecisionError) as refused:
        dmn.parse_decisions(file(*decisions))
    return refused.value.problems


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


TABLE = table([(["-"], ["1"])])
SUM = 'hitPolicy="COLLECT" aggregation="SUM"'
TWO = [("a", ""), ("b", "")]
ELSEWHERE = '<informationRequirement><requiredDecision href="other.dmn#b"/></informationRequirement>'
JUEL = "<literalExpression expressionLanguage='juel'><text>1</text></literalExpression>"


@pytest.mark.parametrize(
    ("decisions", "sentence"),
    [
        ([], "文件中没有决策"),
        ([TABLE, TABLE], "编号“pick”用了不止一次"),
        ([table([], attributes='hitPolicy="LAST"')], "不认识命中策略“LAST”"),
        ([table([], attributes='hitPolicy="COLLECT" aggregation="AVG"')], "不认识汇总方式“AVG”"),
        ([table([], attributes='aggregation="SUM"')], "只有命中策略 COLLECT 可以汇总"),
        ([table([], attributes=SUM, outputs=TWO)], "汇总时只能有一个输出列"),
        ([table([], outputs=[])], "决策表没有输出列"),
        ([table([], outputs=[("a", ""), ("", "")])], "每列都要有不同的名称"),
        ([table([], outputs=[("a", ""), ("a", "")])], "每列都要有不同的名称"),
        ([table([], attributes='hitPolicy="PRIORITY"')], "要求列出输出的可选值"),
        ([table([], outputs=[("a", '"x",')])], "输出“a”的可选值"),
        ([table([(["-", "-"], ["1"])])], "规则 1 的格数与列数不符"),
        ([table([(["-"], [])])], "规则 1 的格数与列数不符"),
        ([literal("a", "1", needs("gone"))], "决策“a”要求的决策“gone”不存在"),
        ([literal("a", "b", needs("b")), literal("b", "a", needs("a"))], "成了循环"),
        ([literal("a", "a", needs("a"))], "成了循环：a → a"),
        ([literal("a", "1", ELSEWHERE)], "文件之外的决策“other.dmn#b”"),
        (['<decision id="a" name="a"/>'], "应当有且只有一个决策表或表达式"),
        (['<decision name="a"><literalExpression><text>1</text></literalExpression></decision>'], "没有编号"),
        ([TABLE, "<import name='x'/>"], "引用了文件之外的模型“x”"),
        ([f"<decision id='a'>{JUEL}</decision>"], "不支持表达式语言“juel”"),
    ],
)  # fmt: skip
def test_a_table_that_would_be_bent_is_refused_by_name(decisions: list[str], sentence: str) -> None:
    assert any(sentence in problem for problem in problems(*decisions)), problems(*decisions)


@pytest.mark.parametrize(
    "content",
    [
        b"<definitions/>",
        f'<process xmlns="{xml.BPMN}"/>'.encode(),
        b'<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>',
    ],
)
def test_a_file_that_is_not_a_decision_file_is_refused(content: bytes) -> None:
    with pytest.raises(DecisionError, match=r"不是 DMN 1\.3"):
        dmn.parse_decisions(content)


def test_a_file_that_is_not_xml_is_refused() -> None:
    with pytest.raises(xml.XmlRefused):
        dmn.parse_decisions(b"{}")


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


def typed(
    expression: str, kind: str, rules: Sequence[tuple[str, str]], allowed: str = "", policy: str = "FIRST"
) -> str:
    """A table with one input of a type."""
    listed = f"<inputValues><text>{escape(allowed)}</text></inputValues>" if allowed else ""
    rows = "".join(
        f"<rule><inputEntry><text>{escape(test)}</text></inputEntry><outputEntry><text>{entry}</text></outputEntry></rule>"
        for test, entry in rules
    )
    given = f'<inputExpression typeRef="{kind}"><text>{escape(expression)}</text></inputExpression>'
    column = f'<input label="值">{given}{listed}'
    body = f'<decisionTable hitPolicy="{policy}">{column}</input><output name="o"/>{rows}</decisionTable>'
    return f'<decision id="pick" name="pick">{body}</decision>'


@pytest.mark.parametrize(
    ("kind", "test", "value", "holds"),
    [
        ("date", '>= date("2026-05-01")', "2026-05-01", True),
        ("date", '[date("2026-01-01")..date("2026-12-31")]', "2027-01-01", False),
        ("date", 'date("2026-05-01"), date("2026-05-02")', "2026-05-02", True),
        ("date", 'not(date("2026-05-01"))', "2026-05-01", False),
        ("date", "< today()", "2020-01-01", True),
        ("dateTime", '> date and time("2026-05-01T10:00:00+08:00")', "2026-05-01T03:00:00Z", True),
        ("time", '< time("12:00:00")', "09:30:00", True),
        ("dayTimeDuration", '> duration("PT36H")', "P2D", True),
        ("yearMonthDuration", '<= duration("P1Y")', "P11M", True),
        ("date", "null", None, True),
        ("string", '"2026-05-01"', "2026-05-01", True),
    ],
)
def test_an_input_is_what_its_type_says(kind: str, test: str, value: str | None, holds: bool) -> None:
    outcome = take(typed("x", kind, [(test, "1"), ("-", "0")]), x=value)
    assert outcome.result == (1 if holds else 0)
    assert outcome.inputs == {"值": value}


def test_a_date_that_an_input_computes_is_compared_as_one() -> None:
    decision = typed('date(x) + duration("P1D")', "date", [('> date("2026-04-30")', '"later"'), ("-", '"no"')])
    assert take(decision, x="2026-04-30").result == "later"
    assert take(decision, x="2026-04-29").result == "no"


def test_a_text_that_is_no_date_is_named() -> None:
    with pytest.raises(DecisionError, match=r"决策“pick”的输入“值”.*不是有效的日期"):
        take(typed("x", "date", [("-", "1")]), x="tomorrow")


def test_a_value_outside_the_allowed_ones_is_refused() -> None:
    decision = typed("x", "string", [('"tea"', "1"), ("-", "0")], allowed='"tea","rice"')
    assert take(decision, x="rice").result == 0
    assert take(decision, x=None).result == 0
    with pytest.raises(DecisionError, match="决策“pick”的输入“值”的值“coal”不在可选值中"):
        take(decision, x="coal")
    with pytest.raises(DecisionError, match="不在可选值中"):
        take(typed("x", "number", [("-", "0")], allowed="[1..5]"), x=6)
    assert take(typed("x", "number", [("-", "0")], allowed="[1..5]"), x=5).result == 0


def test_allowed_values_that_cannot_be_computed_are_named() -> None:
    with pytest.raises(DecisionError, match="决策“pick”的输入“值”的可选值：表达式"):
        take(typed("x", "number", [("-", "0")], allowed="[1..top]"), x=1)


def test_an_output_outside_its_listed_values_is_refused_before_it_runs() -> None:
    (problem,) = problems(table([(["-"], ['"odd"'])], outputs=LEVELS))
    assert "规则 1 的结果“odd”不在输出“level”的可选值中" in problem
    assert problems(table([(["-"], ["5"])], outputs=[("n", "1,2")])) != []
    dmn.parse_decisions(file(table([(["-"], ['"low"']), (["1"], ["x"])], outputs=LEVELS)))


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
