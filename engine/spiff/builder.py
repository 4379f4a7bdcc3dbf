"""From a diagram to a specification that SpiffWorkflow runs.

The builder goes through the elements of the file one by one instead of along the flows, as SpiffWorkflow's
own parser does: nothing depends on the drawing, nothing is skipped, and length does not matter. What it
cannot build it refuses by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine import bpmn
from engine.bpmn import Diagram, Flow, Node, Process, Scope, links_by_name, read
from engine.errors import DiagramRefused
from engine.spiff import dialect, refusals, serialization
from engine.spiff.elements import BoundarySplit, BusinessRuleTask, Element, PassThrough, ScriptTask
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
from engine.spiff.inventory import inventory
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.scopes import ProcessSpec, SubProcess
from engine.spiff.work import CallActivity, ServiceTask, UserTask

Json = dict[str, Any]

# kind → class, what it must know besides
ACTIVITIES: dict[str, tuple[type[Element], Any]] = {
    "task": (PassThrough, None),
    "manualTask": (PassThrough, None),
    "userTask": (UserTask, dialect.user_task),
    "serviceTask": (ServiceTask, dialect.service_task),
    "sendTask": (ServiceTask, dialect.service_task),
    "scriptTask": (ScriptTask, dialect.script_task),
    "businessRuleTask": (BusinessRuleTask, dialect.business_rule_task),
    "callActivity": (CallActivity, dialect.call_activity),
    "receiveTask": (ReceiveTask, None),
    "subProcess": (SubProcess, None),
}
EVENTS: dict[str, type[Element]] = {
    "startEvent": StartEvent,
    "endEvent": EndEvent,
    "intermediateCatchEvent": CatchEvent,
    "intermediateThrowEvent": ThrowEvent,
    "boundaryEvent": BoundaryEvent,
}
GATEWAYS: dict[str, type[Element]] = {
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
}


@dataclass(frozen=True)
class Built:
    """A diagram made ready to run.

    `elements` tells what really is in the specification: element id → ids of those to which it leads.
    """

    key: str
    name: str
    compiled: str
    is_startable: bool
    start_messages: list[str]
    start_signals: list[str]
    # Names of the variables that it is started with, as it declares them; None where it does not say.
    inputs: list[str] | None = None
    elements: dict[str, set[str]] = field(default_factory=dict)


def build(source: bytes) -> Built:
    """Build the executable process of a diagram. Raises DiagramRefused, or what `engine.bpmn.read` raises."""
    diagram = read(source)
    process = _executable(diagram)
    builder = _Builder(diagram)
    spec = builder.scope(process)
    specs = {process.id: spec, **builder.inner}
    starts = [s.config for s in spec.task_specs.values() if isinstance(s, StartEvent)]
    return Built(
        key=process.id,
        name=process.called,
        compiled=serialization.dump_specs(process.id, specs),
        is_startable=any(not start.get("definition") for start in starts),
        inputs=process.inputs,
        start_messages=_started_by("message", starts),
        start_signals=_started_by("signal", starts),
        elements=inventory(specs.values()),
    )


def declared_inputs(source: bytes) -> list[str] | None:
    """The variables that the process of a diagram says it is started with; None where it does not say."""
    return _executable(read(source)).inputs


def _executable(diagram: Diagram) -> Process:
    if not diagram.executables:
        raise DiagramRefused(element=diagram.root.id or "definitions", reason=_("没有可执行的流程"))
    return diagram.executables[0]


def _started_by(kind: str, starts: list[Json]) -> list[str]:
    return [s["definition"]["name"] for s in starts if s.get("definition") and s["definition"]["kind"] == kind]


class _Builder:
    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.inner: dict[str, ProcessSpec] = {}

    def scope(self, scope: Scope) -> ProcessSpec:
        """The specification of a process or sub-process and, in `self.inner`, of the sub-processes in it."""
        spec = ProcessSpec(name=scope.id, description=scope.name)
        nodes = {node.id: node for node in scope.nodes}
        refusals.check_ids(nodes)
        refusals.check_flows(scope.flows, nodes)
        bordered = {node.host for node in nodes.values() if node.kind == "boundaryEvent"}
        outgoing: dict[str, list[Flow]] = {node_id: [] for node_id in nodes}
        for flow in scope.flows:
            outgoing[flow.source].append(flow)
        targets = {node_id: f"{node_id}.boundary" if node_id in bordered else node_id for node_id in nodes}
        for node_id, node in nodes.items():
            self._add(spec, node, self._ways(node, outgoing[node_id], targets))
        self._connect(spec, nodes, outgoing, targets)
        return spec

    def _ways(self, node: Node, flows: list[Flow], targets: dict[str, str]) -> list[Json]:
        """The outgoing flows of a node, with their conditions."""
        refusals.check_choice(node, flows)
        return [dialect.way(flow, targets[flow.target]) for flow in flows]

    def _add(self, spec: ProcessSpec, node: Node, ways: list[Json]) -> None:
        config = {**dialect.common(node), "flows": ways}
        if node.default:
            config["default"] = node.default
        if node.kind in GATEWAYS:
            GATEWAYS[node.kind](spec, node.id, lane=self.diagram.lane(node), config=config)
        elif node.kind in EVENTS:
            self._add_event(spec, node, config)
        else:
            self._add_activity(spec, node, config)

    def _add_activity(self, spec: ProcessSpec, node: Node, config: Json) -> None:
        kind, read_settings = ACTIVITIES[node.kind]
        lane = self.diagram.lane(node)
        config |= read_settings(node) if read_settings else {}
        refusals.check_work(node, config)
        if node.kind == "receiveTask":
            config["definition"] = dialect.reference("message", self.diagram.message(node))
            refusals.check_definition(node, config["definition"])
        if isinstance(node, bpmn.SubProcess):
            config["event"] = node.is_event_subprocess
            self.inner[node.id] = self.scope(node)
        if node.loop is None:
            kind(spec, node.id, lane=lane, config=config)
            return
        loop = dialect.loop(node.loop)
        refusals.check_loop(node, loop)
        instance = kind(spec, f"{node.id}.instance", lane=lane, config={**config, "flows": []})
        shared = ("id", "name", "tag", "flows", "default")
        body: Json = {key: config[key] for key in shared if key in config}
        MultiInstance(spec, node.id, lane=lane, config={**body, "loop": loop, "instance": instance.name})

    def _add_event(self, spec: ProcessSpec, node: Node, config: Json) -> None:
        definition = dialect.event(self.diagram, node)
        refusals.check_event(node, definition)
        if definition is not None:
            config["definition"] = definition
        if node.kind == "boundaryEvent":
            config["attached_to"] = node.host
            config["interrupting"] = node.is_interrupting
        kind = EVENTS[node.kind]
        if definition is not None and definition["kind"] == "link" and kind is CatchEvent:
            kind = PassThrough  # the token arrives from the throwing link and goes straight on
        # A message that a handler sends, as in Camunda 8, instead of the engine itself.
        elif definition is not None and definition["kind"] == "message" and "taskDefinition" in node.settings.names:
            kind, config = ServiceTask, {**config, **dialect.service_task(node)}
            refusals.check_work(node, config)
        kind(spec, node.id, lane=self.diagram.lane(node), config=config)

    def _connect(
        self,
        spec: ProcessSpec,
        nodes: dict[str, Node],
        outgoing: dict[str, list[Flow]],
        targets: dict[str, str],
    ) -> None:
        links = self._links(nodes)
        for node_id, node in nodes.items():
            element = spec.task_specs[node_id]
            for flow in outgoing[node_id]:
                self._lead(spec, element, targets[flow.target])
            if node.kind == "startEvent":
                self._lead(spec, spec.start, node_id)
            elif node.kind == "boundaryEvent":
                self._attach(spec, nodes, node)
            elif node.is_event_subprocess:
                self._await_event(spec, node)
            if node_id in links:
                element.connect(spec.task_specs[links[node_id]])
            elif not outgoing[node_id]:
                element.connect(spec.end)
        if not spec.start.outputs:
            raise DiagramRefused(element=spec.name, reason=_("没有开始事件"))

    def _links(self, nodes: dict[str, Node]) -> dict[str, str]:
        """Throwing link → the catching link of the same name in this scope."""
        links = {}
        for throws, catches in links_by_name(nodes.values()).values():
            for throw in throws:
                if len(catches) != 1:
                    raise DiagramRefused(element=throw.id, reason=_("链接没有唯一的同名捕获事件"))
                links[throw.id] = catches[0].id
        return links

    def _lead(self, spec: ProcessSpec, source: Any, target: str) -> None:
        if target.endswith(".boundary") and target not in spec.task_specs:
            activity = target.removesuffix(".boundary")
            split = BoundarySplit(spec, target, config={"activity": activity})
            split.connect(spec.task_specs[activity])
        source.connect(spec.task_specs[target])

    def _attach(self, spec: ProcessSpec, nodes: dict[str, Node], event: Node) -> None:
        host = event.host
        if host not in nodes or nodes[host].kind not in ACTIVITIES:
            raise DiagramRefused(element=event.id, reason=_("边界事件没有附着在任务上"))
        split = spec.task_specs.get(f"{host}.boundary")
        if split is None:  # nothing leads to the activity: the gate reports it as unreachable
            split = BoundarySplit(spec, f"{host}.boundary", config={"activity": host})
            split.connect(spec.task_specs[host])
        split.connect(spec.task_specs[event.id])

    def _await_event(self, spec: ProcessSpec, node: Node) -> None:
        """An event sub-process waits beside the scope from its start; what its start event waits for waits
        outside of it."""
        inner = self.inner[node.id]
        starts = [s for s in inner.task_specs.values() if isinstance(s, StartEvent) and s.config.get("definition")]
        if len(starts) != 1:
            raise DiagramRefused(element=node.id, reason=_("事件子流程须有且只有一个带触发条件的开始事件"))
        event = next(each for each in node.children if isinstance(each, Node) and each.id == starts[0].name)
        config = {key: starts[0].config[key] for key in ("id", "name", "tag", "definition")} | {
            "interrupting": event.is_interrupting,
            "flows": [],
        }
        refusals.check_interrupting(event.id, config["definition"], interrupting=event.is_interrupting)
        wait = EventSubprocessStart(spec, event.id, lane=starts[0].lane, config=config)
        spec.start.connect(wait)
        wait.connect(spec.task_specs[node.id])
