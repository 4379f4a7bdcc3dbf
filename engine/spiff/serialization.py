"""Specifications as text, and back. Names in it are ours, not those of Python classes, and its format is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import UnreadableDefinition
from engine.spiff import format_1
from engine.spiff.elements import BoundarySplit, BusinessRuleTask, Element, Helper, PassThrough, ScriptTask
from engine.spiff.events import (
    BoundaryEvent,
    CatchEvent,
    EndEvent,
    EventSubprocessStart,
    ReceiveTask,
    StartEvent,
    ThrowEvent,
)
from engine.spiff.gateways import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.scopes import EndJoin, ProcessSpec, SubProcess
from engine.spiff.work import CallActivity, ServiceTask, UserTask

FORMAT = 2
Json = dict[str, Any]

KINDS: dict[str, type[Element]] = {
    "border": BoundarySplit,
    "boundary-event": BoundaryEvent,
    "business-rule-task": BusinessRuleTask,
    "call-activity": CallActivity,
    "catch-event": CatchEvent,
    "end": EndJoin,
    "end-event": EndEvent,
    "event-based-gateway": EventBasedGateway,
    "event-sub-process-start": EventSubprocessStart,
    "exclusive-gateway": ExclusiveGateway,
    "helper": Helper,
    "inclusive-gateway": InclusiveGateway,
    "multi-instance": MultiInstance,
    "parallel-gateway": ParallelGateway,
    "pass-through": PassThrough,
    "receive-task": ReceiveTask,
    "script-task": ScriptTask,
    "service-task": ServiceTask,
    "start-event": StartEvent,
    "sub-process": SubProcess,
    "throw-event": ThrowEvent,
    "user-task": UserTask,
}
_KIND_OF = {element: kind for kind, element in KINDS.items()}


@dataclass(frozen=True)
class Specification:
    """The built process of one definition and its sub-processes; shared by all instances, never changed."""

    key: str
    spec: ProcessSpec
    inner: Mapping[str, ProcessSpec]

    def flows(self) -> list[ProcessSpec]:
        """The process and its sub-processes, each once."""
        return list({id(spec): spec for spec in (self.spec, *self.inner.values())}.values())

    def elements(self) -> list[dict[str, Any]]:
        """What was read of each element of the diagram, and its `scope`: the id of the process or sub-process
        around it. A loop's instance comes beside its body, with the same id."""
        configs = [{**e.config, "scope": spec.name} for spec in self.flows() for e in spec.task_specs.values()]
        return [config for config in configs if config.get("id")]


def dump_specs(key: str, specs: Mapping[str, ProcessSpec]) -> str:
    document = {"format": FORMAT, "key": key, "flows": {name: _dump_flow(spec) for name, spec in specs.items()}}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def load_specs(compiled: str) -> Specification:
    """Raises UnreadableDefinition for a format that no release before this one wrote."""
    document = json.loads(compiled)
    if document.get("format") == format_1.FORMAT:
        document = format_1.upgrade_definition(document)
    if document.get("format") != FORMAT:
        raise UnreadableDefinition
    specs = {name: _load_flow(name, record) for name, record in document["flows"].items()}
    return Specification(document["key"], specs[document["key"]], specs)


def _dump_flow(spec: ProcessSpec) -> Json:
    return {"name": spec.description, "elements": [_dump_element(element) for element in spec.task_specs.values()]}


def _dump_element(element: Element) -> Json:
    """An element is its id, its neighbours, its lane and its configuration."""
    return {
        "kind": _KIND_OF[type(element)],
        "id": element.name,
        "from": list(element._inputs),
        "to": list(element._outputs),
        "lane": element.lane,
        "config": element.config,
    }


def _load_flow(name: str, record: Json) -> ProcessSpec:
    spec = ProcessSpec(name=name, description=record["name"])
    for element in record["elements"]:
        made = spec.task_specs.get(element["id"])  # its start and its end
        if made is None:
            made = KINDS[element["kind"]](spec, element["id"], lane=element["lane"], config=element["config"])
        made._inputs, made._outputs = list(element["from"]), list(element["to"])
    return spec
