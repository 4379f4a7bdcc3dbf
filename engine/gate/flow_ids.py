"""Sequence flows without an id get one, so that they can be built, followed in history and shown."""

from __future__ import annotations

import hashlib

from lxml import etree

from engine.gate import xml
from engine.gate.structure import LONGEST_ID


def with_flow_ids(source: bytes) -> bytes:
    """`source` in UTF-8 with an id on each sequence flow; the same bytes when it is so already.

    The ids depend on the diagram alone, so the same file always gives the same result.
    """
    root = xml.parse(source)
    nameless = [flow for flow in root.iter(f"{{{xml.BPMN}}}sequenceFlow") if not flow.get("id")]
    if not nameless:
        return xml.as_utf8(source)
    taken = {element.get("id") for element in root.iter("*")}
    for flow in nameless:
        flow.set("id", _free(_wish(flow), taken))
        taken.add(flow.get("id"))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _wish(flow: etree._Element) -> str:
    wish = f"Flow_{flow.get('sourceRef')}_{flow.get('targetRef')}"
    # Two long ids together may be longer than an id may be.
    return wish if len(wish) < LONGEST_ID - 10 else f"Flow_{hashlib.sha256(wish.encode()).hexdigest()[:32]}"


def _free(wish: str, taken: set[str | None]) -> str:
    return next(name for name in (wish, *(f"{wish}_{n}" for n in range(2, len(taken) + 3))) if name not in taken)
