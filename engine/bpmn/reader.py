"""From a file to the model: the only code that looks at XML of a diagram."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from lxml.etree import _Element

from engine.bpmn import xml
from engine.bpmn.diagram import Diagram
from engine.bpmn.element import Element
from engine.bpmn.kinds import FLOW_NODES
from engine.bpmn.model import EventDefinition, Flow, Lane, Loop, Node, Process, SubProcess

_CLASSES: Final[dict[str, type[Element]]] = {
    **dict.fromkeys(FLOW_NODES, Node),
    "subProcess": SubProcess,
    "process": Process,
    "sequenceFlow": Flow,
    "lane": Lane,
    "multiInstanceLoopCharacteristics": Loop,
}
# What has more tags is read anew each time: an element takes 800 bytes, and large files would fill the memory.
_TAGS_REMEMBERED: Final = 6_000


def read(source: bytes) -> Diagram:
    """The diagram in a file, or whatever else stands in it; XmlRefused.

    A diagram never changes, so a file that was read before is not read again.
    """
    return _remembered(bytes(source), xml.limits()) if source.count(b"<") <= _TAGS_REMEMBERED else _read(source)


def read_elements(source: bytes) -> Element:
    """The elements of any XML file; XmlRefused."""
    return _element(xml.parse(source), None)


def _read(source: bytes) -> Diagram:
    return Diagram(read_elements(source))


@lru_cache(maxsize=32)
def _remembered(source: bytes, _limits: xml.Limits) -> Diagram:
    return _read(source)


def _element(found: _Element, parent: Element | None) -> Element:
    namespace, _, kind = str(found.tag).removeprefix("{").rpartition("}")
    children: list[Element] = []
    attributes = {str(name): str(value) for name, value in found.attrib.items()}
    text = (found.text or "").strip()
    element = _class(namespace, kind)(kind, namespace, attributes, text, found.sourceline or 0, parent, children)
    children += [_element(child, element) for child in found if isinstance(child.tag, str)]
    return element


def _class(namespace: str, kind: str) -> type[Element]:
    if namespace != xml.BPMN:
        return Element
    return EventDefinition if kind.endswith("EventDefinition") else _CLASSES.get(kind, Element)
