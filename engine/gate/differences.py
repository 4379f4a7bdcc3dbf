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

# What stands in the list under its own id; whatever else has changed is a change of the part that it lies in.
_DRAWN = FLOW_NODES | {"process", "sequenceFlow", "lane", "participant", "message", "signal", "error"}
_TABLED = frozenset({"decision", "rule", "input", "output", "inputData", "businessKnowledgeModel"})
# Says again what the flows themselves say.
_REDUNDANT = frozenset({"incoming", "outgoing"})


@dataclass(frozen=True)
class Difference:
    """`element` is the id of the part, `what` its kind and name for people."""

    change: Literal["added", "removed", "changed"]
    element: str
    what: str


@dataclass(frozen=True)
class _Part:
    what: str
    content: str


def differences(kind: str, before: bytes, after: bytes) -> list[Difference]:
    """From `before` to `after`, in the order of the files; layout, ids of inner parts and white space do not count."""
    old, new = _parts(kind, before), _parts(kind, after)
    changed = [
        Difference("changed" if name in old else "added", name, part.what)
        for name, part in new.items()
        if name not in old or old[name].content != part.content
    ]
    return changed + [Difference("removed", name, part.what) for name, part in old.items() if name not in new]


def _parts(kind: str, source: bytes) -> dict[str, _Part]:
    if kind == "form":
        return dict(_components(json.loads(source.decode("utf-8-sig"))))
    own = _DRAWN if kind == "process" else _TABLED
    return {
        element.id: _Part(_called(element), _content(element, own))
        for element in read_elements(source).all_below()
        if element.kind in own and element.id
    }


def _called(element: Element) -> str:
    if element.kind == "rule" and element.parent is not None:
        rules = [each for each in element.parent.children if each.kind == "rule"]
        return _("规则 %(number)d") % {"number": rules.index(element) + 1}
    named = element.get("name") or element.get("label")
    return f"{kind_name(element.kind)} {label(element) if not named else _('“%(name)s”') % {'name': named}}"


def _content(element: Element, own: frozenset[str]) -> str:
    """All that an element says, without the parts that stand in the list themselves."""
    attributes = sorted(f"{name}={value}" for name, value in element.attributes.items() if name != "id")
    inside = [
        _content(child, own)
        for child in element.children
        if child.kind not in own | _REDUNDANT and not child.namespace.endswith("/DI")
    ]
    return f"<{element.kind} {attributes} {(element.text or '').strip()} {inside}>"


def _components(holder: Any) -> Iterator[tuple[str, _Part]]:
    """The fields of a form, those in groups too."""
    for component in holder.get("components", ()) if isinstance(holder, dict) else ():
        rest = {name: value for name, value in component.items() if name not in ("components", "layout", "id")}
        name = component.get("id") or component.get("key") or ""
        shown = str(component.get("label") or component.get("text") or component.get("key") or name)[:60]
        yield name, _Part(_("字段“%(name)s”") % {"name": shown}, json.dumps(rest, sort_keys=True, ensure_ascii=False))
        yield from _components(component)
