"""Laws that evaluating keeps, whatever the expression and the values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import business_time, clock, feel
from engine.errors import ExpressionError
from tests.engine.feel.test_evaluation import MONDAY

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(json_values)
def test_every_json_value_comes_back_as_it_went_in(value: Any) -> None:
    assert feel.evaluate("v", {"v": value}) == value


def complaint(work: Callable[[], object]) -> str | None:
    try:
        work()
    except ExpressionError as error:
        return str(error)
    return None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_evaluated_or_refused_with_a_sentence(text: str) -> None:
    assert complaint(lambda: feel.evaluate(text, {"x": 1})) != ""


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="xy12 +-*/(){}[]:,.<>=\"@?|'\n", max_size=30))
def test_any_formula_soup_is_evaluated_or_refused_with_a_sentence(text: str) -> None:
    assert complaint(lambda: feel.evaluate(text, {"x": 1})) != ""
    assert complaint(lambda: feel.unary_test(text, 1, {"x": 1})) != ""


# Later than China's summer times, which FEEL's fixed offset does not know.
SINCE, UNTIL = datetime.fromisoformat("1992-01-01"), datetime.fromisoformat("9999-12-29")
instants = st.datetimes(min_value=SINCE, max_value=UNTIL).flatmap(
    lambda moment: st.sampled_from(["", "Z", "+08:00", "-05:30", "+00:00"]).map(lambda zone: moment.isoformat() + zone)
)


def as_instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    known = moment if moment.tzinfo else moment.replace(tzinfo=clock.LOCAL_ZONE)
    return known.replace(microsecond=known.microsecond // 1000 * 1000)  # FEEL compares milliseconds


@settings(max_examples=80, deadline=None)
@given(instants, instants)
def test_instants_compare_as_python_compares_them(one: str, two: str) -> None:
    order = "[date and time(a) < date and time(b), date and time(a) = date and time(b), date(a) < date(b)]"
    earlier, equal, _day = feel.evaluate(order, {"a": one, "b": two})
    assert (earlier, equal) == (as_instant(one) < as_instant(two), as_instant(one) == as_instant(two))


@settings(max_examples=40, deadline=None)
@given(st.dates(), st.dates())
def test_days_compare_as_python_compares_them(one: date, two: date) -> None:
    found = feel.evaluate("[date(a) < date(b), date(a) = date(b)]", {"a": one, "b": two})
    assert found == [one < two, one == two]


@settings(max_examples=40, deadline=None)
@given(instants, instants)
def test_halfway_lies_where_the_calendar_says(one: str, two: str) -> None:
    found = feel.evaluate("halfway(date and time(a), date and time(b))", {"a": one, "b": two})
    middle = business_time.halfway(as_instant(one), as_instant(two))
    assert abs(datetime.fromisoformat(found) - middle).total_seconds() <= 0.001


EXPRESSIONS = [
    "a",
    "a + 1",
    "[a, b]",
    "{x: a, y: {z: b}}",
    "for i in [a, b] return i",
    "if a = b then a else b",
    "count([a, b])",
    'context put({k: a}, "k", b)',
    "append([a], b)",
    "today()",
    "[a, b][item != null]",
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EXPRESSIONS), json_values, json_values)
def test_an_evaluation_changes_nothing_gives_the_same_again_and_plain_json(expression: str, a: Any, b: Any) -> None:
    variables = {"a": a, "b": b}
    before = json.dumps(variables)
    first = feel.evaluate(expression, variables, now=MONDAY)
    assert feel.evaluate(expression, variables, now=MONDAY) == first
    assert json.dumps(variables) == before
    assert json.loads(json.dumps(first)) == first


FORMS = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "date and time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?",
    "duration": r"-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?",
}


@settings(max_examples=40, deadline=None)
@given(instants, st.integers(-(10**6), 10**6))
def test_the_form_of_a_text_states_its_type(text: str, seconds: int) -> None:
    found = feel.evaluate(
        "[date(date and time(t)), time(date and time(t)), date and time(t), duration(d)]",
        {"t": text, "d": f"{'-' if seconds < 0 else ''}PT{abs(seconds)}S"},
    )
    for value, (kind, form) in zip(found, FORMS.items(), strict=True):
        assert [other for other, pattern in FORMS.items() if re.fullmatch(pattern, value)] == [kind], (value, form)


digits = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(digits, digits, digits)
def test_decimals_keep_the_laws_of_arithmetic(a: Decimal, b: Decimal, c: Decimal) -> None:
    laws = "[a + b = b + a, (a + b) + c = a + (b + c), a * (b + c) = a * b + a * c, a - a = 0, a < b or a = b or a > b]"
    assert feel.evaluate(laws, {"a": a, "b": b, "c": c}) == [True] * 5


truths = st.sampled_from([True, False, None])


@settings(max_examples=40, deadline=None)
@given(truths, truths)
def test_logic_has_three_values(a: bool | None, b: bool | None) -> None:
    both = False if a is False or b is False else (True if a and b else None)
    either = True if a or b else (False if a is False and b is False else None)
    assert feel.evaluate("[a and b, a or b, not(a)]", {"a": a, "b": b}) == [both, either, None if a is None else not a]
