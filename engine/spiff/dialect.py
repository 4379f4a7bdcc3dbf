"""Reading one element of a diagram: BPMN plus the zeebe extensions, as plain JSON for `Element.config`."""

from __future__ import annotations

from typing import Any

from lxml.etree import _Element as Xml

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
Json = dict[str, Any]

NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "callActivity",
        "subProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
    }
)


def local(element: Xml) -> str:
    """The BPMN name of an element; empty for anything else (comments, other namespaces)."""
    tag = element.tag
    return tag.removeprefix(BPMN) if isinstance(tag, str) and tag.startswith(BPMN) else ""


def extension(element: Xml, name: str) -> Xml | None:
    return element.find(f"{BPMN}extensionElements/{ZEEBE}{name}")


def attribute(element: Xml, name: str, attr: str, default: str = "") -> str:
    """An attribute of a zeebe extension of `element`."""
    found = extension(element, name)
    return default if found is None else (found.get(attr) or default).strip()


def pairs(element: Xml, holder: str, item: str, key: str, found: str) -> list[list[str]]:
    box = extension(element, holder)
    items = [] if box is None else box.findall(f"{ZEEBE}{item}")
    return [[(i.get(key) or "").strip(), (i.get(found) or "").strip()] for i in items]


def common(element: Xml) -> Json:
    """What every node has: id, name, kind and variable mappings."""
    config: Json = {
        "id": element.get("id"),
        "name": (element.get("name") or "").strip(),
        "tag": local(element),
    }
    inputs = pairs(element, "ioMapping", "input", "source", "target")
    outputs = pairs(element, "ioMapping", "output", "source", "target")
    return config | ({"inputs": inputs} if inputs else {}) | ({"outputs": outputs} if outputs else {})


def properties(element: Xml) -> dict[str, str]:
    return dict(pairs(element, "properties", "property", "name", "value"))


def user_task(element: Xml) -> Json:
    return {
        "form": attribute(element, "formDefinition", "formId"),
        "assignee": attribute(element, "assignmentDefinition", "assignee"),
        "groups": attribute(element, "assignmentDefinition", "candidateGroups"),
        "users": attribute(element, "assignmentDefinition", "candidateUsers"),
        "due": attribute(element, "taskSchedule", "dueDate"),
        "follow_up": attribute(element, "taskSchedule", "followUpDate"),
        "priority": attribute(element, "priorityDefinition", "priority"),
        "properties": properties(element),
    }


def service_task(element: Xml) -> Json:
    return {
        "topic": attribute(element, "taskDefinition", "type"),
        "retries": attribute(element, "taskDefinition", "retries"),
        "headers": dict(pairs(element, "taskHeaders", "header", "key", "value")),
    }


def script_task(element: Xml) -> Json:
    return {
        "expression": attribute(element, "script", "expression"),
        "result": attribute(element, "script", "resultVariable"),
    }


def business_rule_task(element: Xml) -> Json:
    return {
        "decision": attribute(element, "calledDecision", "decisionId"),
        "result": attribute(element, "calledDecision", "resultVariable"),
    }


def call_activity(element: Xml) -> Json:
    return {
        "process": attribute(element, "calledElement", "processId"),
        # zeebe's default is to propagate.
        "propagate": attribute(element, "calledElement", "propagateAllChildVariables", "true") == "true",
    }


def has_task(element: Xml) -> bool:
    """A message event that a handler sends, as in Camunda 8, instead of the engine itself."""
    return extension(element, "taskDefinition") is not None


def loop(element: Xml) -> Json | None:
    marker = element.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if marker is None:
        return None
    until = marker.find(f"{BPMN}completionCondition")
    return {
        "sequential": marker.get("isSequential") == "true",
        "input": attribute(marker, "loopCharacteristics", "inputCollection"),
        "item": attribute(marker, "loopCharacteristics", "inputElement"),
        "output": attribute(marker, "loopCharacteristics", "outputCollection"),
        "output_item": attribute(marker, "loopCharacteristics", "outputElement"),
        "until": (until.text or "").strip() if until is not None else "",
    }


def lanes(root: Xml) -> dict[str, str]:
    """Node id → name of the innermost lane that it lies in."""
    found = [(len(list(ref.iterancestors())), ref) for ref in root.iter(f"{BPMN}flowNodeRef")]
    return {
        (ref.text or "").strip(): (ref.getparent().get("name") or "").strip()
        for _depth, ref in sorted(found, key=lambda pair: pair[0])
    }


def condition(flow: Xml) -> str | None:
    found = flow.find(f"{BPMN}conditionExpression")
    return None if found is None else (found.text or "").strip()


class Definitions:
    """The messages, signals and errors that the file declares, by id."""

    def __init__(self, root: Xml) -> None:
        self.items = {child.get("id"): child for child in root if local(child) in ("message", "signal", "error")}

    def of_event(self, event: Xml) -> Json | None:
        """What an event waits for or throws; None for a plain one."""
        found = [child for child in event if local(child).endswith("EventDefinition")]
        if not found:
            return None
        kind = local(found[0]).removesuffix("EventDefinition")
        if kind == "timer":
            return {"kind": kind, **self._timer(found[0])}
        if kind == "terminate":
            return {"kind": kind}
        if kind == "link":
            return {"kind": kind, "name": (found[0].get("name") or "").strip()}
        return self.reference(kind, found[0].get(f"{kind}Ref"))

    @staticmethod
    def link_name(event: Xml) -> str | None:
        """The name of a link event; None for any other element."""
        definition = event.find(f"{BPMN}linkEventDefinition")
        return None if definition is None else (definition.get("name") or "").strip()

    def reference(self, kind: str, reference: str | None) -> Json:
        item = self.items.get(reference)
        if item is None:
            return {"kind": kind, "name": "", "code": "", "correlation": ""}
        return {
            "kind": kind,
            "name": (item.get("name") or "").strip(),
            "code": (item.get("errorCode") or "").strip(),
            "correlation": attribute(item, "subscription", "correlationKey"),
        }

    def _timer(self, definition: Xml) -> Json:
        for tag, kind in (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")):
            text = definition.find(f"{BPMN}{tag}")
            if text is not None:
                return {"timer": kind, "text": (text.text or "").strip()}
        return {"timer": "", "text": ""}
