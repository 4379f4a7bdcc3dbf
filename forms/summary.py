"""Answers for reading: labels of choices, dates in Chinese, files as references, phones masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from forms import components as c
from forms import paths
from forms.coercion import SHANGHAI
from forms.given import options as read_options
from forms.schema import FormSchema

NOTHING = "—"


@dataclass(frozen=True)
class FileRef:
    """A file to link to; as text, its name."""

    id: str
    name: str

    def __str__(self) -> str:
        return self.name


Display = str | list[FileRef]


def rows(
    schema: FormSchema, answers: Mapping[str, Any], *, data: Mapping[str, Any] | None = None
) -> list[tuple[str, Display]]:
    """(label, what to show) in the form's order, without the fields that ``answers`` does not hold (hidden).


    ``data``: the variables that the form was shown with; where options come from there, for their labels.
    """
    return list(_rows(schema.components, dict(answers), dict(data or {}), base=(), prefix=""))


def _rows(
    components: tuple[c.Component, ...],
    answers: dict[str, Any],
    data: dict[str, Any],
    *,
    base: paths.Path,
    prefix: str,
) -> Iterator[tuple[str, Display]]:
    for component in components:
        if isinstance(component, c.DynamicList):
            path = (*base, *component.path)
            given = paths.get(answers, path)
            for number in range(len(given) if isinstance(given, list) else 0):
                title = f"{prefix}{component.label} {number + 1} · "
                yield from _rows(component.components, answers, data, base=(*path, number), prefix=title)
        elif isinstance(component, c.Group):
            yield from _rows(component.components, answers, data, base=(*base, *component.path), prefix=prefix)
        elif isinstance(component, c.Field):
            path = (*base, *component.steps)
            if paths.has(answers, path):
                label = component.label
                if not label or label.startswith("="):
                    label = _("其他")
                yield prefix + label, display(component, paths.get(answers, path), data=data)


def display(field: c.Field, value: Any, *, data: Mapping[str, Any]) -> Display:
    """One answer for reading."""
    if isinstance(field, c.Checkbox):
        return _("是") if value is True else _("否")
    if value is None or value == "" or value == []:
        return NOTHING
    match field:
        case c.Choice():
            return _choices(field, value, data)
        case c.DateTimeInput():
            return _moment(str(value), subtype=field.subtype)
        case c.FilePicker():
            return _files(value)
        case c.TextInput():
            return mask(str(value), kind=field.properties.get("sensitive", ""))
        case _:
            return str(value)


def mask(value: str, *, kind: str) -> str:
    """``phone`` 138****1234, ``identity`` 4331**********1234, ``email`` z***@example.com; else unchanged."""
    if kind == "phone":
        return f"{value[:3]}****{value[-4:]}" if len(value) >= 8 else "****"
    if kind == "identity":
        return f"{value[:4]}{'*' * (len(value) - 8)}{value[-4:]}" if len(value) > 8 else "****"
    if kind == "email":
        name, at, domain = value.partition("@")
        return f"{name[:1]}***{at}{domain}"
    return value


def _choices(field: c.Choice, value: Any, data: Mapping[str, Any]) -> str:
    options = field.values
    if options is None and field.values_key:
        raw = paths.get(dict(data), tuple(field.values_key.split(".")))
        options = read_options(raw) if isinstance(raw, list) else ()
    chosen = value if isinstance(value, list) else [value]
    labels = [next((o.label for o in options or () if o.value == item), _plain(item)) for item in chosen]
    return "、".join(labels)


def _plain(item: Any) -> str:
    return str(item.get("label", NOTHING)) if isinstance(item, dict) else str(item)


def _files(value: Any) -> Display:
    entries = value if isinstance(value, list) else [value]
    references = [FileRef(str(e["id"]), str(e.get("name", ""))) for e in entries if isinstance(e, dict) and "id" in e]
    return references or NOTHING


def _moment(value: str, *, subtype: str) -> str:
    try:
        if subtype == "date":
            return _day(date.fromisoformat(value))
        if subtype == "time":
            return value[:5]
        when = datetime.fromisoformat(value)
        when = when.astimezone(SHANGHAI) if when.tzinfo else when
        return f"{_day(when)} {when:%H:%M}"
    except ValueError:
        return value


def _day(day: date) -> str:
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}
