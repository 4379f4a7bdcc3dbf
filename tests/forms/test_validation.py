"""Answers to a form as a whole: what is hidden, locked, computed or repeated in it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forms.world import every_kind, field, form


def test_clean_answers_come_out_by_key_and_the_rest_is_dropped(clean: Any) -> None:
    answers = {"name": " 古丈毛尖\x00 ", "story": "<script>alert(1)</script>", "is_admin": True}

    cleaned = clean(every_kind(), answers)

    assert cleaned["name"] == "古丈毛尖"
    assert cleaned["story"] == "<script>alert(1)</script>"
    assert "is_admin" not in cleaned
    assert cleaned["price"] is None
    assert cleaned["items"] == []


@pytest.mark.parametrize("answers", [None, [], "x", 3])
def test_answers_that_are_no_object_are_refused(errors: Any, answers: Any) -> None:
    assert list(errors(every_kind(), answers)) == [""]


def test_a_hidden_field_is_neither_required_nor_kept(clean: Any, errors: Any) -> None:
    kinds = ["food", "craft"]
    schema = form(
        {"type": "radio", "key": "kind", "label": "类别", "values": kinds},
        {
            "type": "group",
            "conditional": {"hide": '=kind != "food"'},
            "components": [
                {"type": "textfield", "key": "licence", "label": "许可证号", "validate": {"required": True}}
            ],
        },
    )

    assert clean(schema, {"kind": "craft", "licence": "SC1"}) == {"kind": "craft"}
    assert errors(schema, {"kind": "food"}) == {"licence": ["“许可证号”不能为空"]}


def test_what_hangs_on_a_hidden_field_sees_it_as_empty(clean: Any) -> None:
    hide = {"b": "=b = null", "c": "=c = null"}
    schema = form(
        {"type": "textfield", "key": "a", "conditional": {"hide": hide["b"]}},
        {"type": "textfield", "key": "b", "conditional": {"hide": hide["c"]}},
        {"type": "textfield", "key": "c"},
    )

    assert clean(schema, {"a": "1", "b": "2"}) == {"c": None}
    assert clean(schema, {"a": "1", "b": "2", "c": "3"}) == {"a": "1", "b": "2", "c": "3"}


def test_conditions_that_chase_each_other_are_reported(errors: Any) -> None:
    schema = form(
        {"type": "textfield", "key": "a", "conditional": {"hide": "=b != null"}},
        {"type": "textfield", "key": "b", "conditional": {"hide": "=b != null"}},
    )

    assert errors(schema, {"a": "1", "b": "2"}) == {"": ["表单的显示条件相互矛盾，请联系管理员"]}


def test_read_only_fields_keep_what_they_were_shown_with(clean: Any) -> None:
    for lock in ({"readonly": True}, {"disabled": True}, {"readonly": "=reviewed"}):
        schema = field("textfield", validate={"required": True}, **lock)
        assert clean(schema, {"x": "forged"}, {"x": "given", "reviewed": True}) == {"x": "given"}
        assert clean(schema, {"x": ["forged"]}, {"reviewed": True}) == {}

    assert clean(field("textfield", readonly="=reviewed"), {"x": "new"}, {"x": "old", "reviewed": False}) == {
        "x": "new"
    }


def test_calculated_fields_are_computed_here(clean: Any) -> None:
    schema = form(
        {"type": "number", "key": "price", "label": "价格"},
        {"type": "number", "key": "amount", "label": "数量"},
        {"type": "expression", "key": "total", "expression": "=price * amount"},
    )

    assert clean(schema, {"price": 3, "amount": 4, "total": 1})["total"] == 12
    assert clean(schema, {"price": 3})["total"] is None


def test_rows_of_a_list_are_checked_one_by_one(clean: Any, errors: Any) -> None:
    name = {"type": "textfield", "key": "name", "label": "品名", "validate": {"required": True}}
    name["conditional"] = {"hide": "=this.spare"}
    schema = form(
        {
            "type": "dynamiclist",
            "path": "items",
            "label": "明细",
            "properties": {"minItems": "1", "maxItems": "3"},
            "components": [{"type": "checkbox", "key": "spare"}, name],
        }
    )

    assert errors(schema, {"items": [{"name": "茶"}, {"name": ""}]}) == {"items[1].name": ["“品名”不能为空"]}
    assert errors(schema, {}) == {"items": ["“明细”至少填写 1 行"]}
    assert errors(schema, {"items": [{"name": "茶"}] * 4}) == {"items": ["“明细”最多填写 3 行"]}
    assert errors(schema, {"items": ["茶"]}) == {"items": ["“明细”应为若干行内容"]}
    assert clean(schema, {"items": [{"spare": True, "name": "x", "y": 1}]}) == {"items": [{"spare": True}]}


def test_rows_cannot_be_added_where_the_form_does_not_offer_it(errors: Any) -> None:
    rows = {"type": "dynamiclist", "path": "items", "label": "明细", "allowAddRemove": False}
    schema = form({**rows, "components": [{"type": "textfield", "key": "name"}]})

    assert errors(schema, {"items": [{}, {}]}, {"items": [{}]}) == {"items": ["“明细”最多填写 1 行"]}


def test_groups_put_answers_below_their_path(clean: Any) -> None:
    cleaned = clean(every_kind(), {"contact": {"tel": {"mobile": "15400000001", "x": 1}}})
    assert cleaned["contact"] == {"tel": {"mobile": "15400000001"}}


def test_a_failing_expression_does_not_lose_the_answers(clean: Any) -> None:
    schema = field("textfield", conditional={"hide": "=no_such_thing(1)"})
    assert clean(schema, {"x": "kept"}) == {"x": "kept"}
