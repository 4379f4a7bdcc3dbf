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
from engine.spiff import dialect, serialization
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
GATEWAYS: dict[str, type[Element]] = {
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventBasedGateway,
}
CHOOSING = ("exclusiveGateway", "inclusiveGateway")


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
    elements: dict[str, str] = field(default_factory=dict)


def build(source: bytes) -> Built:
    """Build the executable process of a diagram. Raises DiagramRefused, or what `engine.gate.xml.parse`
    raises."""
    root = xml.parse(source)
    process = next((p for p in root.iter(f"{BPMN}process") if p.get("isExecutable", "true") == "true"), None)
    if process is None:
        raise DiagramRefused(element=root.get("id") or "definitions", reason=_("没有可执行的流程"))
    builder = _Builder(root)
    spec = builder.scope(process, process.get("id") or "")
    specs = {process.get("id") or "": spec, **builder.inner}
    starts = [s.config for s in spec.task_specs.values() if isinstance(s, StartEvent)]
    return Built(
        key=process.get("id") or "",
        name=(process.get("name") or process.get("id") or "").strip(),
        compiled=serialization.dump_specs(process.get("id") or "", specs),
        is_startable=any(not start.get("definition") for start in starts),
        start_messages=_started_by("message", starts),
        start_signals=_started_by("signal", starts),
        elements=inventory(specs.values()),
    )


def _started_by(kind: str, starts: list[Json]) -> list[str]:
    return [s["definition"]["name"] for s in starts if s.get("definition") and s["definition"]["kind"] == kind]


