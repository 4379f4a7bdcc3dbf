"""Finding one's way in a model's XML."""

from __future__ import annotations

from lxml import etree

from engine.bpmn import xml


def children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if xml.local_name(child) == name and xml.namespace(child) in xml.DMN_MODELS]


def first(element: etree._Element, name: str) -> etree._Element | None:
    return next(iter(children(element, name)), None)


def text_of(element: etree._Element) -> str:
    texts = children(element, "text")
    return (texts[0].text or "").strip() if texts else ""


def references(element: etree._Element, name: str) -> list[str]:
    return [target.get("href", "") for target in children(element, name)]
