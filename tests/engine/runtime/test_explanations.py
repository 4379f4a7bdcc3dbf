"""Why a case went the way it went: the sentence for whoever looks after processes, and the plain one for everybody."""

from typing import Any

import pytest

from engine import runtime
from engine.models import HistoryEvent
from engine.runtime import Explanation
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import diagram, end, flow, inc, node, path, start, user, xor, zeebe

pytestmark = pytest.mark.django_db


def told(source: bytes, *, tables: tuple[bytes, ...] = (), **variables: Any) -> list[Explanation]:
    deploy(source, tables=tables)
    return runtime.explain(runtime.start("p", variables=variables).pk)


def asking(gateway: str, *flows: str) -> bytes:
    return diagram(
        start(), gateway, user("A"), user("B"), end(), path("S", "G"), *flows, path("A", "E"), path("B", "E")
    )


def one(source: bytes, **variables: Any) -> tuple[str, str]:
    (explanation,) = told(source, **variables)
    return explanation.sentence, explanation.plain


def test_the_condition_that_held_and_the_answer_to_the_question():
    source = asking(xor("G", name="金额大于一万？", default="G_B"), flow("G", "A", "=amount > 10000"), flow("G", "B"))
    assert one(source, amount=20000) == (
        "“金额大于一万？”：条件 amount > 10000 成立，走“G到A”。",
        "金额大于一万：G到A。",
    )
    assert one(source, amount=5) == (
        "“金额大于一万？”：没有条件成立，走默认分支“G到B”。",
        "金额大于一万：G到B。",
    )


def test_several_conditions_that_held_are_several_answers():
    source = asking(inc("G", name="还要做什么"), flow("G", "A", "=amount > 1"), flow("G", "B", "=amount > 2"))
    assert one(source, amount=3) == (
        "“还要做什么”：条件 amount > 1 成立，走“G到A”。 “还要做什么”：条件 amount > 2 成立，走“G到B”。",
        "还要做什么：G到A、G到B。",
    )
    assert one(source, amount=2) == ("“还要做什么”：条件 amount > 1 成立，走“G到A”。", "还要做什么：G到A。")


def test_what_bears_no_name_is_called_by_its_id_and_says_nothing_plain():
    unnamed = [
        each.replace('name="G到A"', "").replace('name="G到B"', "") for each in (flow("G", "A", "=yes"), flow("G", "B"))
    ]
    source = asking(xor("G", name="", default="G_B"), *unnamed)
    assert one(source, yes=True) == ("“G”：条件 yes 成立，走“G_A”。", "")
    assert one(source, yes=False) == ("“G”：没有条件成立，走默认分支。", "")
    assert one(asking(xor("G", default="G_B"), *unnamed), yes=False)[1] == "", "a question without an answer"
    assert one(asking(xor("G", name="", default="G_B"), flow("G", "A", "=yes"), flow("G", "B")), yes=True)[1] == ""


def test_where_only_what_has_no_condition_is_taken():
    source = diagram(start(), user("X"), user("A"), node("task", "G"), user("B"), end(), path("S", "G", "A", "E"),
                     flow("G", "B", "=yes"), path("X", "E"), path("B", "E"))  # fmt: skip
    assert one(source, yes=False) == ("“名称G”：没有条件成立，只走没有条件的分支。", "")


def decision(body: str, *, name: str = "抽样数量") -> bytes:
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">'
        f'<decision id="pick" name="{name}">{body}</decision></definitions>'
    ).encode()


def table(*rules: tuple[str, str, str], policy: str = "UNIQUE") -> str:
    """Rules as (test, result, note) over `x`."""
    rows = "".join(
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>{test}</text></inputEntry>'
        f'<outputEntry id="o{number}"><text>{result}</text></outputEntry>'
        + (f"<annotationEntry><text>{note}</text></annotationEntry>" if note else "")
        + "</rule>"
        for number, (test, result, note) in enumerate(rules, start=1)
    )
    return (
        f'<decisionTable id="t" hitPolicy="{policy}"><input id="i" label="箱数"><inputExpression id="ie"><text>x</text>'
        f'</inputExpression></input><output id="o" name="result"/><annotation name="说明"/>{rows}</decisionTable>'
    )


RULE = node("businessRuleTask", "R", extensions=zeebe("calledDecision", decisionId="pick", resultVariable="found"))
DECIDING = diagram(start(), RULE, user("A"), end(), path("S", "R", "A", "E"))


def decided(body: str, *, name: str = "抽样数量", **variables: Any) -> tuple[str, str]:
    (explanation,) = told(DECIDING, tables=(decision(body, name=name),), **variables)
    return explanation.sentence, explanation.plain


def test_the_rule_of_a_table_with_what_it_looked_at():
    body = table(("&lt; 10", "2", ""), ("&gt;= 10", '"十箱"', ""))
    assert decided(body, x=12) == (
        "“抽样数量”（箱数：12）按第 2 条规则得出 十箱。",
        "抽样数量（箱数：12）：适用第 2 条规则。",
    )
    assert decided(table(("1", "2", "")), x=3) == (
        "“抽样数量”（箱数：3）没有规则适用。",
        "抽样数量（箱数：3）：没有规则适用。",
    )


def test_a_rule_s_note_says_it_in_plain_words():
    body = table(("&gt; 1", "1", "多于一箱"), ("&gt; 2", "null", ""), ("&gt; 3", "3", "多于三箱"), policy="COLLECT")
    assert decided(body, x=4) == (
        "“抽样数量”（箱数：4）按第 1、2、3 条规则得出 [1, null, 3]。",
        "抽样数量（箱数：4）：多于一箱；多于三箱。",
    )


def test_texts_are_codes_and_no_plain_words():
    body = table(('"tea"', "true", "茶叶"))
    assert decided(body, x="tea") == ("“抽样数量”（箱数：tea）按第 1 条规则得出 是。", "")
    assert decided(table(("true", "false", "")), x=True) == (
        "“抽样数量”（箱数：是）按第 1 条规则得出 否。",
        "抽样数量（箱数：是）：适用第 1 条规则。",
    )


def test_an_expression_has_no_rules():
    body = "<literalExpression><text>x + 1</text></literalExpression>"
    assert decided(body, x=1) == ("“抽样数量”按表达式得出 2。", "")
    assert decided(body.replace("x + 1", "null"), x=1)[0] == "“抽样数量”按表达式得出 空。"


def test_a_long_value_is_cut_and_no_other():
    body = "<literalExpression><text>x</text></literalExpression>"
    assert decided(body, x="长" * 60)[0] == f"“抽样数量”按表达式得出 {'长' * 60}。"
    assert decided(body, x="长" * 61)[0] == f"“抽样数量”按表达式得出 {'长' * 60}…。"


def test_whatever_is_no_decision_of_the_diagram_has_no_sentence():
    told(DECIDING, tables=(decision(table(("1", "2", ""))),), x=1)
    others = HistoryEvent.objects.exclude(kind__in=["decision_evaluated", "gateway_taken"])
    assert {runtime.why(event) for event in others} == {""}