class _Builder:
    def __init__(self, root: Xml) -> None:
        self.definitions = Definitions(root)
        self.lanes = {
            (ref.text or "").strip(): (ref.getparent().get("name") or "").strip()
            for ref in root.iter(f"{BPMN}flowNodeRef")
        }
        self.inner: dict[str, ProcessSpec] = {}

    def scope(self, holder: Xml, name: str, lane: str = "") -> ProcessSpec:
        """The specification of a process or sub-process and, in `self.inner`, of the sub-processes in it."""
        spec = ProcessSpec(name=name, description=(holder.get("name") or "").strip())
        nodes = {node.get("id") or "": node for node in holder if local(node) in dialect.NODES}
        flows = [flow for flow in holder if local(flow) == "sequenceFlow"]
        self._check(nodes, flows)
        bordered = {n.get("attachedToRef") for n in nodes.values() if local(n) == "boundaryEvent"}
        outgoing: dict[str, list[Xml]] = {node_id: [] for node_id in nodes}
        for flow in flows:
            outgoing[flow.get("sourceRef") or ""].append(flow)
        targets = {node_id: f"{node_id}.boundary" if node_id in bordered else node_id for node_id in nodes}
        for node_id, node in nodes.items():
            self._add(spec, node, self.lanes.get(node_id) or lane, self._ways(node, outgoing[node_id], targets))
        self._connect(spec, nodes, outgoing, targets)
        return spec

    def _check(self, nodes: dict[str, Xml], flows: list[Xml]) -> None:
        for node_id in nodes:
            if not node_id or node_id in ("Start", "End") or "." in node_id:
                raise DiagramRefused(element=node_id, reason=_("标识不可用"))
        for flow in flows:
            if not flow.get("id"):
                raise DiagramRefused(element=flow.get("sourceRef") or "", reason=_("顺序流没有标识"))
            for end in ("sourceRef", "targetRef"):
                if flow.get(end) not in nodes:
                    raise DiagramRefused(element=flow.get("id"), reason=_("顺序流没有连接到本层的元素"))

    def _ways(self, node: Xml, flows: list[Xml], targets: dict[str, str]) -> list[Json]:
        """The outgoing flows of a node, with their conditions where the node can choose."""
        default = node.get("default")
        ways = []
        for flow in flows:
            condition = dialect.condition(flow)
            if local(node) in CHOOSING:
                open_end = condition is None and flow.get("id") != default and len(flows) > 1
                if open_end or condition == "":
                    raise DiagramRefused(element=flow.get("id"), reason=_("分支没有条件，也不是默认分支"))
            elif condition is not None:
                raise DiagramRefused(element=flow.get("id"), reason=_("只有排他网关和包容网关之后的顺序流可以有条件"))
            target = targets[flow.get("targetRef") or ""]
            ways.append(
                {
                    "id": flow.get("id"),
                    "name": (flow.get("name") or "").strip(),
                    "target": target,
                    "condition": condition,
                }
            )
        return ways

    def _add(self, spec: ProcessSpec, node: Xml, lane: str, ways: list[Json]) -> None:
        tag, node_id = local(node), node.get("id") or ""
        config = {**dialect.common(node), "flows": ways}
        if node.get("default") and tag in CHOOSING:
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
        self._require(node, config)
        if tag == "receiveTask":
            config["definition"] = self.definitions.reference("message", node.get("messageRef"))
            self._require_name(node, config["definition"])
        if tag == "subProcess":
            config["event"] = node.get("triggeredByEvent") == "true"
            self.inner[node_id] = self.scope(node, node_id, lane)
        loop = dialect.loop(node)
        if loop is None:
            kind(spec, node_id, lane=lane, config=config)
            return
        if not loop["input"] or (loop["output_item"] and not loop["output"]):
            raise DiagramRefused(element=node_id, reason=_("多实例缺少输入集合或输出集合"))
        instance = kind(spec, f"{node_id}.instance", lane=lane, config={**config, "flows": []})
        body = {key: config[key] for key in ("id", "name", "tag", "flows")}
        MultiInstance(spec, node_id, lane=lane, config={**body, "loop": loop, "instance": instance.name})

    def _add_event(self, spec: ProcessSpec, node: Xml, lane: str, config: Json) -> None:
        tag, node_id = local(node), node.get("id") or ""
        definition = self.definitions.of_event(node)
        if definition is not None:
            config["definition"] = definition
            self._require_name(node, definition)
        if tag == "boundaryEvent":
            config["attached_to"] = node.get("attachedToRef")
            config["interrupting"] = node.get("cancelActivity", "true") == "true"
        kinds: dict[str, type[Element]] = {
            "startEvent": StartEvent,
            "endEvent": EndEvent,
            "intermediateCatchEvent": CatchEvent,
            "intermediateThrowEvent": ThrowEvent,
            "boundaryEvent": BoundaryEvent,
        }
        if tag in ("boundaryEvent", "intermediateCatchEvent") and definition is None:
            raise DiagramRefused(element=node_id, reason=_("事件没有类型"))
        if tag == "startEvent" and definition is not None and not self._may_start(node, definition):
            raise DiagramRefused(element=node_id, reason=_("这里的开始事件不能有这种触发条件"))
        self._check_cycle(node, definition, config.get("interrupting", True))
        kinds[tag](spec, node_id, lane=lane, config=config)

    def _connect(
        self,
        spec: ProcessSpec,
        nodes: dict[str, Xml],
        outgoing: dict[str, list[Xml]],
        targets: dict[str, str],
    ) -> None:
        for node_id, node in nodes.items():
            element = spec.task_specs[node_id]
            for flow in outgoing[node_id]:
                self._link(spec, element, targets[flow.get("targetRef") or ""])
            tag = local(node)
            if tag == "startEvent":
                self._link(spec, spec.start, node_id)
            elif tag == "boundaryEvent":
                self._attach(spec, nodes, node)
            elif tag == "subProcess" and node.get("triggeredByEvent") == "true":
                self._await_event(spec, node)
            if not outgoing[node_id]:
                element.connect(spec.end)
        if not spec.start.outputs:
            raise DiagramRefused(element=spec.name, reason=_("没有开始事件"))

    def _link(self, spec: ProcessSpec, source: Any, target: str) -> None:
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
        if config["interrupting"] and config["definition"].get("timer") == "cycle":
            raise DiagramRefused(element=starts[0].name, reason=_("周期定时器只能用于非中断的事件"))
        if config["definition"]["kind"] == "error" and not config["interrupting"]:
            raise DiagramRefused(element=starts[0].name, reason=_("错误事件必须中断流程"))
        wait = EventSubprocessStart(spec, starts[0].name, lane=starts[0].lane, config=config)
        spec.start.connect(wait)
        wait.connect(spec.task_specs[node.get("id")])

    def _may_start(self, node: Xml, definition: Json) -> bool:
        """A message or signal starts a process; any event an event sub-process; nothing but the flow a
        plain sub-process."""
        holder = node.getparent()
        if local(holder) == "process":
            return definition["kind"] in ("message", "signal")
        return holder.get("triggeredByEvent") == "true"

    def _check_cycle(self, node: Xml, definition: Json | None, interrupting: bool) -> None:
        if definition is None or definition.get("timer") != "cycle":
            return
        # The interrupting of a start event is known only where its event sub-process is attached.
        if interrupting and local(node) != "startEvent":
            raise DiagramRefused(element=node.get("id"), reason=_("周期定时器只能用于非中断的事件"))

    def _require(self, node: Xml, config: Json) -> None:
        for key, what in (("topic", _("主题")), ("decision", _("决策")), ("process", _("被调用的流程"))):
            if key in config and not config[key]:
                raise DiagramRefused(element=node.get("id"), reason=_("没有填写%(what)s") % {"what": what})
        if "expression" in config and not config["expression"]:
            raise DiagramRefused(element=node.get("id"), reason=_("没有填写表达式"))

    def _require_name(self, node: Xml, definition: Json) -> None:
        kind = definition["kind"]
        if kind == "timer" and not definition["text"]:
            raise DiagramRefused(element=node.get("id"), reason=_("定时器没有填写时间"))
        if kind in ("message", "signal") and not definition["name"]:
            raise DiagramRefused(element=node.get("id"), reason=_("事件没有指明消息或信号"))
        if kind == "error" and local(node) == "endEvent" and not definition["code"]:
            raise DiagramRefused(element=node.get("id"), reason=_("错误结束事件没有错误码"))
        if kind not in ("timer", "message", "signal", "error", "terminate"):
            raise DiagramRefused(element=node.get("id"), reason=_("不支持这种事件"))
