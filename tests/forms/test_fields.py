"""What each kind of field takes, and in which words it refuses the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forms.world import field


@pytest.mark.parametrize(
    ("type_", "more", "sentence"),
    [
        ("textfield", {}, "“甲”不能为空"),
        ("checkbox", {}, "请勾选“甲”"),
        ("filepicker", {}, "请上传“甲”"),
        ("taglist", {"values": ["a"]}, "请选择“甲”"),
        ("datetime", {}, "请选择“甲”"),
    ],
)
def test_a_required_field_is_asked_for_by_its_label(errors: Any, type_: str, more: Any, sentence: str) -> None:
    assert errors(field(type_, validate={"required": True}, **more), {}) == {"x": [sentence]}


@pytest.mark.parametrize(
    ("more", "answer", "sentence"),
    [
        ({"validate": {"minLength": 3}}, "ab", "“甲”不能少于 3 个字"),
        ({"validate": {"maxLength": "3"}}, "abcd", "“甲”不能超过 3 个字"),
        ({}, "长" * 4001, "“甲”不能超过 4000 个字"),
        ({"validate": {"pattern": r"^\d+$"}}, "a1", "“甲”的格式不正确"),
        ({"validate": {"pattern": r"^\d+$", "patternErrorMessage": "只填数字"}}, "a1", "只填数字"),
        ({"validate": {"pattern": r"^\d+$"}}, "1" * 300, "“甲”不能超过 256 个字"),
        ({"validate": {"validationType": "email"}}, "a@", "“甲”不是有效的电子邮箱"),
        ({"validate": {"validationType": "phone"}}, "12345", "“甲”不是有效的电话号码"),
        ({"validate": {"minLength": "=least"}}, "ab", "“甲”不能少于 5 个字"),
        ({}, {"a": 1}, "“甲”应为文字"),
    ],
)
def test_texts_keep_their_rules(errors: Any, more: Any, answer: Any, sentence: str) -> None:
    assert errors(field("textfield", **more), {"x": answer}, {"least": 5}) == {"x": [sentence]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15400000001", "15400000001"),
        ("0743-8721234", "0743-8721234"),
        ("0743－872 1234", "0743-8721234"),
        ("400-800-1234", "400-800-1234"),
        ("+8615400000001", "15400000001"),
        ("+66812345678", "+66812345678"),
    ],
)
def test_the_phone_numbers_people_have_are_taken(clean: Any, typed: str, kept: str) -> None:
    schema = field("textfield", validate={"validationType": "phone"})
    assert clean(schema, {"x": typed}) == {"x": kept}


@pytest.mark.parametrize(
    ("form", "typed", "kept"),
    [
        ("mobile", "\u202a+86 154-0000－1006\u202c", "15400001006"),
        ("code", " ９１43 3126-may0p0a179\u200b", "91433126MAY0P0A179"),
        ("reference", "ＳＦ１２３—4 5\ufeff", "SF123-45"),
        ("name", "古丈\u200b默戎　茶业（集团）", "古丈默戎 茶业（集团）"),
    ],
)
def test_what_is_pasted_is_read_as_what_the_field_is(clean: Any, form: str, typed: str, kept: str) -> None:
    assert clean(field("textfield", properties={"format": form}), {"x": typed}) == {"x": kept}


def test_a_mobile_that_is_none_is_refused_in_its_own_words(errors: Any) -> None:
    schema = field("textfield", properties={"format": "mobile"})
    assert errors(schema, {"x": "0743-8721234"}) == {"x": ["“甲”应为11位手机号码，例如 13800001234"]}


@pytest.mark.parametrize("typed", ["\u200b\u2060", "\u3164", "\u2800", "\ufeff \u00ad", "\u202e"])
@pytest.mark.parametrize("kind", ["textfield", "textarea"])
def test_what_nobody_can_see_is_no_answer(errors: Any, kind: str, typed: str) -> None:
    schema = field(kind, validate={"required": True})
    assert errors(schema, {"x": typed}) == {"x": ["“甲”不能为空"]}


@pytest.mark.parametrize(
    ("more", "answer", "sentence"),
    [
        ({"validate": {"min": 1}}, 0, "“甲”不能小于 1"),
        ({"validate": {"max": 5}}, 5.5, "“甲”不能大于 5"),
        ({"decimalDigits": 0}, 1.5, "“甲”应为整数"),
        ({"decimalDigits": 2}, "1.234", "“甲”最多保留 2 位小数"),
        ({"increment": "0.05"}, 0.12, "“甲”应为 0.05 的整数倍"),
        ({}, float("nan"), "“甲”应为数字"),
        ({}, float("inf"), "“甲”应为数字"),
        ({}, True, "“甲”应为数字"),
        ({}, "١٢", "“甲”应为数字"),
        ({}, 10**400, "“甲”的数值过大"),
        ({}, "1e999", "“甲”的数值过大或小数位过多"),
    ],
)
def test_numbers_keep_their_rules(errors: Any, more: Any, answer: Any, sentence: str) -> None:
    assert errors(field("number", **more), {"x": answer}) == {"x": [sentence]}


def test_numbers_come_out_as_json_numbers_or_as_exact_text(clean: Any) -> None:
    assert clean(field("number"), {"x": "3.0"}) == {"x": 3}
    assert clean(field("number", increment="0.05"), {"x": 0.15}) == {"x": 0.15}
    exact = "12345678901234567890.123456789"
    assert clean(field("number", serializeToString=True), {"x": exact}) == {"x": exact}


def test_only_offered_options_may_be_chosen(clean: Any, errors: Any) -> None:
    schema = field("select", values=[{"label": "通过", "value": "pass"}, {"label": "一", "value": 1}])

    assert clean(schema, {"x": "pass"}) == {"x": "pass"}
    assert clean(schema, {"x": 1.0}) == {"x": 1}
    for answer in ["通过", True, "1", {"value": "pass"}, ["pass"], float("nan")]:
        assert "x" in errors(schema, {"x": answer})


def test_options_come_from_the_data_and_never_from_the_answers(clean: Any, errors: Any) -> None:
    data = {"levels": [{"label": "一星", "value": 1}, {"label": "二星", "value": 2}]}
    for source in ({"valuesKey": "levels"}, {"valuesExpression": "=levels"}):
        schema = field("checklist", **source)
        assert clean(schema, {"x": [2, 2, 1]}, data) == {"x": [2, 1]}
        assert "x" in errors(schema, {"x": [5], "levels": [5]}, data)
        assert errors(schema, {"x": [1]}) == {"x": ["“甲”的选项暂时无法读取，请稍后再试"]}


@pytest.mark.parametrize(
    ("more", "answer", "cleaned"),
    [
        ({"subtype": "date"}, "2026-02-28", "2026-02-28"),
        ({"subtype": "time"}, "09:30", "09:30+08:00"),
        ({"subtype": "time", "timeSerializingFormat": "utc_normalized"}, "09:30+08:00", "01:30Z"),
        ({"subtype": "time", "timeSerializingFormat": "no_timezone"}, "01:30Z", "09:30"),
        ({"subtype": "datetime"}, "2026-11-23T09:30:59", "2026-11-23T09:30+08:00"),
        (
            {"subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
            "2026-01-01T07:00",
            "2025-12-31T23:00Z",
        ),
        (
            {"subtype": "datetime", "timeSerializingFormat": "no_timezone"},
            "2026-01-01T00:00Z",
            "2026-01-01T08:00",
        ),
    ],
)
def test_dates_and_times_come_out_in_the_forms_format(clean: Any, more: Any, answer: str, cleaned: str) -> None:
    assert clean(field("datetime", **more), {"x": answer}) == {"x": cleaned}


@pytest.mark.parametrize(
    ("subtype", "answer"),
    [
        ("date", "2026-02-30"),
        ("date", "20260228"),
        ("date", "0001-01-01"),
        ("date", "2026-11-23T10:00"),
        ("time", "25:00"),
        ("datetime", "2026-11-23"),
        ("datetime", 1700000000),
    ],
)
def test_dates_that_do_not_exist_are_refused(errors: Any, subtype: str, answer: Any) -> None:
    assert errors(field("datetime", subtype=subtype), {"x": answer}) == {"x": ["“甲”的日期或时间格式不正确"]}


def test_passed_dates_are_refused_by_the_day_in_shanghai(clean: Any, errors: Any) -> None:
    schema = field("datetime", disallowPassedDates=True)

    assert clean(schema, {"x": "2026-11-23"})
    assert errors(schema, {"x": "2026-11-22"}) == {"x": ["“甲”不能早于今天"]}


def test_files_are_references_with_the_stores_own_names(clean: Any) -> None:
    schema = field("filepicker", accept=".pdf, image/*", multiple=True)
    answers = {"x": [{"id": "f-1", "name": "../../etc/passwd"}, {"id": "f-1"}, {"id": "f-3"}]}

    assert clean(schema, answers) == {"x": [{"id": "f-1", "name": "营业执照.pdf"}, {"id": "f-3", "name": "车间.jpg"}]}


@pytest.mark.parametrize(
    ("more", "answer", "sentence"),
    [
        ({}, [{"id": "f-9"}], "“甲”中的文件不存在或无权使用，请重新上传"),
        ({}, [{"id": "f-2"}], "“甲”的文件“厂区.png”超过 20 MB"),
        ({"accept": ".jpg,image/png"}, [{"id": "f-1"}], "“甲”不接受文件“营业执照.pdf”的类型"),
        ({}, [{"id": "f-1"}, {"id": "f-3"}], "“甲”最多上传 1 个文件"),
        (
            {"multiple": True, "properties": {"maxFiles": "1"}},
            [{"id": "f-1"}, {"id": "f-3"}],
            "“甲”最多上传 1 个文件",
        ),
        ({}, "files::0", "“甲”的附件信息不正确，请重新上传"),
        ({}, [{"id": "../x"}], "“甲”的附件信息不正确，请重新上传"),
    ],
)
def test_files_that_may_not_be_used_are_refused(errors: Any, more: Any, answer: Any, sentence: str) -> None:
    assert errors(field("filepicker", **more), {"x": answer}) == {"x": [sentence]}
