"""From the JSON of one component to its dataclass; collects problems instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms import components as c
from forms import given
from forms.pattern import PatternRefused, compiled
from forms.problems import Problem

MAX_COMPONENTS = 500
MAX_DEPTH = 10

PRESENTATION = frozenset(
    {"text", "html", "image", "iframe", "table", "button", "separator", "spacer", "documentPreview"}
)
_DATE_SUBTYPES = frozenset({"date", "time", "datetime"})
_TIME_FORMATS = frozenset({"utc_offset", "utc_normalized", "no_timezone"})

Raw = Mapping[str, Any]


class Reader:
    """Reads the components of one schema; ``problems`` holds what was wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._ids: set[str] = set()
        self._leaves: dict[tuple[str, ...], str] = {}
        self._branches: set[tuple[str, ...]] = set()
        self._count = 0

    def components(self, raw: Any, *, parent: str, scope: tuple[str, ...], depth: int) -> tuple[c.Component, ...]:
        """The children of ``parent``, whose answers live below ``scope``."""
        if not isinstance(raw, list):
            self._problem(parent, "structure", _("组件列表缺失或格式不正确"))
            return ()
        if depth > MAX_DEPTH:
            self._problem(parent, "structure", _("表单嵌套过深"))
            return ()
        read = (self._component(item, scope=scope, depth=depth) for item in raw)
        return tuple(component for component in read if component is not None)

    def _problem(self, element: str, rule: str, message: str) -> None:
        self.problems.append(Problem(element=element, rule=rule, message=message))

    def _component(self, raw: Any, *, scope: tuple[str, ...], depth: int) -> c.Component | None:
        self._count += 1
        if self._count > MAX_COMPONENTS:
            if self._count == MAX_COMPONENTS + 1:
                self._problem("", "structure", _("表单组件超过 %(n)s 个") % {"n": MAX_COMPONENTS})
            return None
        if not isinstance(raw, Mapping):
            self._problem("", "structure", _("组件格式不正确"))
            return None
        type_ = raw.get("type")
        name = given.text(raw.get("label")) or given.text(raw.get("key")) or given.text(raw.get("id")) or str(type_)
        id_ = self._id(raw, name=name)
        common = self._common(raw, id_=id_)
        if type_ in PRESENTATION:
            return c.Presentation(**common)
        if type_ in ("group", "dynamiclist"):
            return self._group(raw, common, scope=scope, depth=depth)
        build = _BUILDERS.get(type_) if isinstance(type_, str) else None
        if build is None:
            message = _("“%(name)s”的组件类型“%(type)s”无法识别") % {"name": name, "type": str(type_)[:40]}
            self._problem(id_, "type", message)
            return None
        return self._field(raw, common, build, scope=scope, name=name)

    def _id(self, raw: Raw, *, name: str) -> str:
        id_ = given.text(raw.get("id"))
        if not id_:
            self._problem("", "id", _("“%(name)s”缺少编号（id）") % {"name": name})
        elif id_ in self._ids:
            self._problem(id_, "id", _("组件编号（id）“%(id)s”重复") % {"id": id_})
        self._ids.add(id_)
        return id_

    def _common(self, raw: Raw, *, id_: str) -> dict[str, Any]:
        conditional = raw.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, Mapping) else None
        if hide is not None and not (isinstance(hide, str) and (not hide or hide.startswith("="))):
            self._problem(id_, "expression", _("隐藏条件应为以“=”开头的表达式"))
            hide = None
        written = raw.get("properties")
        properties = written if isinstance(written, Mapping) else {}
        return {
            "id": id_,
            "type": str(raw.get("type")),
            "label": given.text(raw.get("label")),
            "hide": hide or None,
            "properties": {str(k): str(v) for k, v in properties.items()},
        }

    def _group(self, raw: Raw, common: dict[str, Any], *, scope: tuple[str, ...], depth: int) -> c.Group:
        repeated = raw.get("type") == "dynamiclist" and raw.get("isRepeating", True) is not False
        written = given.text(raw.get("path"))
        if written and not given.is_dotted(written):
            self._problem(common["id"], "path", _("数据路径“%(path)s”不正确") % {"path": written[:80]})
            written = ""
        if repeated and not written:
            self._problem(common["id"], "path", _("动态列表“%(name)s”缺少数据路径") % {"name": given.name(common)})
        path = tuple(written.split(".")) if written else ()
        inner = (*scope, *path)
        if repeated:
            self._claim(inner, element=common["id"])
            inner = (*inner, "[]")
        children = self.components(raw.get("components"), parent=common["id"], scope=inner, depth=depth + 1)
        if not repeated:
            return c.Group(**common, path=path, components=children)
        return c.DynamicList(
            **common,
            path=path,
            components=children,
            min_items=self._count_property(common, "minItems", 0),
            max_items=self._count_property(common, "maxItems", 100),
            default_rows=given.whole(raw.get("defaultRepetitions"), 1),
            add_remove=raw.get("allowAddRemove", True) is not False,
        )

    def _count_property(self, common: dict[str, Any], name: str, default: int) -> int:
        written = common["properties"].get(name)
        if written is None:
            return default
        if written.isascii() and written.isdigit() and len(written) <= 4:
            return int(written)
        self._problem(common["id"], "property", _("属性 %(name)s 应为整数") % {"name": name})
        return default

    def _field(
        self,
        raw: Raw,
        common: dict[str, Any],
        build: Callable[..., c.Field],
        *,
        scope: tuple[str, ...],
        name: str,
    ) -> c.Field | None:
        key = given.text(raw.get("key"))
        if not key or not given.is_dotted(key):
            self._problem(common["id"], "key", _("“%(name)s”的变量名（key）缺失或不正确") % {"name": name})
            return None
        self._claim((*scope, *key.split(".")), element=common["id"])
        validate = raw.get("validate")
        rules: Raw = validate if isinstance(validate, Mapping) else {}
        common |= {
            "key": key,
            "required": rules.get("required") is True,
            "readonly": given.switch(raw.get("readonly")),
            "disabled": raw.get("disabled") is True,
        }
        return build(self, raw, rules, common)

    def _claim(self, path: tuple[str, ...], *, element: str) -> None:
        """An answer has one place; nothing lives below a leaf, and no leaf sits on a branch."""
        ancestors = [path[:n] for n in range(1, len(path))]
        taken = path in self._leaves or path in self._branches
        # A list claims its path as a leaf, its fields live below it at "[]".
        blocked = any(a in self._leaves and path[len(a)] != "[]" for a in ancestors)
        if taken or blocked:
            shown = ".".join(path).replace(".[]", "[]")
            self._problem(element, "key", _("变量名“%(key)s”重复或与其他组件冲突") % {"key": shown})
        self._leaves.setdefault(path, element)
        self._branches.update(ancestors)

    # one builder per type

    def text(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.TextInput:
        pattern = rules.get("pattern") or None
        if pattern is not None:
            try:
                compiled(pattern if isinstance(pattern, str) else "(")
            except PatternRefused:
                self._problem(
                    common["id"],
                    "pattern",
                    _("“%(name)s”的正则表达式不正确或过于复杂") % {"name": given.name(common)},
                )
                pattern = None
        return c.TextInput(
            **common,
            multiline=raw.get("type") == "textarea",
            min_length=self._limit(rules.get("minLength"), common),
            max_length=self._limit(rules.get("maxLength"), common),
            pattern=pattern,
            pattern_message=given.text(rules.get("patternErrorMessage")) or None,
            validation_type=kind if (kind := rules.get("validationType")) in ("email", "phone") else None,
        )

    def number(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.NumberInput:
        increment = raw.get("increment")
        digits = raw.get("decimalDigits")
        return c.NumberInput(
            **common,
            minimum=self._limit(rules.get("min"), common),
            maximum=self._limit(rules.get("max"), common),
            decimal_digits=digits if isinstance(digits, int) and not isinstance(digits, bool) else None,
            increment=str(increment) if increment and self._limit(increment, common) is not None else None,
            as_text=raw.get("serializeToString") is True,
        )

    def checkbox(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.Checkbox:
        return c.Checkbox(**common)

    def choice(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.Choice:
        values = raw.get("values")
        key, expression = given.text(raw.get("valuesKey")), given.text(raw.get("valuesExpression"))
        if not isinstance(values, list) and not key and not expression:
            self._problem(common["id"], "values", _("“%(name)s”没有可选项") % {"name": given.name(common)})
        return c.Choice(
            **common,
            multiple=raw.get("type") in ("checklist", "taglist"),
            values=given.options(values) if isinstance(values, list) else None,
            values_key=key or None,
            values_expression=expression or None,
        )

    def datetime(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.DateTimeInput:
        subtype = raw.get("subtype", "date")
        if subtype not in _DATE_SUBTYPES:
            self._problem(common["id"], "subtype", _("“%(name)s”的日期类型不正确") % {"name": given.name(common)})
            subtype = "date"
        format_ = raw.get("timeSerializingFormat")
        return c.DateTimeInput(
            **common,
            subtype=subtype,
            time_format=format_ if format_ in _TIME_FORMATS else "utc_offset",
            disallow_passed=raw.get("disallowPassedDates") is True,
        )

    def filepicker(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.FilePicker:
        for name in ("maxFiles", "maxMb"):
            self._count_property(common, name, 1)
        return c.FilePicker(**common, accept=given.text(raw.get("accept")), multiple=given.switch(raw.get("multiple")))

    def calculated(self, raw: Raw, rules: Raw, common: dict[str, Any]) -> c.Calculated:
        expression = given.text(raw.get("expression"))
        if not expression.startswith("="):
            self._problem(common["id"], "expression", _("计算字段的表达式应以“=”开头"))
        return c.Calculated(**common, expression=expression)

    def _limit(self, value: Any, common: dict[str, Any]) -> c.Limit:
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.startswith("="):
            return value
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            try:
                number = float(value)
                if number - number == 0:
                    return value
            except (ValueError, OverflowError):
                pass
        self._problem(common["id"], "limit", _("“%(name)s”的限值应为数字或表达式") % {"name": given.name(common)})
        return None


_BUILDERS: dict[str, Callable[..., c.Field]] = {
    "textfield": Reader.text,
    "textarea": Reader.text,
    "number": Reader.number,
    "checkbox": Reader.checkbox,
    "select": Reader.choice,
    "radio": Reader.choice,
    "checklist": Reader.choice,
    "taglist": Reader.choice,
    "datetime": Reader.datetime,
    "filepicker": Reader.filepicker,
    "expression": Reader.calculated,
}
