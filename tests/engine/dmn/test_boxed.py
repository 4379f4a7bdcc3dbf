"""Decisions in the forms that are no table: contexts, calls, lists, and functions that decisions share."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

import pytest

from engine import dmn
from engine.bpmn import xml
from engine.errors import DecisionError


def text(expression: str) -> str:
    return f"<literalExpression><text>{escape(expression)}</text></literalExpression>"


def entry(name: str, logic: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{logic}</contextEntry>'


def binding(name: str, expression: str) -> str:
    return f'<binding><parameter name="{name}"/>{text(expression)}</binding>'


def decision(logic: str, *requires: str, key: str = "pick", kind: str = "") -> str:
    variable = f'<variable name="{key}" typeRef="{kind}"/>' if kind else ""
    return f'<decision id="{key}" name="{key}">{variable}{"".join(requires)}{logic}</decision>'


def needs(element: str, key: str) -> str:
    kind = {"requiredDecision": "information", "requiredKnowledge": "knowledge", "requiredInput": "information"}[
        element
    ]
    return f'<{kind}Requirement><{element} href="#{key}"/></{kind}Requirement>'


def file(*parts: str) -> bytes:
    return f'<definitions xmlns="{xml.DMN}" id="d" name="d" namespace="n">{"".join(parts)}</definitions>'.encode()


def take(*parts: str, **variables: Any) -> Any:
    return dmn.evaluate(dmn.parse_decisions(file(*parts)), "pick", variables).result


def knowledge(key: str, parameters: str, logic: str, *requires: str) -> str:
    formal = "".join(f'<formalParameter name="{name}"/>' for name in parameters.split())
    inner = f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>"
    return f'<businessKnowledgeModel id="{key}" name="{key}">{inner}{"".join(requires)}</businessKnowledgeModel>'


LEVELS = (
    '<decisionTable hitPolicy="FIRST"><input label="分"><inputExpression><text>total</text></inputExpression></input>'
    '<output name="o"><defaultOutputEntry><text>"无"</text></defaultOutputEntry></output>'
    "<rule><inputEntry><text>&gt;= 80</text></inputEntry><outputEntry><text>\"甲\"</text></outputEntry></rule>"
    "<rule><inputEntry><text>[60..80)</text></inputEntry><outputEntry><text>\"乙\"</text></outputEntry></rule>"
    "</decisionTable>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("logic", "value"),
    [
        (f"<context>{entry('sum', text('a + b'))}{entry('half', text('sum / 2'))}</context>", {"sum": 10, "half": 5}),
        (f"<context>{entry('sum', text('a + b'))}<contextEntry>{text('sum * 2')}</contextEntry></context>", 20),
        (f"<context>{entry('total', text('a * 10'))}<contextEntry>{LEVELS}</contextEntry></context>", "乙"),
        (f"<list>{text('a')}{text('b')}{text('a + b')}</list>", [6, 4, 10]),
        (
            '<relation><column name="名"/><column name="数"/>'
            f"<row>{text('&quot;x&quot;')}{text('a')}</row><row>{text('null')}{text('b')}</row></relation>".replace(
                "&amp;quot;", '"'
            ),
            [{"名": "x", "数": 6}, {"名": None, "数": 4}],
        ),
        (f"<conditional><if>{text('a > b')}</if><then>{text('a')}</then><else>{text('b')}</else></conditional>", 6),
        (f"<filter><in>{text('[a, b, 9]')}</in><match>{text('item > 5')}</match></filter>", [6, 9]),
        (f"<filter><in>{text('[{x: 1}, {x: 2}]')}</in><match>{text('x = 2')}</match></filter>", [{"x": 2}]),
        (f'<for iteratorVariable="n"><in>{text("[a, b]")}</in><return>{text("n * 2")}</return></for>', [12, 8]),
        (f'<some iteratorVariable="n"><in>{text("[a, b]")}</in><satisfies>{text("n > 5")}</satisfies></some>', True),
        (f'<every iteratorVariable="n"><in>{text("[a, b]")}</in><satisfies>{text("n > 5")}</satisfies></every>', False),
        (
            f"<invocation>{text('decimal')}{binding('n', 'a / 7')}{binding('scale', '2')}</invocation>",
            0.86,
        ),
        (
            "<context>"
            + entry("f", f"<functionDefinition><formalParameter name='x'/>{text('x + a')}</functionDefinition>")
            + f"<contextEntry>{text('f(b)')}</contextEntry></context>",
            10,
        ),
    ],
)
def test_logic_has_many_forms(logic: str, value: Any) -> None:
    assert take(decision(logic), a=6, b=4) == value


def test_no_rule_gives_the_default() -> None:
    assert [take(decision(LEVELS), total=total) for total in (90, 70, 10, None)] == ["甲", "乙", "无", "无"]


def test_decisions_share_functions_and_these_each_other() -> None:
    twice = knowledge("twice", "x", text("x * 2"))
    four = knowledge("four times", "x", text("twice(twice(x))"), needs("requiredKnowledge", "twice"))
    rated = decision(text("four times(a) + 1"), needs("requiredKnowledge", "four times"))
    assert take(twice, four, rated, a=3) == 13


def test_a_function_may_call_itself_but_not_for_ever() -> None:
    body = text("if n < 2 then 1 else n * factorial(n - 1)")
    factorial = knowledge("factorial", "n", body, needs("requiredKnowledge", "factorial"))
    assert take(factorial, decision(text("factorial(10)"), needs("requiredKnowledge", "factorial"))) == 3628800
    endless = knowledge("on", "n", text("on(n + 1)"), needs("requiredKnowledge", "on"))
    with pytest.raises(DecisionError, match="过深"):
        take(endless, decision(text("on(1)"), needs("requiredKnowledge", "on")))


def test_a_service_is_a_function_and_what_it_is_given_overrides() -> None:
    data = '<inputData id="i" name="rate"/>'
    base = decision(text("100"), key="base")
    price = decision(text("base * rate"), needs("requiredDecision", "base"), needs("requiredInput", "i"), key="price")
    service = (
        '<decisionService id="s" name="priced"><outputDecision href="#price"/>'
        '<inputDecision href="#base"/><inputData href="#i"/></decisionService>'
    )
    asked = decision(text("priced(2, 7)"), needs("requiredKnowledge", "s"))
    assert take(data, base, price, service, asked, rate=9) == 14


TYPES = (
    '<itemDefinition name="tStars"><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tProduct"><itemComponent name="name"><typeRef>string</typeRef>'
    '</itemComponent><itemComponent name="stars"><typeRef>tStars</typeRef></itemComponent></itemDefinition>'
)


@pytest.mark.parametrize(
    ("expression", "kind", "fits"),
    [
        ("stars", "tStars", True),
        ("stars + 5", "tStars", False),
        ('"three"', "tStars", False),
        ('{name: "茶", stars: stars}', "tProduct", True),
        ('{name: "茶", stars: 9}', "tProduct", False),
        ("{name: 1, stars: 3}", "tProduct", False),
        ("[stars]", "number", True),
    ],
)
def test_a_result_of_another_type_is_an_error_and_never_a_wrong_way(expression: str, kind: str, fits: bool) -> None:
    if fits:
        assert take(TYPES, decision(text(expression), kind=kind), stars=3) is not None
        return
    with pytest.raises(DecisionError, match=f"决策“pick”的结果不是“{kind}”"):
        take(TYPES, decision(text(expression), kind=kind), stars=3)


@pytest.mark.parametrize(
    ("logic", "problem"),
    [
        (f"<context>{entry('a', text('1 +'))}</context>", "决策“pick”：表达式“1 +”有误：没有写完"),
        (f"<list>{text('nonsense(1)')}</list>", "没有名为“nonsense”的函数"),
        ('<functionDefinition kind="Java"><context/></functionDefinition>', "不支持外部函数"),
        ('<relation><column name="a"/><row/></relation>', "每行的格数与列数不符"),
        ("<context/><list/>", "应当有且只有一个决策表或表达式"),
    ],
)
def test_what_cannot_run_is_refused_with_its_place(logic: str, problem: str) -> None:
    with pytest.raises(DecisionError, match=problem.replace("+", r"\+")):
        dmn.parse_decisions(file(decision(logic)))


def test_what_a_form_reads_are_variables_but_for_its_own_names() -> None:
    logic = f"<context>{entry('x', text('a'))}{entry('y', text('x + b'))}</context>"
    (found,) = dmn.parse_decisions(file(decision(logic)))
    assert found.variables == {"a", "b"}
    assert sorted(dmn.texts(found.logic)) == ["a", "x + b"]
