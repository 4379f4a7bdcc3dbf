"""The graph: everything reachable, a way out of everywhere, gateways that say which way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, Flow, Node, Scope, SubProcess
from engine.bpmn.kinds import GATEWAYS
from engine.bpmn.names import label
from engine.gate.findings import Finding, error, warning

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
# A condition on what leaves them would not be read.
_UNCONDITIONAL = frozenset({"parallelGateway", "eventBasedGateway"})
_CATCHING = frozenset({"intermediateCatchEvent", "receiveTask"})


def scopes(diagram: Diagram) -> Iterator[Finding]:
    """The process and each sub-process begin and end; no flow crosses their border."""
    if diagram.process is None:
        return
    for scope in diagram.scopes:
        if not scope.starts:
            yield error(
                "start-missing",
                _("%(element)s没有开始事件") % {"element": label(scope)},
                element=scope.nearest_id,
            )
        if isinstance(scope, SubProcess):
            yield from _start_of_subprocess(scope)
        else:
            yield from _starts_of_process(scope)
        if not scope.of_kind("endEvent"):
            yield error(
                "end-missing", _("%(element)s没有结束事件") % {"element": label(scope)}, element=scope.nearest_id
            )
    for flow in diagram.flows:
        ends = [diagram.by_id.get(own_id) for own_id in (flow.source, flow.target)]
        if any(end is not None and end.parent is not flow.parent for end in ends):
            yield error(
                "flow-crosses-scope",
                _("连线%(flow)s穿过了子流程的边界") % {"flow": label(flow)},
                element=flow.nearest_id,
            )


def _starts_of_process(process: Scope) -> Iterator[Finding]:
    if len([start for start in process.starts if not start.definitions]) > 1:
        yield error("several-starts", _("流程有多个空白开始事件，只能有一个"), element=process.nearest_id)
    for start in process.starts:
        triggers = {definition.trigger for definition in start.definitions}
        if triggers - {"message", "signal"}:
            yield error(
                "start-trigger",
                _("%(element)s：流程只能直接启动，或由消息、信号启动") % {"element": label(start)},
                element=start.nearest_id,
            )


def _start_of_subprocess(scope: SubProcess) -> Iterator[Finding]:
    subject, starts = {"element": label(scope)}, scope.starts
    if len(starts) > 1:
        yield error("several-starts", _("子流程%(element)s只能有一个开始事件") % subject, element=scope.nearest_id)
        return
    triggers = [definition.trigger for start in starts for definition in start.definitions]
    if scope.is_event_subprocess:
        if starts and not triggers:
            yield error(
                "start-trigger",
                _("事件子流程%(element)s的开始事件必须说明由什么触发") % subject,
                element=starts[0].nearest_id,
            )
        if triggers == ["error"]:
            yield from _error_interrupts(starts[0])
    elif triggers:
        yield error(
            "start-trigger", _("子流程%(element)s的开始事件必须是空白的") % subject, element=starts[0].nearest_id
        )


def boundaries(diagram: Diagram) -> Iterator[Finding]:
    """An error always ends the activity that it came from."""
    for node in diagram.nodes:
        triggers = [definition.trigger for definition in node.definitions]
        if node.kind == "boundaryEvent" and triggers == ["error"]:
            yield from _error_interrupts(node)


def _error_interrupts(event: Node) -> Iterator[Finding]:
    if not event.is_interrupting:
        yield error(
            "error-must-interrupt",
            _("%(element)s是错误事件，只能是中断的") % {"element": label(event)},
            element=event.nearest_id,
            hint=_("改为中断事件"),
        )


def reachable(diagram: Diagram) -> Iterator[Finding]:
    """Every node can be reached from a start event of its scope."""
    seen: set[str] = set()
    jumps = diagram.links
    queue: list[Element] = [node for node in diagram.nodes if _is_entry(diagram, node)]
    while queue:
        node = queue.pop()
        own_id = node.id
        if own_id in seen:
            continue
        seen.add(own_id)
        queue += [diagram.by_id[flow.target] for flow in diagram.outgoing[own_id] if flow.target in diagram.by_id]
        queue += diagram.boundaries[own_id]
        queue += [diagram.by_id[jumps[own_id]]] if own_id in jumps else []
        if isinstance(node, SubProcess):
            queue += [*node.starts, *node.event_subprocesses]
    for node in diagram.nodes:
        if node.id and node.id not in seen:
            yield error(
                "unreachable",
                _("%(element)s永远不会到达") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("从前面的步骤连一条线过来，或删除它"),
            )


def _is_entry(diagram: Diagram, node: Node) -> bool:
    if node.parent is not diagram.process:
        return False
    return node.kind == "startEvent" or node.is_event_subprocess


def ways(diagram: Diagram) -> Iterator[Finding]:
    """Which nodes must, may and must not have flows in and out."""
    for node in diagram.nodes:
        own_id, kind, subject = node.id, node.kind, {"element": label(node)}
        incoming, outgoing = diagram.incoming[own_id], diagram.outgoing[own_id]
        closed = node.is_event_subprocess
        if (kind in ("startEvent", "boundaryEvent") or closed) and incoming:
            yield error("flow-into-start", _("%(element)s不能有进入的连线") % subject, element=node.nearest_id)
        if (kind == "endEvent" or closed) and outgoing:
            yield error("flow-out-of-end", _("%(element)s不能有离开的连线") % subject, element=node.nearest_id)
        # A throwing link goes on at its catching link.
        leads_on = bool(outgoing) or (kind == "intermediateThrowEvent" and node.link is not None)
        if kind != "endEvent" and not closed and not leads_on:
            yield error(
                "no-way-out",
                _("%(element)s之后没有去处") % subject,
                element=node.nearest_id,
                hint=_("连到下一步，或连到结束事件"),
            )
        if len(outgoing) > 1 and kind not in GATEWAYS and all(flow.condition is None for flow in outgoing):
            yield error(
                "implicit-split",
                _("%(element)s有多条离开的连线") % subject,
                element=node.nearest_id,
                hint=_("用网关说明是并行还是选择"),
            )


def gateways(diagram: Diagram) -> Iterator[Finding]:
    """A choice says when each way is taken; conditions stand only where they are read."""
    for node in diagram.nodes:
        outgoing, kind = diagram.outgoing[node.id], node.kind
        if kind in _UNCONDITIONAL:
            yield from _unread(node, outgoing)
        elif kind in _CHOOSING:
            yield from _complete(node, outgoing)
            yield from _choice(node, outgoing)
        else:
            yield from _choice(node, outgoing)
        if kind == "eventBasedGateway":
            yield from _event_based(diagram, node, outgoing)


def _unread(gateway: Node, outgoing: Sequence[Flow]) -> Iterator[Finding]:
    for flow in outgoing:
        if flow.condition is not None:
            yield error(
                "condition-ignored",
                _("连线%(flow)s的条件不会被检查：%(element)s不是选择网关")
                % {"flow": label(flow), "element": label(gateway)},
                element=flow.nearest_id,
                hint=_("在它前面放一个排他网关"),
            )


def _complete(gateway: Node, outgoing: Sequence[Flow]) -> Iterator[Finding]:
    for flow in outgoing:
        if len(outgoing) > 1 and not _is_default(gateway, flow) and flow.condition is None:
            yield error(
                "condition-missing",
                _("网关%(gateway)s的连线%(flow)s既没有条件，也不是默认连线")
                % {"flow": label(flow), "gateway": label(gateway)},
                element=flow.nearest_id,
                hint=_("填写条件，或把它设为默认连线"),
            )


def _choice(node: Node, outgoing: Sequence[Flow]) -> Iterator[Finding]:
    """Of a gateway, or of an activity or event whose outgoing flows have conditions."""
    text = {"gateway": label(node), "element": label(node)}
    is_gateway = node.kind in GATEWAYS
    for flow in outgoing:
        if _is_default(node, flow) and flow.condition is not None:
            told = text | {"flow": label(flow)}
            yield error(
                "condition-on-default",
                _("网关%(gateway)s的默认连线%(flow)s不能再有条件") % told
                if is_gateway
                else _("%(element)s的默认连线%(flow)s不能再有条件") % told,
                element=flow.nearest_id,
            )
    conditional = [flow for flow in outgoing if flow.condition is not None]
    if not conditional or any(_is_default(node, flow) or flow.condition is None for flow in outgoing):
        return
    yield warning(
        "no-default-flow",
        _("网关%(gateway)s没有默认连线，条件都不成立时流程会停住") % text
        if is_gateway
        else _("%(element)s没有默认连线，条件都不成立时流程会停住") % text,
        element=node.nearest_id,
        hint=_("把一条连线设为默认"),
    )


def _is_default(node: Node, flow: Flow) -> bool:
    return bool(flow.id) and flow.id == node.default


def _event_based(diagram: Diagram, gateway: Node, outgoing: Sequence[Flow]) -> Iterator[Finding]:
    if len(outgoing) < 2:
        yield error(
            "event-gateway-targets",
            _("事件网关%(gateway)s至少要有两条离开的连线") % {"gateway": label(gateway)},
            element=gateway.nearest_id,
        )
    for flow in outgoing:
        target = diagram.by_id.get(flow.target)
        if target is None:
            continue
        if target.kind not in _CATCHING or len(diagram.incoming[target.id]) > 1:
            yield error(
                "event-gateway-targets",
                _("事件网关%(gateway)s后面的%(element)s必须是只由它进入的等待事件")
                % {"gateway": label(gateway), "element": label(target)},
                element=target.nearest_id,
            )
