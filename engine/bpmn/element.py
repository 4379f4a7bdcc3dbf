"""Whatever stands in a file: its kind, what it says, and where. What is known of BPMN has a class of its own
(`engine.bpmn.model`); the rest is told as it stands, so that a check can name it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.bpmn import xml, zeebe
from engine.bpmn.kinds import DOCUMENTATION, DRAWN_DATA

_WITHOUT_EFFECT = DOCUMENTATION | DRAWN_DATA


@dataclass(frozen=True, eq=False)
class Element:
    """`kind` is the tag without its namespace; `attributes` with a namespace are called `{namespace}name`."""

    kind: str
    namespace: str = field(repr=False)
    attributes: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    line: int
    parent: Element | None = field(repr=False)
    children: Sequence[Element] = field(repr=False)

    def get(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)

    @property
    def id(self) -> str:
        """Empty where it has none."""
        return self.attributes.get("id") or ""

    @cached_property
    def name(self) -> str:
        return (self.attributes.get("name") or "").strip()

    @cached_property
    def title(self) -> str:
        """The name on one line."""
        return " ".join(self.name.split())

    @property
    def is_bpmn(self) -> bool:
        return self.namespace == xml.BPMN

    @property
    def is_zeebe(self) -> bool:
        return self.namespace == xml.ZEEBE

    @property
    def nearest_id(self) -> str:
        """Its id, or that of the nearest BPMN element around it that has one."""
        place: Element | None = self
        while place is not None:
            if place.is_bpmn and place.id:
                return place.id
            place = place.parent
        return ""

    def of_kind(self, *kinds: str) -> list[Element]:
        """The BPMN elements of these kinds directly in it."""
        return [child for child in self.children if child.is_bpmn and child.kind in kinds]

    def first(self, kind: str) -> Element | None:
        return next((child for child in self.children if child.kind == kind and child.is_bpmn), None)

    def all_below(self) -> Iterator[Element]:
        """Itself and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)

    @property
    def executable_children(self) -> list[Element]:
        """Those that are neither drawing nor documentation."""
        return [child for child in self.children if not child._is_without_effect]

    @property
    def _is_without_effect(self) -> bool:
        return self.namespace == xml.BPMNDI or (self.is_bpmn and self.kind in _WITHOUT_EFFECT)

    def executable_parts(self) -> Iterator[Element]:
        """Itself and all below it, without the drawing and what is only documentation."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.executable_children)

    def extensions(self, *names: str) -> list[Element]:
        """The zeebe elements that extend it; all where no names are given."""
        return [
            child
            for holder in self.of_kind("extensionElements")
            for child in holder.children
            if child.is_zeebe and (not names or child.kind in names)
        ]

    @cached_property
    def settings(self) -> zeebe.Settings:
        """What its zeebe extensions say."""
        return zeebe.settings(self.extensions())
