"""Specifications as text, with SpiffWorkflow's serializer and one converter for all elements of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default import BpmnProcessSpecConverter
from SpiffWorkflow.bpmn.serializer.helpers import BpmnConverter

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

FORMAT = 1

ELEMENTS: tuple[type[Element], ...] = (
    BoundaryEvent, BoundarySplit, BusinessRuleTask, CallActivity, CatchEvent, EndEvent, EndJoin,
    EventBasedGateway, EventSubprocessStart, ExclusiveGateway, Helper, InclusiveGateway, MultiInstance,
    ParallelGateway, PassThrough, ReceiveTask, ScriptTask, ServiceTask, StartEvent, SubProcess, ThrowEvent,
    UserTask,
)  # fmt: skip


class ElementConverter(BpmnConverter):
    """An element is its name, its neighbours, its lane and its configuration."""

    def to_dict(self, spec: Element) -> dict[str, Any]:
        return {
            "name": spec.name,
            "inputs": list(spec._inputs),
            "outputs": list(spec._outputs),
            "lane": spec.lane,
            "config": spec.config,
        }

    def from_dict(self, dct: dict[str, Any]) -> Element:
        element: Element = self.target_class(
            dct["wf_spec"],
            dct["name"],
            inputs=list(dct["inputs"]),
            outputs=list(dct["outputs"]),
            lane=dct["lane"],
            config=dct["config"],
        )
        return element


_converters: dict[type[Any], type[BpmnConverter]] = dict.fromkeys(ELEMENTS, ElementConverter)
_converters[ProcessSpec] = BpmnProcessSpecConverter
_registry = BpmnWorkflowSerializer.configure(_converters)


@dataclass(frozen=True)
class Specification:
    """The built process of one definition and its sub-processes; shared by all instances, never changed."""

    key: str
    spec: ProcessSpec
    inner: Mapping[str, ProcessSpec]

    def elements(self) -> list[dict[str, Any]]:
        """What was read of each element of the diagram, and its `scope`: the id of the process or sub-process
        around it. A loop's instance comes beside its body, with the same id."""
        specs = {id(spec): spec for spec in (self.spec, *self.inner.values())}.values()
        configs = [{**e.config, "scope": spec.name} for spec in specs for e in spec.task_specs.values()]
        return [config for config in configs if config.get("id")]


def dump_specs(key: str, specs: Mapping[str, ProcessSpec]) -> str:
    document = {
        "format": FORMAT,
        "key": key,
        "specs": {name: _registry.convert(spec) for name, spec in specs.items()},
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def load_specs(compiled: str) -> Specification:
    # Parsed afresh each time: SpiffWorkflow's converters change what they are given.
    document = json.loads(compiled)
    specs = {name: _registry.restore(record) for name, record in document["specs"].items()}
    return Specification(document["key"], specs[document["key"]], specs)
