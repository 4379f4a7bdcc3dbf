"""What really is in a built specification, for the gate's coverage check. Read from the specification,
never from the XML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.spiff.elements import Element
from engine.spiff.events import EventSubprocessStart
from engine.spiff.scopes import ProcessSpec


def inventory(specs: Iterable[ProcessSpec]) -> dict[str, str]:
    """Element id → its tag and features, separated by spaces."""
    found: dict[str, str] = {}
    for spec in specs:
        for element in spec.task_specs.values():
            if not isinstance(element, Element) or element.bpmn_id is None or element.name.endswith(".instance"):
                continue
            found[element.bpmn_id] = " ".join([element.config["tag"], *_features(spec, element)])
            for flow in element.config.get("flows", []):
                if flow["target"] in element._outputs:
                    found[flow["id"]] = " ".join(["sequenceFlow", *_flow_features(element, flow)])
    return found


def _features(spec: ProcessSpec, element: Element) -> Iterable[str]:
    config = element.config
    definition: dict[str, Any] = config.get("definition") or {}
    if definition:
        yield definition["kind"]
    if definition.get("timer"):
        yield definition["timer"]
    if "interrupting" in config:
        yield "interrupting" if config["interrupting"] else "non-interrupting"
    if "attached_to" in config:
        yield f"on:{config['attached_to']}"
    if "loop" in config:
        yield "sequential" if config["loop"]["sequential"] else "parallel"
        config = spec.task_specs[config["instance"]].config
    if config.get("event"):
        waits = [
            s for s in spec.task_specs.values() if isinstance(s, EventSubprocessStart) and element.name in s._outputs
        ]
        yield "event" if waits else "embedded"
    if element.lane:
        yield f"lane:{element.lane}"


def _flow_features(element: Element, flow: dict[str, Any]) -> Iterable[str]:
    if element.config.get("default") == flow["id"]:
        yield "default"
    if flow["condition"] is not None:
        yield "condition"
    yield f"{element.bpmn_id}->{flow['target'].removesuffix('.boundary')}"
