"""A form-js 1.x schema, read once and checked: ``load(text)``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from forms.components import Choice, Component, DynamicList, Field, FilePicker, Group, NumberInput, TextInput
from forms.problems import FormSchemaError, Problem
from forms.reader import Reader

MAX_CHARACTERS = 500_000
SENSITIVE = frozenset({"phone", "email", "identity"})
FORMATS = frozenset({"mobile", "code", "reference", "name"})
# Forms that were deployed before they could say it.
_EARLIER_DECISIONS = ("outcome", "verdict", "recommended_star")

__all__ = ["FormSchema", "FormSchemaError", "Problem", "load"]


@dataclass(frozen=True)
class FormSchema:
    id: str
    components: tuple[Component, ...]

    def walk(self) -> Iterator[tuple[str, Component]]:
        """Every component and the path under which it (a group: its children) answers: ``items[].name``."""
        yield from _walk(self.components, prefix="")

    def keys(self) -> list[str]:
        """The paths of all answers, in the form's order: ``name``, ``contact.phone``, ``items[].name``."""
        return [path for path, component in self.walk() if isinstance(component, Field)]

    def variables(self) -> list[str]:
        """The top-level names among the answers."""
        names = (path.split(".")[0].removesuffix("[]") for path in self.keys())
        return list(dict.fromkeys(names))

    @property
    def decision(self) -> Choice | None:
        """The question whose answer is what the form is there for, such as 通过 or 补正; the form says which."""
        choices = [one for one in self.components if isinstance(one, Choice)]
        by_key = (one for key in _EARLIER_DECISIONS for one in choices if one.key == key)
        return next(chain(filter(_is_decision, choices), by_key), None)

    def expressions(self) -> list[tuple[str, str]]:
        """(component id, FEEL expression) of every expression, for a parser to check."""
        found = []
        for _path, component in self.walk():
            for value in vars(component).values():
                if isinstance(value, str) and value.startswith("="):
                    found.append((component.id, value[1:]))
        return found

    def check(self) -> list[Problem]:
        """What a deployment should object to although the form could be shown."""
        problems = self._check_decisions()
        open_lists = [path + "." for path, item in self.walk() if isinstance(item, DynamicList) and item.add_remove]
        for path, component in self.walk():
            if isinstance(component, DynamicList) and component.min_items > component.max_items:
                problems.append(Problem(component.id, "limit", _("最少行数大于最多行数")))
            if not isinstance(component, Field):
                continue
            problems += _check_field(component)
            if component.readonly and any(path.startswith(open_list) for open_list in open_lists):
                # Rows are matched by position: once one is removed, the next would get its values.
                message = _("“%(name)s”在可增删的列表中不能设为只读") % {"name": component.label}
                problems.append(Problem(component.id, "readonly", message))
        return problems

    def _check_decisions(self) -> list[Problem]:
        marked = [component for _path, component in self.walk() if "decision" in component.properties]
        wrong = [one for one in marked if not (one in self.components and one.type == "radio" and _is_decision(one))]
        message = _("属性 decision 只能是 true，用在分组和列表之外的单选题上，每个表单至多一个")
        return [Problem(component.id, "property", message) for component in [*wrong, *marked[1:]]]


def load(text: str) -> FormSchema:
    """Read a form; raises ``FormSchemaError`` with everything that is unknown or broken."""
    if len(text) > MAX_CHARACTERS:
        raise FormSchemaError([Problem("", "size", _("表单文件过大"))])
    try:
        raw: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormSchemaError([Problem("", "json", _("表单文件不是有效的 JSON"))]) from error
    if not isinstance(raw, dict) or raw.get("type") != "default":
        raise FormSchemaError([Problem("", "structure", _("文件不是 form-js 表单（type 应为 default）"))])
    reader = Reader()
    id_ = raw.get("id")
    if not isinstance(id_, str) or not id_.strip():
        reader.problems.append(Problem("", "id", _("表单缺少编号（id）")))
    components = reader.components(raw.get("components"), parent="", scope=(), depth=0)
    if reader.problems:
        raise FormSchemaError(reader.problems)
    return FormSchema(id=str(id_).strip(), components=components)


def _walk(components: tuple[Component, ...], *, prefix: str) -> Iterator[tuple[str, Component]]:
    for component in components:
        if isinstance(component, Group):
            inner = ".".join((*([prefix] if prefix else []), *component.path))
            if isinstance(component, DynamicList):
                inner += "[]"
            yield inner, component
            yield from _walk(component.components, prefix=inner)
            continue
        key = component.key if isinstance(component, Field) else ""
        yield f"{prefix}.{key}" if prefix else key, component


def _is_decision(component: Component) -> bool:
    return component.properties.get("decision") == "true"


def _check_field(field: Field) -> list[Problem]:
    problems = []
    if not field.label:
        problems.append(Problem(field.id, "label", _("变量“%(key)s”的组件没有标题") % {"key": field.key}))
    if field.required and (field.readonly is True or field.disabled):
        problems.append(Problem(field.id, "required", _("“%(name)s”只读，不能设为必填") % {"name": field.label}))
    if isinstance(field, TextInput):
        problems += _check_order(field, field.min_length, field.max_length)
        if field.properties.get("sensitive", "phone") not in SENSITIVE:
            problems.append(Problem(field.id, "property", _("属性 sensitive 只能是 phone、email 或 identity")))
        if field.properties.get("format", "name") not in FORMATS:
            problems.append(Problem(field.id, "property", _("属性 format 只能是 mobile、code、reference 或 name")))
    if isinstance(field, NumberInput):
        problems += _check_order(field, field.minimum, field.maximum)
    if isinstance(field, FilePicker) and not field.accept:
        problems.append(Problem(field.id, "accept", _("“%(name)s”没有限定文件类型") % {"name": field.label}))
    return problems


def _check_order(field: Field, low: Any, high: Any) -> list[Problem]:
    bounds = [b for b in (low, high) if b is not None and not str(b).startswith("=")]
    if len(bounds) == 2 and float(bounds[0]) > float(bounds[1]):
        return [Problem(field.id, "limit", _("“%(name)s”的下限大于上限") % {"name": field.label})]
    return []
