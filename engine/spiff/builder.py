"""From a diagram to a specification that SpiffWorkflow runs.

The builder goes through the elements of the file one by one instead of along the flows, as SpiffWorkflow's
own parser does: nothing depends on the drawing, nothing is skipped, and length does not matter. What it
cannot build it refuses by name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from lxml.etree import _Element as Xml

from engine.errors import DiagramRefused
from engine.gate import xml
from engine.spiff import dialect, refusals, serialization
from engine.spiff.dialect import BPMN, Definitions, local
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

# tag → class, reader of the zeebe extensions
TASKS: dict[str, tuple[type[Element], Any]] = {
    "task": (PassThrough, None),
    "manualTask": (PassThrough, None),
    "userTask": (UserTask, dialect.user_task),
    "serviceTask": (ServiceTask, dialect.service_task),
    "sendTask": (ServiceTask, dialect.service_task),
    "scriptTask": (ScriptTask, dialect.script_task),
    "businessRuleTask": (BusinessRuleTask, dialect.business_rule_task),
    "callActivity": (CallActivity, dialect.call_activity),
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

    `elements` tells what really is in the specification: element id → kind and features in one text, such as
    `userTask parallel`, `boundaryEvent timer non-interrupting`, `sequenceFlow condition`, `sequenceFlow
    default`.
    """

    key: str
    name: str
    compiled: str
    is_startable: bool
    start_messages: list[str]
    start_signals: list[str]
    # Names of the variables that it is started with, as it declares them; None where it does not say.
    inputs: list[str] | None = None
    elements: dict[str, str] = field(default_factory=dict)


def build(source: bytes) -> Built:
    """Build the executable process of a diagram. Raises DiagramRefused, or what `engine.gate.xml.parse`
    raises."""
    root = xml.parse(source)
    process = _executable(root)
    builder = _Builder(root)
    spec = builder.scope(process, process.get("id") or "")
    specs = {process.get("id") or "": spec, **builder.inner}
    starts = [s.config for s in spec.task_specs.values() if isinstance(s, StartEvent)]
    return Built(
        key=process.get("id") or "",
        name=(process.get("name") or process.get("id") or "").strip(),
        compiled=serialization.dump_specs(process.get("id") or "", specs),
        is_startable=any(not start.get("definition") for start in starts),
        inputs=_declared_inputs(process),
        start_messages=_started_by("message", starts),
        start_signals=_started_by("signal", starts),
        elements=inventory(specs.values()),
    )


def declared_inputs(source: bytes) -> list[str] | None:
    """The variables that the process of a diagram says it is started with; None where it does not say."""
    return _declared_inputs(_executable(xml.parse(source)))


def _executable(root: Xml) -> Xml:
    process = next((p for p in root.iter(f"{BPMN}process") if p.get("isExecutable") == "true"), None)
    if process is None:
        raise DiagramRefused(element=root.get("id") or "definitions", reason=_("没有可执行的流程"))
    return process


def _declared_inputs(process: Xml) -> list[str] | None:
    listed = dialect.properties(process).get("inputs")
    return None if listed is None else [name.strip() for name in listed.split(",") if name.strip()]


def _started_by(kind: str, starts: list[Json]) -> list[str]:
    return [s["definition"]["name"] for s in starts if s.get("definition") and s["definition"]["kind"] == kind]


