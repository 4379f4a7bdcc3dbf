"""What really is in a built specification, for the gate's coverage check. Read from the specification,
never from the XML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.spiff.elements import Element
from engine.spiff.events import EventSubprocessStart
from engine.spiff.scopes import ProcessSpec

_WORK = ("form", "topic", "decision", "process", "expression", "result")
_LOOP = {"items": "input", "item": "item", "collect": "output", "each": "output_item", "until": "until"}


def feature(kind: str, text: str) -> str:
    """A feature with a free text: `kind:text`, without blanks, so that features can be listed with blanks
    between."""
    return f"{kind}:" + re.sub(r"[\s%]", lambda found: f"%{ord(found[0]):02x}", text)


def inventory(specs: Iterable[ProcessSpec]) -> dict[str, str]:
    """Element id → its tag and features, separated by spaces."""
    found: dict[str, dict[str, None]] = {}
    for spec in specs:
        for element in spec.task_specs.values():
            if not isinstance(element, Element) or element.bpmn_id is None or element.name.endswith(".instance"):
                continue
            # The start of an event sub-process is built twice: where it waits and where it begins.
            features = [element.config["tag"], *_features(spec, element)]
            found.setdefault(element.bpmn_id, {}).update(dict.fromkeys(features))
            for flow in element.config.get("flows", []):
                if flow["target"] in element._outputs:
                    found[flow["id"]] = dict.fromkeys(["sequenceFlow", *_flow_features(element, flow)])
    return {own_id: " ".join(features) for own_id, features in found.items()}


def _features(spec: ProcessSpec, element: Element) -> Iterable[str]:
    config = element.config
    if "loop" in config:
        # The body of a loop is built around what the instances are.
        yield from _loop(config["loop"])
        config = spec.task_specs[config["instance"]].config
    yield from _definition(spec, element, config.get("definition") or {})
    if "interrupting" in config:
        yield "interrupting" if config["interrupting"] else "non-interrupting"
    if "attached_to" in config:
        yield f"on:{config['attached_to']}"
    if config.get("event"):
        waits = [
            s for s in spec.task_specs.values() if isinstance(s, EventSubprocessStart) and element.name in s._outputs
        ]
        yield "event" if waits else "embedded"
    if element.lane:
        yield feature("lane", element.lane)
    for way in ("input", "output"):
        for source, target in config.get(f"{way}s", []):
            yield feature(way, f"{target}={source}")
    for key in _WORK:
        if config.get(key):
            yield feature(key, config[key])


def _loop(loop: dict[str, Any]) -> Iterable[str]:
    yield "sequential" if loop["sequential"] else "parallel"
    for name, key in _LOOP.items():
        if loop[key]:
            yield feature(name, loop[key])


def _definition(spec: ProcessSpec, element: Element, definition: dict[str, Any]) -> Iterable[str]:
    if not definition:
        return
    kind = definition["kind"]
    yield kind
    if definition.get("timer"):
        yield definition["timer"]
    named = definition.get("code") if kind == "error" else definition.get("name")
    if named:
        yield feature(kind, named)
    if kind == "link" and element.config["tag"] == "intermediateThrowEvent":
        yield from (f"to:{name}" for name in element._outputs if name != spec.end.name)


def _flow_features(element: Element, flow: dict[str, Any]) -> Iterable[str]:
    if element.config.get("default") == flow["id"]:
        yield "default"
    if flow["condition"] is not None:
        yield "condition"
        yield feature("when", flow["condition"])
    yield f"{element.bpmn_id}->{flow['target'].removesuffix('.boundary')}"
