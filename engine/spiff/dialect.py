"""What an element's specification must know of a diagram's element, as plain JSON for `Element.config`."""

from __future__ import annotations

from typing import Any

from engine.bpmn import Diagram, Element, Flow, Loop, Node

Json = dict[str, Any]


def common(node: Node) -> Json:
    """What every node has: id, name, kind and variable mappings."""
    config: Json = {"id": node.id, "name": node.name, "tag": node.kind}
    inputs, outputs = ([list(line) for line in lines] for lines in (node.settings.inputs, node.settings.outputs))
    return config | ({"inputs": inputs} if inputs else {}) | ({"outputs": outputs} if outputs else {})


def way(flow: Flow, target: str) -> Json:
    return {"id": flow.id, "name": flow.name, "target": target, "condition": flow.condition}


def user_task(node: Node) -> Json:
    settings = node.settings
    return {
        "form": settings.form,
        "assignee": settings.assignee,
        "groups": settings.candidate_groups,
        "users": settings.candidate_users,
        "due": settings.due_date,
        "follow_up": settings.follow_up_date,
        "priority": settings.priority,
        "properties": dict(settings.properties),
    }


def service_task(node: Node) -> Json:
    settings = node.settings
    return {"topic": settings.topic, "retries": settings.retries, "headers": dict(settings.headers)}


def script_task(node: Node) -> Json:
    return {"expression": node.settings.expression, "result": node.settings.script_result}


def business_rule_task(node: Node) -> Json:
    return {"decision": node.settings.decision, "result": node.settings.decision_result}


def call_activity(node: Node) -> Json:
    return {"process": node.settings.process, "propagate": node.settings.propagates}


def loop(marker: Loop) -> Json:
    settings = marker.settings
    return {
        "sequential": marker.is_sequential,
        "input": settings.input_collection,
        "item": settings.input_element,
        "output": settings.output_collection,
        "output_item": settings.output_element,
        "until": marker.until,
    }


def event(diagram: Diagram, node: Node) -> Json | None:
    """What an event waits for or throws; None for a plain one."""
    definition = node.definition
    if definition is None:
        return None
    kind = definition.trigger
    if kind == "timer":
        timer, text = definition.time
        return {"kind": kind, "timer": timer, "text": text}
    if kind == "terminate":
        return {"kind": kind}
    if kind == "link":
        return {"kind": kind, "name": definition.name}
    return reference(kind, diagram.named(definition))


def reference(kind: str, named: Element | None) -> Json:
    """A message, signal or error of the file; all empty where there is none."""
    if named is None:
        return {"kind": kind, "name": "", "code": "", "correlation": ""}
    return {
        "kind": kind,
        "name": named.name,
        "code": (named.get("errorCode") or "").strip(),
        "correlation": named.settings.correlation_key,
    }
