"""What a simulation answers a form with: values that its fields take, the usual one first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.simulation.form_answers import answers
from engine.simulation.sample_values import TEXT

OPTIONS = [{"value": "pass"}, {"value": "refuse"}, "no option"]


def given(*components: Any) -> dict[str, list[Any]]:
    return answers(json.dumps({"components": list(components)}))


def field(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": "x", **more}


@pytest.mark.parametrize(
    ("component", "values"),
    [
        (field("checkbox"), [True, False]),
        (field("number"), [1, 2]),
        (field("number", validate={"min": 5}), [5, 6]),
        (field("number", validate={"max": 9}), [1, 9]),
        (field("number", validate={"max": -3}), [-3]),
        (field("number", validate={"min": 2, "max": 4}), [2, 4]),
        (field("number", validate={"min": 2, "max": 4}, serializeToString=True), ["2", "4"]),
        (field("number", validate={"min": "many"}), [1, 2]),
        (field("number", validate="none"), [1, 2]),
        (field("radio", values=OPTIONS), ["pass", "refuse"]),
        (field("select", values=OPTIONS), ["pass", "refuse"]),
        (field("checklist", values=OPTIONS), [["pass"], ["pass", "refuse"], []]),
        (field("taglist", values=OPTIONS[:1]), [["pass"], ["pass"], []]),
        (field("datetime"), ["2027-01-15"]),
        (field("datetime", subtype="time"), ["09:00"]),
        (field("datetime", subtype="datetime"), ["2027-01-15T09:00"]),
        (field("filepicker"), [[]]),
        (field("textfield"), [TEXT]),
        (field("textfield", validate={"maxLength": 1}), [TEXT[:1]]),
        (field("textfield", validate={"maxLength": 10_000}), [TEXT]),
        (field("textarea", validate={"minLength": 40}), [(TEXT * 40)[:40]]),
    ],
)
def test_a_field_of_each_kind(component: dict[str, Any], values: list[Any]):
    assert given(component) == {"x": values}


@pytest.mark.parametrize("kind", ["radio", "select", "checklist", "taglist"])
def test_of_options_that_come_from_elsewhere_nothing_can_be_told(kind: str):
    assert given(field(kind, valuesKey="offers")) == {}


def test_fields_inside_one_another():
    amount, name = {"type": "number", "key": "amount"}, {"type": "textfield", "key": "name"}
    assert given({"type": "group", "components": [amount]}) == {"amount": [1, 2]}
    assert given({"type": "group", "path": "order", "components": [amount, name]}) == {
        "order": [{"amount": 1, "name": TEXT}]
    }
    row = {"amount": 1}
    assert given({"type": "dynamiclist", "path": "rows", "components": [amount]}) == {"rows": [[row], [row, row]]}
    deep = [{**amount, "key": "order.amount"}, {**name, "key": "order.buyer.name"}, {**name, "key": "order.buyer.town"}]
    assert given(*deep) == {"order": [{"amount": 1, "buyer": {"name": TEXT, "town": TEXT}}]}


@pytest.mark.parametrize("schema", ["", "[]", "1", '{"components": 3}', '{"components": [3, {"type": "number"}]}'])
def test_what_is_no_form_has_no_answers(schema: str):
    assert answers(schema) == {}