class _Builder:
    def __init__(self, root: Xml) -> None:
        self.definitions = Definitions(root)
        self.lanes = dialect.lanes(root)
        self.inner: dict[str, ProcessSpec] = {}

    def scope(self, holder: Xml, name: str, lane: str = "") -> ProcessSpec:
        """The specification of a process or sub-process and, in `self.inner`, of the sub-processes in it."""
        spec = ProcessSpec(name=name, description=(holder.get("name") or "").strip())
        nodes = {node.get("id") or "": node for node in holder if local(node) in dialect.NODES}
        flows = [flow for flow in holder if local(flow) == "sequenceFlow"]
        refusals.check_ids(nodes)
        refusals.check_flows(flows, nodes)
        bordered = {n.get("attachedToRef") for n in nodes.values() if local(n) == "boundaryEvent"}
        outgoing: dict[str, list[Xml]] = {node_id: [] for node_id in nodes}
        for flow in flows:
            outgoing[flow.get("sourceRef") or ""].append(flow)
        targets = {node_id: f"{node_id}.boundary" if node_id in bordered else node_id for node_id in nodes}
        for node_id, node in nodes.items():
            self._add(spec, node, self.lanes.get(node_id) or lane, self._ways(node, outgoing[node_id], targets))
        self._connect(spec, nodes, outgoing, targets)
        return spec

    def _ways(self, node: Xml, flows: list[Xml], targets: dict[str, str]) -> list[Json]:
        """The outgoing flows of a node, with their conditions."""
        refusals.check_choice(node, flows)
        return [
            {
                "id": flow.get("id"),
                "name": (flow.get("name") or "").strip(),
                "target": targets[flow.get("targetRef") or ""],
                "condition": dialect.condition(flow),
            }
            for flow in flows
        ]

    def _add(self, spec: ProcessSpec, node: Xml, lane: str, ways: list[Json]) -> None:
        tag, node_id = local(node), node.get("id") or ""
        config = {**dialect.common(node), "flows": ways}
        if node.get("default"):
            config["default"] = node.get("default")
        if tag in GATEWAYS:
            GATEWAYS[tag](spec, node_id, lane=lane, config=config)
        elif tag in TASKS or tag == "receiveTask":
            self._add_activity(spec, node, lane, config)
        else:
            self._add_event(spec, node, lane, config)

    def _add_activity(self, spec: ProcessSpec, node: Xml, lane: str, config: Json) -> None:
        tag, node_id = local(node), node.get("id") or ""
        kind, read = TASKS.get(tag, (ReceiveTask, None))
        config |= read(node) if read else {}
        refusals.check_work(node, config)
        if tag == "receiveTask":
            config["definition"] = self.definitions.reference("message", node.get("messageRef"))
            refusals.check_definition(node, config["definition"])
        if tag == "subProcess":
            config["event"] = node.get("triggeredByEvent") == "true"
            self.inner[node_id] = self.scope(node, node_id, lane)
        loop = dialect.loop(node)
        if loop is None:
            kind(spec, node_id, lane=lane, config=config)
            return
        refusals.check_loop(node, loop)
        instance = kind(spec, f"{node_id}.instance", lane=lane, config={**config, "flows": []})
        shared = ("id", "name", "tag", "flows", "default")
        body: Json = {key: config[key] for key in shared if key in config}
        MultiInstance(spec, node_id, lane=lane, config={**body, "loop": loop, "instance": instance.name})

    def _add_event(self, spec: ProcessSpec, node: Xml, lane: str, config: Json) -> None:
        tag, node_id = local(node), node.get("id") or ""
        definition = self.definitions.of_event(node)
        refusals.check_event(node, definition)
        if definition is not None:
            config["definition"] = definition
        if tag == "boundaryEvent":
            config["attached_to"] = node.get("attachedToRef")
            config["interrupting"] = node.get("cancelActivity", "true") == "true"
        kind = EVENTS[tag]
        if definition is not None and definition["kind"] == "link" and kind is CatchEvent:
            kind = PassThrough  # the token arrives from the throwing link and goes straight on
        elif definition is not None and definition["kind"] == "message" and dialect.has_task(node):
            kind, config = ServiceTask, {**config, **dialect.service_task(node)}
            refusals.check_work(node, config)
        kind(spec, node_id, lane=lane, config=config)

    def _connect(
        self,
        spec: ProcessSpec,
        nodes: dict[str, Xml],
        outgoing: dict[str, list[Xml]],
        targets: dict[str, str],
    ) -> None:
        links = self._links(nodes)
        for node_id, node in nodes.items():
            element = spec.task_specs[node_id]
            for flow in outgoing[node_id]:
                self._lead(spec, element, targets[flow.get("targetRef") or ""])
            tag = local(node)
            if tag == "startEvent":
                self._lead(spec, spec.start, node_id)
            elif tag == "boundaryEvent":
                self._attach(spec, nodes, node)
            elif tag == "subProcess" and node.get("triggeredByEvent") == "true":
                self._await_event(spec, node)
            if node_id in links:
                element.connect(spec.task_specs[links[node_id]])
            elif not outgoing[node_id]:
                element.connect(spec.end)
        if not spec.start.outputs:
            raise DiagramRefused(element=spec.name, reason=_("没有开始事件"))

    def _links(self, nodes: dict[str, Xml]) -> dict[str, str]:
        """Throwing link → the catching link of the same name in this scope."""
        found = {node_id: self.definitions.link_name(node) for node_id, node in nodes.items()}
        catches = [n for n, name in found.items() if name is not None and local(nodes[n]) == "intermediateCatchEvent"]
        links = {}
        for throw, name in found.items():
            if name is None or throw in catches:
                continue
            targets = [catch for catch in catches if found[catch] == name]
            if len(targets) != 1:
                raise DiagramRefused(element=throw, reason=_("链接没有唯一的同名捕获事件"))
            links[throw] = targets[0]
        return links

    def _lead(self, spec: ProcessSpec, source: Any, target: str) -> None:
        if target.endswith(".boundary") and target not in spec.task_specs:
            activity = target.removesuffix(".boundary")
            split = BoundarySplit(spec, target, config={"activity": activity})
            split.connect(spec.task_specs[activity])
        source.connect(spec.task_specs[target])

    def _attach(self, spec: ProcessSpec, nodes: dict[str, Xml], event: Xml) -> None:
        host = event.get("attachedToRef") or ""
        if host not in nodes or not (local(nodes[host]) in TASKS or local(nodes[host]) == "receiveTask"):
            raise DiagramRefused(element=event.get("id"), reason=_("边界事件没有附着在任务上"))
        split = spec.task_specs.get(f"{host}.boundary")
        if split is None:  # nothing leads to the activity: the gate reports it as unreachable
            split = BoundarySplit(spec, f"{host}.boundary", config={"activity": host})
            split.connect(spec.task_specs[host])
        split.connect(spec.task_specs[event.get("id")])

    def _await_event(self, spec: ProcessSpec, node: Xml) -> None:
        """An event sub-process waits beside the scope from its start; what its start event waits for waits
        outside of it."""
        inner = self.inner[node.get("id") or ""]
        starts = [s for s in inner.task_specs.values() if isinstance(s, StartEvent) and s.config.get("definition")]
        if len(starts) != 1:
            raise DiagramRefused(element=node.get("id"), reason=_("事件子流程须有且只有一个带触发条件的开始事件"))
        event = next(e for e in node if e.get("id") == starts[0].name)
        config = {key: starts[0].config[key] for key in ("id", "name", "tag", "definition")} | {
            "interrupting": event.get("isInterrupting", "true") == "true",
            "flows": [],
        }
        refusals.check_interrupting(starts[0].name, config["definition"], interrupting=config["interrupting"])
        wait = EventSubprocessStart(spec, starts[0].name, lane=starts[0].lane, config=config)
        spec.start.connect(wait)
        wait.connect(spec.task_specs[node.get("id")])
