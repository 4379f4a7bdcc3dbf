from __future__ import annotations

import pytest

from forms.summary import FileRef, mask, rows
from tests.forms.world import every_kind, form


def test_answers_are_shown_as_people_read_them() -> None:
    answers = {
        "name": "古丈毛尖",
        "agree": True,
        "kind": "food",
        "level": 2,
        "tags": ["craft", 3],
        "day": "2026-11-23",
        "at": "09:30",
        "moment": "2026-11-22T17:05Z",
        "price": None,
        "photos": [{"id": "f-3", "name": "车间.jpg"}],
        "items": [{"spare": False, "name": "明前"}],
    }

    shown = dict(rows(every_kind(), answers, data={"levels": [{"label": "二星", "value": 2}]}))

    assert shown == {
        "名称": "古丈毛尖",
        "价格": "—",
        "同意": "是",
        "类别": "食品",
        "级别": "二星",
        "标签": "工艺品、其他",
        "日期": "2026年11月23日",
        "时间": "09:30",
        "时刻": "2026年11月23日 01:05",
        "照片": [FileRef("f-3", "车间.jpg")],
        "明细 1 · 备用": "否",
        "明细 1 · 品名": "明前",
    }


def test_sensitive_answers_are_masked() -> None:
    schema = form({"type": "textfield", "key": "x", "label": "手机", "properties": {"sensitive": "phone"}})
    assert rows(schema, {"x": "13812341234"}) == [("手机", "138****1234")]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("identity", "433126199001011234", "4331**********1234"),
        ("email", "zhang@example.com", "z***@example.com"),
        ("phone", "123", "****"),
        ("", "as is", "as is"),
    ],
)
def test_masks_leave_only_what_helps_to_recognise(kind: str, value: str, shown: str) -> None:
    assert mask(value, kind=kind) == shown
