"""A diagram for another process than the one it was drawn for."""

from __future__ import annotations

from lxml import etree

from engine.gate import xml
from engine.gate.diagram import Diagram


def with_key(source: bytes, *, key: str, name: str) -> bytes:
    """`source` with its process called `key` and `name`, wherever the file names it; XmlRefused when it is no XML."""
    root = xml.parse(source)
    diagram = Diagram("", root)
    process = diagram.process if diagram.process is not None else root.find(f"{{{xml.BPMN}}}process")
    if process is None:
        return xml.as_utf8(source)
    old = process.get("id")
    for element in root.iter("*"):
        for attribute in ("processRef", "bpmnElement"):
            if old and element.get(attribute) == old:
                element.set(attribute, key)
    process.set("id", key)
    process.set("name", name)
    process.set("isExecutable", "true")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
