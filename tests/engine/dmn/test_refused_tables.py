"""What a decision table refuses before it runs, and values that it does not take."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

from engine import dmn
from engine.bpmn import xml
from engine.errors import DecisionError
from tests.engine.dmn.test_hit_policies import LEVELS
from tests.engine.dmn.writing import file, literal, needs, problems, table, take

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
