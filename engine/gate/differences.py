"""What is different between two texts of one diagram, decision table or form, part by part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from engine.bpmn import Element, read_elements
from engine.bpmn.kinds import FLOW_NODES
from engine.bpmn.names import kind_name, label
from engine.gate.wording import part_name, setting_name, value_in_words

# What stands in the list under its own id; whatever else has changed is a change of the part that it lies in.
_DRAWN = FLOW_NODES | {"process", "sequenceFlow", "lane", "participant", "message", "signal", "error"}
_TABLED = frozenset({"decision", "rule", "input", "output", "inputData", "businessKnowledgeModel"})
# Says again what the flows themselves say.
_REDUNDANT = frozenset({"incoming", "outgoing"})
# Hold settings whose own names say enough.
_TRANSPARENT = frozenset(
    {
        "extensionElements",
        "taskSchedule",
        "assignmentDefinition",
        "formDefinition",
        "priorityDefinition",
        "taskDefinition",
        "calledDecision",
        "calledElement",
        "taskHeaders",
        "header",
        "properties",
        "property",
        "text",
        "timerEventDefinition",
    }
)
_NAMED_VALUES = (("key", "value"), ("name", "value"), ("target", "source"))
_BETWEEN = "·"


@dataclass(frozen=True)
class Detail:
    """One setting of a part, as people call it, and what it said and says; empty: nothing."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """`element` is the id of the part, `what` its kind and name for people; `details` of a part that changed."""

    change: Literal["added", "removed", "changed"]
    element: str
    what: str
    details: tuple[Detail, ...] = ()


# What a part says, by where in it that stands; the value in words.
Facts = dict[str, str]


@dataclass(frozen=True)
class _Part:
    what: str
    facts: Facts


def differences(kind: str, before: bytes, after: bytes) -> list[Difference]:
    """From `before` to `after`, in the order of the files; layout, ids of inner parts and white space do not count."""
    old, new = _parts(kind, before), _parts(kind, after)
    changed = [
        Difference("changed", name, part.what, tuple(_details(old[name].facts, part.facts)))
        if name in old
        else Difference("added", name, part.what)
        for name, part in new.items()
        if name not in old or old[name].facts != part.facts
    ]
    return changed + [Difference("removed", name, part.what) for name, part in old.items() if name not in new]


def _details(before: Facts, after: Facts) -> Iterator[Detail]:
    for where in dict.fromkeys([*after, *before]):
        if before.get(where, "") != after.get(where, ""):
            yield Detail(where, before.get(where, ""), after.get(where, ""))


def _parts(kind: str, source: bytes) -> dict[str, _Part]:
    if kind == "form":
        return dict(_components(json.loads(source.decode("utf-8-sig"))))
    own = _DRAWN if kind == "process" else _TABLED
    return {
        element.id: _Part(_called(element), _facts(element, own))
        for element in read_elements(source).all_below()
        if element.kind in own and element.id
    }


def _called(element: Element) -> str:
    if element.kind == "rule" and element.parent is not None:
        rules = [each for each in element.parent.children if each.kind == "rule"]
        return _("规则 %(number)d") % {"number": rules.index(element) + 1}
    named = element.get("name") or element.get("label")
    return f"{kind_name(element.kind)} {label(element) if not named else _('“%(name)s”') % {'name': named}}"


def _facts(element: Element, own: frozenset[str]) -> Facts:
    """All that an element says, without the parts that stand in the list themselves; of several that are called the
    same each with its number."""
    found: Facts = {}
    for where, value in _said(element, own, ""):
        name, number = where, 1
        while name in found:
            number += 1
            name = f"{where} {number}"
        found[name] = value
    return found


def _said(element: Element, own: frozenset[str], around: str) -> Iterator[tuple[str, str]]:
    pairs = [(name, value) for name, value in sorted(element.attributes.items()) if name != "id"]
    # A header, a property, a line of a mapping: the one names the other.
    for naming, valued in _NAMED_VALUES:
        if {name for name, _value in pairs} == {naming, valued}:
            named = dict(pairs)
            yield f"{around}{setting_name('', named[naming])}", value_in_words("", named[naming], named[valued])
            pairs = []
    for name, value in pairs:
        yield f"{around}{setting_name(element.kind, name)}", value_in_words(element.kind, name, value)
    if text := (element.text or "").strip():
        yield around.removesuffix(_BETWEEN) or part_name(element.kind), value_in_words(element.kind, "", text)
    for child in element.children:
        if child.kind in own | _REDUNDANT or child.namespace.endswith("/DI"):
            continue
        inside = (
            around if child.kind in _TRANSPARENT else f"{around}{_column(child) or part_name(child.kind)}{_BETWEEN}"
        )
        said = list(_said(child, own, inside))
        yield from said or [(inside.removesuffix(_BETWEEN), _("有"))]


def _column(cell: Element) -> str:
    """What the column of a rule's cell is called; empty where it is none, or has no name."""
    kind = {"inputEntry": "input", "outputEntry": "output"}.get(cell.kind)
    table = cell.parent.parent if kind and cell.parent is not None else None
    if table is None or cell.parent is None:
        return ""
    columns = [each for each in table.children if each.kind == kind]
    place = [each for each in cell.parent.children if each.kind == cell.kind].index(cell)
    column = columns[place] if place < len(columns) else None
    return (column.get("label") or column.get("name") or "") if column is not None else ""


def _components(holder: Any) -> Iterator[tuple[str, _Part]]:
    """The fields of a form, those in groups too."""
    for component in holder.get("components", ()) if isinstance(holder, dict) else ():
        rest = {name: value for name, value in component.items() if name not in ("components", "layout", "id")}
        name = component.get("id") or component.get("key") or ""
        shown = str(component.get("label") or component.get("text") or component.get("key") or name)[:60]
        yield name, _Part(_("字段“%(name)s”") % {"name": shown}, dict(_told(rest, "")))
        yield from _components(component)


def _told(value: Any, around: str) -> Iterator[tuple[str, str]]:
    """What a field's settings say, one by one; lists in a line."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _told(inner, f"{around}{setting_name('', name)}{_BETWEEN}")
    elif isinstance(value, list):
        yield around.removesuffix(_BETWEEN), _("、").join(_shown(one) for one in value)
    else:
        yield around.removesuffix(_BETWEEN), _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dict):
        return str(value.get("label") or json.dumps(value, sort_keys=True, ensure_ascii=False))
    return str(value)
