from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.components import Choice
from forms.schema import FormSchema, FormSchemaError, load
from tests.forms.world import every_kind, form


def rules_of(*components: dict[str, Any]) -> list[str]:
    with pytest.raises(FormSchemaError) as caught:
        form(*components)
    return [problem.rule for problem in caught.value.problems]


def test_the_answer_keys_are_listed_in_the_forms_order() -> None:
    keys = every_kind().keys()

    assert keys[:2] == ["name", "story"]
    assert keys[-3:] == ["contact.tel.mobile", "items[].spare", "items[].name"]
    assert every_kind().variables()[-2:] == ["contact", "items"]


def test_expressions_are_listed_for_the_parser() -> None:
    assert ("F14", 'kind != "food"') in every_kind().expressions()
    assert ("F16", "price * amount") in every_kind().expressions()


def test_an_unknown_component_is_named() -> None:
    with pytest.raises(FormSchemaError) as caught:
        form({"type": "signature", "key": "sign", "label": "签名"})

    assert caught.value.problems[0].message == "“签名”的组件类型“signature”无法识别"


def test_everything_broken_is_listed_at_once() -> None:
    text = {"type": "textfield", "label": "名称"}
    assert rules_of(
        {**text, "key": "a", "id": "X"},
        {**text, "key": "b", "id": "X"},
        {**text, "key": "a"},
        {**text},
        {**text, "key": "__proto__.x"},
        {**text, "key": "p", "validate": {"pattern": "(a+)+$"}},
        {"type": "select", "key": "s"},
        {"type": "datetime", "key": "d", "subtype": "week"},
        {"type": "expression", "key": "e", "expression": "1"},
        {"type": "dynamiclist", "components": []},
        {"type": "number", "key": "n", "validate": {"min": "zero"}},
        {"type": "filepicker", "key": "f", "properties": {"maxFiles": "many"}},
    ) == [
        "id",
        "key",
        "key",
        "key",
        "pattern",
        "values",
        "subtype",
        "expression",
        "path",
        "limit",
        "property",
    ]


def test_an_answer_has_one_place_only() -> None:
    field = {"type": "textfield"}
    assert rules_of({**field, "key": "a"}, {**field, "key": "a.b"}) == ["key"]
    assert rules_of({**field, "key": "a.b"}, {**field, "key": "a"}) == ["key"]
    assert rules_of({"type": "group", "path": "a", "components": [{**field, "key": "b"}]}, {**field, "key": "a.b"})
    assert rules_of({"type": "dynamiclist", "path": "a", "components": []}, {**field, "key": "a"}) == ["key"]
    rows = {"type": "dynamiclist", "path": "a", "components": [{**field, "key": "b"}]}
    assert form(rows, {**field, "key": "b"}).keys() == ["a[].b", "b"]


def test_a_component_without_an_id_is_refused() -> None:
    with pytest.raises(FormSchemaError, match="缺少编号"):
        load('{"type": "default", "id": "f", "components": [{"type": "textfield", "key": "a", "label": "甲"}]}')


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"type": "x"}', "[" * 100_000, '{"type": "default"}'])
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(FormSchemaError):
        load(text)


def test_a_deployment_is_told_of_fields_that_cannot_work() -> None:
    schema = form(
        {"type": "textfield", "key": "a", "label": "甲", "validate": {"minLength": 9, "maxLength": "3"}},
        {"type": "textfield", "key": "b", "label": "乙", "readonly": True, "validate": {"required": True}},
        {"type": "textfield", "key": "c", "label": "丙", "properties": {"sensitive": "colour"}},
        {"type": "filepicker", "key": "d", "label": "丁"},
        {
            "type": "dynamiclist",
            "path": "e",
            "properties": {"minItems": "3", "maxItems": "2"},
            "components": [{"type": "textfield", "key": "f", "readonly": True}],
        },
    )

    assert [problem.rule for problem in schema.check()] == [
        "limit",
        "required",
        "property",
        "accept",
        "limit",
        "label",
        "readonly",
    ]


def test_the_forms_of_the_processes_are_in_order() -> None:
    for path in sorted(Path("bpmn").rglob("*.form.json")):
        assert load(path.read_text()).check() == [], path


def asked_once(form: FormSchema) -> list[str]:
    """The single choices that have to be made, without the series that asks the same of one thing after the other."""
    radios = [one for one in form.components if isinstance(one, Choice) and one.type == "radio" and one.required]
    sets = [one.values for one in radios]
    return [one.key for one in radios if one.values is None or sets.count(one.values) == 1]


def test_every_shipped_form_that_decides_says_which_question_is_the_decision() -> None:
    forms = [load(path.read_text()) for path in sorted(Path("bpmn").rglob("*.form.json"))]

    assert [form.id for form in forms if asked_once(form) and not marks_a_decision(form)] == []


def marks_a_decision(form: FormSchema) -> bool:
    return any(component.properties.get("decision") == "true" for component in form.components)


def test_a_form_that_was_deployed_before_the_mark_keeps_its_decision() -> None:
    radio = {"type": "radio", "label": "结论", "values": [{"value": "pass", "label": "通过"}]}

    earlier = form({**radio, "key": "verdict"}, {**radio, "key": "outcome"})
    assert earlier.decision
    assert earlier.decision.key == "outcome"
    marked = form({**radio, "key": "outcome"}, {**radio, "key": "b", "properties": {"decision": "true"}})
    assert marked.decision
    assert marked.decision.key == "b"


def test_one_single_choice_of_a_form_may_be_its_decision() -> None:
    radio = {"type": "radio", "label": "结论", "values": [{"value": "pass", "label": "通过"}]}
    decision = {**radio, "properties": {"decision": "true"}}

    schema = form({**radio, "key": "a"}, {**decision, "key": "b"})
    assert (schema.check(), schema.decision and schema.decision.key) == ([], "b")
    for wrong in (
        [{**decision, "key": "a"}, {**decision, "key": "b"}],
        [{**radio, "key": "a", "properties": {"decision": "yes"}}],
        [{**decision, "key": "a", "type": "select"}],
        [{"type": "group", "components": [{**decision, "key": "a"}]}],
    ):
        assert [problem.rule for problem in form(*wrong).check()] == ["property"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
types = st.sampled_from(["textfield", "number", "select", "group", "dynamiclist", "filepicker", "datetime", "x"])
names = st.sampled_from(
    ["id", "key", "type", "label", "validate", "properties", "values", "components", "path", "conditional"]
)
components = st.dictionaries(names, json_values).flatmap(
    lambda rest: types.map(lambda type_: {"id": "F", "key": "k", **rest, "type": type_})
)


@given(st.lists(components, max_size=4))
def test_no_schema_causes_another_error(raw: list[Any]) -> None:
    problems = None
    try:
        load(json.dumps({"type": "default", "id": "f", "components": raw})).check()
    except FormSchemaError as error:
        problems = error.problems
    assert problems != []
