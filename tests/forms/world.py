"""Forms as managers write them, stored files, and what the expressions in them mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.schema import FormSchema, load


@dataclass(frozen=True)
class Meta:
    size: int
    content_type: str
    name: str


STORED = {
    "f-1": Meta(120_000, "application/pdf", "营业执照.pdf"),
    "f-2": Meta(30 * 1024 * 1024, "image/png", "厂区.png"),
    "f-3": Meta(900, "image/jpeg", "车间.jpg"),
}

#: What the form's expressions mean; the portal passes the engine's FEEL here.
EXPRESSIONS: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    'kind = "food"': lambda v: v["kind"] == "food",
    'kind != "food"': lambda v: v["kind"] != "food",
    "reviewed": lambda v: v["reviewed"],
    "levels": lambda v: v["levels"],
    "price * amount": lambda v: v["price"] * v["amount"],
    "this.spare": lambda v: v["this"]["spare"] is True,
    "least": lambda v: v["least"],
    "a != null": lambda v: v["a"] is not None,
    "b != null": lambda v: v["b"] is not None,
    "b = null": lambda v: v["b"] is None,
    "c = null": lambda v: v["c"] is None,
}


def form(*components: dict[str, Any]) -> FormSchema:
    """A form of these components; ids are filled in."""
    for number, component in enumerate(components):
        _number(component, f"F{number}")
    return load(json.dumps({"type": "default", "id": "a_form", "schemaVersion": 19, "components": components}))


def _number(component: dict[str, Any], id_: str) -> None:
    component.setdefault("id", id_)
    for number, child in enumerate(component.get("components", [])):
        _number(child, f"{id_}_{number}")


def every_kind() -> FormSchema:
    """One field of each type, with conditions, a nested group and a dynamic list."""
    kinds = [
        {"label": "食品", "value": "food"},
        {"label": "工艺品", "value": "craft"},
        {"label": "其他", "value": 3},
    ]
    return form(
        {"type": "text", "text": "# 说明"},
        {"type": "textfield", "key": "name", "label": "名称", "validate": {"maxLength": 60}},
        {"type": "textarea", "key": "story", "label": "说明", "validate": {"minLength": 2}},
        {"type": "number", "key": "price", "label": "价格", "decimalDigits": 2, "validate": {"min": 0}},
        {"type": "number", "key": "amount", "label": "产量", "serializeToString": True},
        {"type": "checkbox", "key": "agree", "label": "同意"},
        {"type": "select", "key": "kind", "label": "类别", "values": kinds},
        {"type": "radio", "key": "level", "label": "级别", "valuesKey": "levels"},
        {"type": "checklist", "key": "channels", "label": "渠道", "valuesExpression": "=levels"},
        {"type": "taglist", "key": "tags", "label": "标签", "values": kinds},
        {"type": "datetime", "key": "day", "label": "日期", "subtype": "date"},
        {
            "type": "datetime",
            "key": "at",
            "label": "时间",
            "subtype": "time",
            "timeSerializingFormat": "no_timezone",
        },
        {"type": "datetime", "key": "moment", "label": "时刻", "subtype": "datetime"},
        {"type": "datetime", "key": "utc", "subtype": "datetime", "timeSerializingFormat": "utc_normalized"},
        {"type": "textfield", "key": "licence", "conditional": {"hide": '=kind != "food"'}},
        {"type": "textfield", "key": "fixed", "label": "编号", "readonly": True},
        {"type": "expression", "key": "total", "expression": "=price * amount"},
        {"type": "filepicker", "key": "photos", "label": "照片", "accept": "image/*,.pdf", "multiple": True},
        {"type": "group", "path": "contact", "components": [{"type": "textfield", "key": "tel.mobile"}]},
        {
            "type": "dynamiclist",
            "path": "items",
            "label": "明细",
            "properties": {"maxItems": "5"},
            "components": [
                {"type": "checkbox", "key": "spare", "label": "备用"},
                {"type": "textfield", "key": "name", "label": "品名", "conditional": {"hide": "=this.spare"}},
            ],
        },
    )


def field(type_: str, **more: Any) -> FormSchema:
    return form({"type": type_, "key": "x", "label": "甲", **more})
