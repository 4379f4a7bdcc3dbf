"""For any JSON: clean answers or ``AnswersInvalid``; and clean answers stay as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.validation import AnswersInvalid, validate
from tests.forms.world import EXPRESSIONS, STORED, every_kind

SCHEMA = every_kind()
NOW = datetime(2026, 11, 23, tzinfo=UTC)
DATA = {"levels": [1, 2, {"label": "三", "value": "three"}], "fixed": "A-1", "reviewed": False}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
texts = st.text(max_size=70) | anything
times = st.times().map(lambda t: t.isoformat("minutes"))
zones = st.sampled_from(["", "Z", "+08:00", "-11:30"])
moments = st.datetimes().map(lambda d: d.isoformat(timespec="minutes")).flatmap(lambda d: zones.map(lambda z: d + z))
likely = {
    "name": texts,
    "story": texts,
    "price": st.decimals(allow_nan=False, allow_infinity=False, places=2).map(str) | anything,
    "amount": st.decimals().map(str) | st.integers() | anything,
    "agree": st.booleans() | anything,
    "kind": st.sampled_from(["food", "craft", 3, 3.0]) | anything,
    "level": st.sampled_from([1, 2, "three"]) | anything,
    "channels": st.lists(st.sampled_from([1, 2, "three", 9])) | anything,
    "tags": st.lists(st.sampled_from(["food", 3])) | anything,
    "day": st.dates().map(str) | anything,
    "at": times | anything,
    "moment": moments | anything,
    "utc": moments | anything,
    "licence": texts,
    "fixed": texts,
    "total": anything,
    "photos": st.lists(st.fixed_dictionaries({"id": st.sampled_from(["f-1", "f-3"])})) | anything,
    "contact": st.fixed_dictionaries({"tel": st.fixed_dictionaries({"mobile": texts})}) | anything,
    "items": st.lists(st.fixed_dictionaries({}, optional={"spare": st.booleans(), "name": texts})) | anything,
}


def clean(answers: Any) -> dict[str, Any]:
    return validate(
        SCHEMA,
        answers,
        evaluate=lambda expression, variables: EXPRESSIONS[expression](variables),
        files=lambda ids: {id_: STORED[id_] for id_ in ids if id_ in STORED},
        data=DATA,
        now=NOW,
    )


def outcome(answers: Any) -> tuple[dict[str, Any] | None, dict[str, list[str]]]:
    try:
        return clean(answers), {}
    except AnswersInvalid as invalid:
        return None, invalid.errors


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.fixed_dictionaries({}, optional=likely) | anything)
def test_clean_answers_validate_to_themselves(answers: Any) -> None:
    cleaned, errors = outcome(answers)
    assert all(errors.values())
    if cleaned is not None:
        assert clean(cleaned) == cleaned


@settings(deadline=None)
@given(st.sampled_from(sorted(likely)), st.data())
def test_each_field_alone_is_clean_or_refused_by_its_own_path(key: str, data: st.DataObject) -> None:
    cleaned, errors = outcome({key: data.draw(likely[key])})
    assert all(path.startswith(key) for path in errors)
    if cleaned is not None:
        assert clean(cleaned) == cleaned


def test_answers_nested_to_the_limit_are_refused_quietly() -> None:
    deep: Any = 1
    for _level in range(5000):
        deep = [deep]
    cleaned, errors = outcome(dict.fromkeys(likely, deep))
    assert cleaned is None
    assert {"name", "kind", "channels", "items"} <= set(errors)
