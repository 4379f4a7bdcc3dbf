"""An expression can neither get out nor hold the server up."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from engine import feel
from engine.errors import ExpressionError
from engine.feel import sandbox

CASE: dict[str, Any] = {"xs": [1, 2, 3], "app": {"name": "abc"}, "text": "abc", "n": 1}


@pytest.fixture(autouse=True)
def still_alive_afterwards() -> Any:
    yield
    assert feel.evaluate("sum(xs) + 1", CASE) == 7


@pytest.mark.parametrize(
    "name",
    [
        "globalThis",
        "window",
        "this",
        "Function",
        "eval",
        "Object",
        "Reflect",
        "process",
        "require",
        "feel",
        "constructor",
        "__proto__",
        "prototype",
        "arguments",
        "toString",
        "hasOwnProperty",
        "Intl",
    ],
)
def test_nothing_of_javascript_has_a_name(name: str) -> None:
    for expression in (name, f"{name}.x", f'{name}("1")', f"{name}.constructor"):
        with pytest.raises(ExpressionError):
            feel.evaluate(expression, CASE)


@pytest.mark.parametrize(
    "target", ["xs", "app", "text", "n", "now()", "[]", "{}", "(function(x) x)", "[1..2]", 'duration("P1D")']
)
@pytest.mark.parametrize("name", ["constructor", "__proto__", "prototype", "toString", "valueOf", "invoke", "map"])
def test_nothing_of_javascript_is_a_property(target: str, name: str) -> None:
    assert feel.evaluate(f"{target}.{name}", CASE) in (None, [], [None, None, None])


@pytest.mark.parametrize(
    "expression",
    [
        'xs.constructor.constructor("return globalThis")()',
        '{}.constructor.constructor("return 1")()',
        '(function(x) x).constructor("return 1")()',
        'get value({}, "constructor")("return 1")',
        'get value(xs, "constructor")',
        'get value({}, "__proto__").constructor',
        '{"__proto__": {polluted: 1}}.polluted',
        '{"__proto__": function(x) x, "constructor": 1}["__proto__"]',
        'context put({}, "__proto__", {polluted: 1}).polluted',
        'context put({}, ["__proto__", "polluted"], 1).polluted',
        'context put({}, ["constructor", "prototype", "polluted"], 1).polluted',
        'context merge([{"__proto__": {polluted: 1}}, {}]).polluted',
        'context([{key: "__proto__", value: {polluted: 1}}]).polluted',
        "for __proto__ in [{polluted: 1}] return polluted",
        "{f: function(__proto__) polluted, r: f({polluted: 1})}.r",
        "text.constructor.fromCharCode(65)",
        'add_days.constructor("return 1")()',
        '(function(x) x).fn.constructor("return 1")()',
        "(function(x) x).fn.caller",
        '[1][abs.constructor("return 1")() = 1]',
        "[1][abs.prototype.constructor.constructor != null]",
        "now().value.constructor",
        "now().value.toString()",
        "x instance of Function",
        '@"__proto__"',
    ],
)
def test_ways_out_lead_nowhere(expression: str) -> None:
    try:
        result = feel.evaluate(expression, CASE)
    except ExpressionError:
        result = None
    assert result in (None, False, [])
    assert feel.evaluate('get value({}, "polluted")', CASE) is None
    assert feel.evaluate("{}.polluted", CASE) is None
    with pytest.raises(ExpressionError, match="没有名为“polluted”的变量"):
        feel.evaluate("polluted", CASE)


def test_a_hostile_name_of_a_variable_is_only_a_name() -> None:
    hostile = {
        "__proto__": {"polluted": 1},
        "constructor": {"prototype": {"polluted": 1}},
        "toString": 1,
        "hasOwnProperty": 1,
    }
    assert feel.evaluate("1", hostile | CASE) == 1
    assert feel.evaluate("x", {"x": hostile}) == hostile
    assert feel.evaluate("{}.polluted", hostile) is None


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("for i in 1..100000000 return i", "内存"),
        ("for a in 1..3000, b in 1..3000 return a", "计算"),
        ("count(for a in 1..30, b in 1..30, c in 1..30, d in 1..30, e in 1..30 return 1)", "计算"),
        ("{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r", "过深"),
        ('{f: function(g, s) g(g, s + s), r: f(f, "aaaaaaaaaaaaaaaa")}.r', "计算|过深"),
        ('matches("' + "a" * 50 + '!", "(a+)+$")', "超时"),
        ('replace("' + "a" * 50 + '!", "(a+)+$", "b")', "超时"),
        ("(" * 9000 + "1" + ")" * 9000, "计算|过深"),
        ("1" + "+1" * 9000, "计算"),
        ("[" * 9000, "计算|过深|没有写完"),
        ("if true then " * 1500 + "1", "计算|过深|没有写完"),
        ("every x in 1..2000, y in 1..2000 satisfies x + y > 0", "计算"),
        ("sort(for i in 1..200000 return 200000 - i, function(a, b) a < b)", "计算"),
        ('string join(for i in 1..1000000 return "' + "a" * 500 + '")', "内存"),
        ("for n in 1..1000 return add_days(now(), n)", "工作日历"),
    ],
)
@pytest.mark.timeout(30)
def test_a_bomb_is_an_error_within_the_limits(expression: str, reason: str) -> None:
    with override_settings(OTOP_FEEL_LIMITS={"seconds": 0.3}), pytest.raises(ExpressionError, match=reason):
        feel.evaluate(expression, CASE)


def test_the_limits_are_a_second_and_32_megabytes_unless_set() -> None:
    assert sandbox.Limits()[:2] == (32 * 1024 * 1024, 1.0)
    with pytest.raises(ExpressionError, match="超时"):
        feel.evaluate('matches("' + "a" * 50 + '!", "(a+)+$")', CASE)


def test_after_a_bomb_the_sandbox_is_a_new_one() -> None:
    before = sandbox.current()
    with pytest.raises(ExpressionError):
        feel.evaluate("for i in 1..100000000 return i", {})
    assert sandbox.current() is not before


def test_hundreds_of_expressions_stay_within_the_memory() -> None:
    for number in range(400):
        feel.evaluate(f"{number} + count(xs[item > {number}])", CASE)
    assert sandbox.current()._context.memory()["memory_used_size"] < sandbox.Limits().memory / 2


def test_the_global_object_holds_no_door() -> None:
    context = sandbox.current()._context
    assert context.eval("typeof feel") == "undefined"
    assert context.eval("typeof process + typeof require + typeof fetch + typeof std + typeof os") == "undefined" * 5


def test_who_asks_after_many_others_has_the_whole_memory():
    """Parsed expressions are kept; what they hold must not stop the next one, which alone would have room enough."""
    with override_settings(OTOP_FEEL_LIMITS={"memory": 12 * 1024 * 1024}):
        for number in range(30):
            found = feel.evaluate("[" + ",".join([f"n{number}"] * 400) + "]", {f"n{number}": number})
            assert found == [number] * 400
