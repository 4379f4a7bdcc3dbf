"""Answers that a form may get, from its form-js schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.simulation.sample_values import TEXT

Json = dict[str, Any]


def answers(schema: str) -> dict[str, list[Any]]:
    """Variable → values that its field takes, the usual one first; only of fields of which that can be told."""
    try:
        form = json.loads(schema)
    except (ValueError, RecursionError):
        return {}
    return _fields(form.get("components")) if isinstance(form, dict) else {}


def _fields(components: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for component in components if isinstance(components, list) else []:
        if not isinstance(component, dict):
            continue
        for path, values in _component(component):
            head, *rest = path.split(".")
            if rest:
                found[head] = [_put(found.get(head, [{}])[0], rest, values[0])]
            elif head:
                found[head] = values
    return found


def _component(component: Json) -> Iterator[tuple[str, list[Any]]]:
    kind, key, path = (str(component.get(name) or "") for name in ("type", "key", "path"))
    if kind in ("group", "dynamiclist"):
        inner = _fields(component.get("components"))
        row = {name: values[0] for name, values in inner.items()}
        if kind == "dynamiclist":
            yield path, [[row], [row, row]]
        elif path:
            yield path, [row]
        else:
            yield from inner.items()
    elif key and (values := _values(kind, component)):
        yield key, values


def _values(kind: str, field: Json) -> list[Any]:
    rules = field["validate"] if isinstance(field.get("validate"), dict) else {}
    if kind == "checkbox":
        return [True, False]
    if kind == "number":
        return _numbers(rules, as_text=field.get("serializeToString") is True)
    if kind in ("radio", "select", "checklist", "taglist"):
        # Options that come from elsewhere are not known here.
        options = [o.get("value") for o in field.get("values") or [] if isinstance(o, dict)]
        return options if kind in ("radio", "select") or not options else [[options[0]], options, []]
    if kind == "datetime":
        return [{"time": "09:00", "datetime": "2027-01-15T09:00"}.get(str(field.get("subtype")), "2027-01-15")]
    if kind == "filepicker":
        return [[]]
    least, most = _whole(rules.get("minLength")), _whole(rules.get("maxLength"))
    return [(TEXT * 500)[: max(least or 0, min(most or len(TEXT), len(TEXT)))]]


def _numbers(rules: Json, *, as_text: bool) -> list[Any]:
    least, most = _whole(rules.get("min")), _whole(rules.get("max"))
    if least is None:
        least = 1 if most is None else min(1, most)
    found = list(dict.fromkeys([least, least + 1 if most is None else most]))
    return [str(number) for number in found] if as_text else found


def _whole(text: Any) -> int | None:
    try:
        return int(text)
    except (TypeError, ValueError, OverflowError):
        return None


def _put(holder: Any, path: list[str], value: Any) -> Json:
    head, *rest = path
    inside = dict(holder) if isinstance(holder, dict) else {}
    inside[head] = _put(inside.get(head), rest, value) if rest else value
    return inside
