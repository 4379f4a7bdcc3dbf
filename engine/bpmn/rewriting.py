"""Files that are changed before they are kept: flows without an id, and a diagram for another process."""

from __future__ import annotations

import hashlib
from typing import Final

from lxml import etree

from engine.bpmn import xml
from engine.bpmn.model import Flow
from engine.bpmn.reader import read

LONGEST_ID: Final = 150


def with_flow_ids(source: bytes) -> bytes:
    """`source` in UTF-8 with an id on each sequence flow, so that it can be built, followed in history and shown; the
    same bytes when it is so already.

    The ids depend on the diagram alone, so the same file always gives the same result.
    """
    if all(part.id for part in read(source).root.all_below() if isinstance(part, Flow)):
        return xml.as_utf8(source)
    root = xml.parse(source)
    taken = {element.get("id") for element in root.iter("*")}
    for flow in root.iter(f"{{{xml.BPMN}}}sequenceFlow"):
        if not flow.get("id"):
            flow.set("id", _free(_wish(flow), taken))
            taken.add(flow.get("id"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _wish(flow: etree._Element) -> str:
    wish = f"Flow_{flow.get('sourceRef')}_{flow.get('targetRef')}"
    # Two long ids together may be longer than an id may be.
    return wish if len(wish) < LONGEST_ID - 10 else f"Flow_{hashlib.sha256(wish.encode()).hexdigest()[:32]}"


def _free(wish: str, taken: set[str | None]) -> str:
    return next(name for name in (wish, *(f"{wish}_{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def with_key(source: bytes, *, key: str, name: str) -> bytes:
    """`source` with its process called `key` and `name`, wherever the file names it; XmlRefused when it is no XML."""
    root = xml.parse(source)
    process = _process(root)
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


def _process(root: etree._Element) -> etree._Element | None:
    """The executable process, else the first."""
    processes = root.findall(f"{{{xml.BPMN}}}process")
    executable = [process for process in processes if process.get("isExecutable") == "true"]
    return executable[0] if len(executable) == 1 else next(iter(processes), None)
