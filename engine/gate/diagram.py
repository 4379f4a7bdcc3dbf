"""A diagram as the gate reads it: the XML itself, indexed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree
from lxml.etree import _Element as Element

from engine.gate.dialect import ACTIVITIES, DOCUMENTATION, DRAWN_DATA, FLOW_NODES
from engine.gate.names import kind_name
from engine.gate.xml import BPMN, BPMNDI, ZEEBE

_Q = f"{{{BPMN}}}"
_Z = f"{{{ZEEBE}}}"


def local(element: Element) -> str:
    """The name of a tag or attribute without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    return etree.QName(element).namespace or "" if isinstance(element.tag, str) else ""


def is_bpmn(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_Q)


def is_zeebe(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_Z)


def id_of(element: Element) -> str:
    """The element's id, or that of the nearest element around it that has one."""
    place: Element | None = element
    while place is not None:
        if place.get("id") and is_bpmn(place):
            return str(place.get("id"))
        place = place.getparent()
    return ""


def label(element: Element) -> str:
    """How a sentence calls the element: its name with the id, the id alone, or what it is."""
    name, own_id = " ".join((element.get("name") or "").split())[:60], element.get("id")
    if name and own_id:
        return _("“%(name)s”（%(id)s）") % {"name": name, "id": own_id}
    return _("“%(name)s”") % {"name": name or own_id or kind_name(local(element))}


class Diagram:
    """One BPMN file; `process` is its executable process, None unless there is exactly one."""

    def __init__(self, file: str, root: Element) -> None:
        self.file = file
        self.root = root
        self.executables = [p for p in root.iterchildren(f"{_Q}process") if p.get("isExecutable") == "true"]
        self.process: Element | None = self.executables[0] if len(self.executables) == 1 else None
        self.nodes: list[Element] = []
        self.flows: list[Element] = []
        self.by_id: dict[str, Element] = {}
        self.outgoing: dict[str, list[Element]] = defaultdict(list)
        self.incoming: dict[str, list[Element]] = defaultdict(list)
        self.boundaries: dict[str, list[Element]] = defaultdict(list)
        self._index()

    @property
    def key(self) -> str:
        return "" if self.process is None else self.process.get("id") or ""

    @property
    def name(self) -> str:
        return "" if self.process is None else self.process.get("name") or self.key

    def _index(self) -> None:
        for element in executable_parts(self.root):
            if element.get("id"):
                self.by_id.setdefault(str(element.get("id")), element)
        if self.process is None:
            return
        for element in executable_parts(self.process):
            if not is_bpmn(element):
                continue
            if local(element) in FLOW_NODES:
                self.nodes.append(element)
            if local(element) == "boundaryEvent":
                self.boundaries[element.get("attachedToRef") or ""].append(element)
            if local(element) == "sequenceFlow":
                self.flows.append(element)
                self.outgoing[element.get("sourceRef") or ""].append(element)
                self.incoming[element.get("targetRef") or ""].append(element)

    def root_elements(self, kind: str) -> dict[str, Element]:
        """Messages, signals or errors of the file by id."""
        return {str(e.get("id")): e for e in self.root.iterchildren(f"{_Q}{kind}") if e.get("id")}

    def children(self, parent: Element, *kinds: str) -> list[Element]:
        return [child for child in parent if is_bpmn(child) and local(child) in kinds]

    def extensions(self, element: Element, *names: str) -> list[Element]:
        """The zeebe elements that extend `element`, at the top of its extension elements."""
        holders = element.findall(f"{_Q}extensionElements")
        return [child for holder in holders for child in holder if is_zeebe(child) and local(child) in names]

    def extension(self, element: Element, name: str, attribute: str) -> str:
        """One attribute of one zeebe extension, stripped; empty when it is absent."""
        found = self.extensions(element, name)
        return (found[0].get(attribute) or "").strip() if found else ""

    def properties(self, element: Element) -> dict[str, str]:
        pairs = [pair for holder in self.extensions(element, "properties") for pair in holder]
        return {pair.get("name") or "": (pair.get("value") or "").strip() for pair in pairs if is_zeebe(pair)}

    def event_definitions(self, event: Element) -> list[Element]:
        return [child for child in event if is_bpmn(child) and local(child).endswith("EventDefinition")]

    def loop(self, node: Element) -> Element | None:
        found = self.children(node, "multiInstanceLoopCharacteristics") if local(node) in ACTIVITIES else []
        return found[0] if found else None

    def is_event_subprocess(self, node: Element) -> bool:
        return local(node) == "subProcess" and node.get("triggeredByEvent") == "true"

    def used_forms(self) -> list[tuple[Element, str]]:
        return self._used("userTask", "formDefinition", "formId")

    def used_topics(self) -> list[tuple[Element, str]]:
        """Of service and send tasks, and of the message events that leave the sending to a handler."""
        sent = [
            (event, self.extension(event, "taskDefinition", "type"))
            for event in self.nodes
            if local(event) in ("intermediateThrowEvent", "endEvent") and self.extensions(event, "taskDefinition")
        ]
        return [
            pair for kind in ("serviceTask", "sendTask") for pair in self._used(kind, "taskDefinition", "type")
        ] + sent

    def used_decisions(self) -> list[tuple[Element, str]]:
        return self._used("businessRuleTask", "calledDecision", "decisionId")

    def used_processes(self) -> list[tuple[Element, str]]:
        return self._used("callActivity", "calledElement", "processId")

    def _used(self, kind: str, extension: str, attribute: str) -> list[tuple[Element, str]]:
        return [(n, self.extension(n, extension, attribute)) for n in self.nodes if local(n) == kind]


def executable_parts(top: Element) -> Iterator[Element]:
    """`top` and all below it, without the drawing and what is only documentation."""
    if not isinstance(top.tag, str):
        return
    yield top
    for child in parts_below(top):
        yield from executable_parts(child)


def parts_below(parent: Element) -> Iterator[Element]:
    """The children of `parent` that are neither drawing nor documentation nor comments."""
    for child in parent:
        if not isinstance(child.tag, str) or namespace(child) == BPMNDI:
            continue
        if not (is_bpmn(child) and local(child) in DOCUMENTATION | DRAWN_DATA):
            yield child
