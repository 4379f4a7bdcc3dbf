"""What the builder does not build: each check raises DiagramRefused with the element's id.

The gate says the same, earlier and kinder; here is the last line, for diagrams that come another way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from engine.bpmn import Flow, Node, Process
from engine.errors import DiagramRefused

Json = dict[str, Any]
# Gateways that must know of each outgoing flow when it is taken, and those that take all of them.
CHOOSING = ("exclusiveGateway", "inclusiveGateway")
TAKES_ALL = ("parallelGateway", "eventBasedGateway")
# Triggers that each kind of event may have; of start events `_may_start` says more.
TRIGGERS = {
    "intermediateCatchEvent": ("timer", "message", "signal", "link"),
    "boundaryEvent": ("timer", "message", "signal", "error"),
    "intermediateThrowEvent": ("message", "signal", "link"),
    "endEvent": ("message", "signal", "error", "terminate"),
    "startEvent": ("timer", "message", "signal", "error"),
}


def check_ids(nodes: Collection[str]) -> None:
    for node_id in nodes:
        if not node_id or node_id in ("Start", "End") or "." in node_id:
            raise DiagramRefused(element=node_id, reason=_("标识不可用"))


def check_flows(flows: Iterable[Flow], nodes: Mapping[str, Node]) -> None:
    for flow in flows:
        if not flow.id:
            raise DiagramRefused(element=flow.source, reason=_("顺序流没有标识"))
        if flow.source not in nodes or flow.target not in nodes:
            raise DiagramRefused(element=flow.id, reason=_("顺序流没有连接到本层的元素"))


def check_choice(node: Node, flows: Sequence[Flow]) -> None:
    """Each flow of a choosing gateway has a condition or is the default; no condition or default stands where
    it would not be read."""
    default = node.default
    if default and (node.kind in TAKES_ALL or default not in {flow.id for flow in flows}):
        raise DiagramRefused(element=node.id, reason=_("默认分支不起作用"))
    for flow in flows:
        condition = flow.condition
        open_end = condition is None and flow.id != default and len(flows) > 1
        if condition == "" or (open_end and node.kind in CHOOSING):
            raise DiagramRefused(element=flow.id, reason=_("分支没有条件，也不是默认分支"))
        if condition is not None and flow.id == default:
            raise DiagramRefused(element=flow.id, reason=_("默认分支不能再有条件"))
        if condition is not None and node.kind in TAKES_ALL:
            raise DiagramRefused(element=flow.id, reason=_("并行网关和事件网关之后的顺序流不能有条件"))


def check_work(node: Node, config: Json) -> None:
    for key, what in (("topic", _("主题")), ("decision", _("决策")), ("process", _("被调用的流程"))):
        if key in config and not config[key]:
            raise DiagramRefused(element=node.id, reason=_("没有填写%(what)s") % {"what": what})
    if "expression" in config and not config["expression"]:
        raise DiagramRefused(element=node.id, reason=_("没有填写表达式"))


def check_loop(node: Node, loop: Json) -> None:
    if not loop["input"] or (loop["output_item"] and not loop["output"]):
        raise DiagramRefused(element=node.id, reason=_("多实例缺少输入集合或输出集合"))


def check_event(node: Node, definition: Json | None) -> None:
    tag, node_id = node.kind, node.id
    if definition is None:
        if tag in ("boundaryEvent", "intermediateCatchEvent"):
            raise DiagramRefused(element=node_id, reason=_("事件没有类型"))
        return
    if definition["kind"] not in TRIGGERS[tag]:
        raise DiagramRefused(element=node_id, reason=_("这里的事件不能有这种触发条件"))
    check_definition(node, definition)
    if tag == "startEvent" and not _may_start(node, definition):
        raise DiagramRefused(element=node_id, reason=_("这里的开始事件不能有这种触发条件"))
    if tag == "intermediateCatchEvent":
        check_interrupting(node_id, definition, interrupting=True)
    if tag == "boundaryEvent":
        check_interrupting(node_id, definition, interrupting=node.is_interrupting)


def check_definition(node: Node, definition: Json) -> None:
    kind = definition["kind"]
    if kind == "timer" and not definition["text"]:
        raise DiagramRefused(element=node.id, reason=_("定时器没有填写时间"))
    if kind in ("message", "signal") and not definition["name"]:
        raise DiagramRefused(element=node.id, reason=_("事件没有指明消息或信号"))
    if kind == "link" and not definition["name"]:
        raise DiagramRefused(element=node.id, reason=_("链接事件没有名称"))
    if kind == "error" and node.kind == "endEvent" and not definition["code"]:
        raise DiagramRefused(element=node.id, reason=_("错误结束事件没有错误码"))


def check_interrupting(node_id: str, definition: Json, *, interrupting: bool) -> None:
    if interrupting and definition.get("timer") == "cycle":
        raise DiagramRefused(element=node_id, reason=_("周期定时器只能用于非中断的事件"))
    if definition["kind"] == "error" and not interrupting:
        raise DiagramRefused(element=node_id, reason=_("错误事件必须中断流程"))


def _may_start(node: Node, definition: Json) -> bool:
    """A message or signal starts a process; any event an event sub-process; nothing but the flow a plain
    sub-process."""
    holder = node.parent
    if isinstance(holder, Process):
        return definition["kind"] in ("message", "signal")
    return isinstance(holder, Node) and holder.is_event_subprocess
