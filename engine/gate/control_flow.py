"""The graph: everything reachable, a way out of everywhere, gateways that say which way."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.gate.diagram import Diagram, Element, id_of, label, local
from engine.gate.dialect import GATEWAYS
from engine.gate.findings import Finding, error, warning
from engine.gate.links import link_name, link_targets
from engine.gate.xml import BPMN

_CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})
# A condition on what leaves them would not be read.
_UNCONDITIONAL = frozenset({"parallelGateway", "eventBasedGateway"})
_CATCHING = frozenset({"intermediateCatchEvent", "receiveTask"})


def scopes(diagram: Diagram) -> Iterator[Finding]:
    """The process and each sub-process begin and end; no flow crosses their border."""
    if diagram.process is None:
        return
    inner = [node for node in diagram.nodes if local(node) == "subProcess"]
    for scope in (diagram.process, *inner):
        starts = diagram.children(scope, "startEvent")
        if not starts:
            yield error(
                "start-missing",
                _("%(element)s没有开始事件") % {"element": label(scope)},
                element=id_of(scope),
            )
        if scope is not diagram.process:
            yield from _start_of_subprocess(diagram, scope, starts)
        else:
            yield from _starts_of_process(diagram, scope, starts)
        if not diagram.children(scope, "endEvent"):
            yield error("end-missing", _("%(element)s没有结束事件") % {"element": label(scope)}, element=id_of(scope))
    for flow in diagram.flows:
        ends = [diagram.by_id.get(flow.get(side) or "") for side in ("sourceRef", "targetRef")]
        if any(end is not None and end.getparent() is not flow.getparent() for end in ends):
            yield error(
                "flow-crosses-scope",
                _("连线%(flow)s穿过了子流程的边界") % {"flow": label(flow)},
                element=id_of(flow),
            )


def _starts_of_process(diagram: Diagram, process: Element, starts: list[Element]) -> Iterator[Finding]:
    if len([start for start in starts if not diagram.event_definitions(start)]) > 1:
        yield error("several-starts", _("流程有多个空白开始事件，只能有一个"), element=id_of(process))
    for start in starts:
        triggers = {local(definition) for definition in diagram.event_definitions(start)}
        if triggers - {"messageEventDefinition", "signalEventDefinition"}:
            yield error(
                "start-trigger",
                _("%(element)s：流程只能直接启动，或由消息、信号启动") % {"element": label(start)},
                element=id_of(start),
            )


def _start_of_subprocess(diagram: Diagram, scope: Element, starts: list[Element]) -> Iterator[Finding]:
    subject = {"element": label(scope)}
    if len(starts) > 1:
        yield error("several-starts", _("子流程%(element)s只能有一个开始事件") % subject, element=id_of(scope))
        return
    triggers = [local(definition) for start in starts for definition in diagram.event_definitions(start)]
    if diagram.is_event_subprocess(scope):
        if starts and not triggers:
            yield error(
                "start-trigger",
                _("事件子流程%(element)s的开始事件必须说明由什么触发") % subject,
                element=id_of(starts[0]),
            )
        if triggers == ["errorEventDefinition"]:
            yield from _error_interrupts(starts[0], "isInterrupting")
    elif triggers:
        yield error("start-trigger", _("子流程%(element)s的开始事件必须是空白的") % subject, element=id_of(starts[0]))


def boundaries(diagram: Diagram) -> Iterator[Finding]:
    """An error always ends the activity that it came from."""
    for node in diagram.nodes:
        triggers = [local(definition) for definition in diagram.event_definitions(node)]
        if local(node) == "boundaryEvent" and triggers == ["errorEventDefinition"]:
            yield from _error_interrupts(node, "cancelActivity")


def _error_interrupts(event: Element, attribute: str) -> Iterator[Finding]:
    if event.get(attribute) == "false":
        yield error(
            "error-must-interrupt",
            _("%(element)s是错误事件，只能是中断的") % {"element": label(event)},
            element=id_of(event),
            hint=_("改为中断事件"),
        )


def reachable(diagram: Diagram) -> Iterator[Finding]:
    """Every node can be reached from a start event of its scope."""
    seen: set[str] = set()
    jumps = link_targets(diagram)
    queue = [node for node in diagram.nodes if _is_entry(diagram, node)]
    while queue:
        node = queue.pop()
        own_id = node.get("id") or ""
        if own_id in seen:
            continue
        seen.add(own_id)
        queue += [
            diagram.by_id[t] for f in diagram.outgoing[own_id] if (t := f.get("targetRef") or "") in diagram.by_id
        ]
        queue += diagram.boundaries[own_id]
        queue += [diagram.by_id[jumps[own_id]]] if own_id in jumps else []
        if local(node) == "subProcess":
            queue += diagram.children(node, "startEvent")
            queue += [child for child in diagram.children(node, "subProcess") if diagram.is_event_subprocess(child)]
    for node in diagram.nodes:
        if node.get("id") and node.get("id") not in seen:
            yield error(
                "unreachable",
                _("%(element)s永远不会到达") % {"element": label(node)},
                element=id_of(node),
                hint=_("从前面的步骤连一条线过来，或删除它"),
            )


def _is_entry(diagram: Diagram, node: Element) -> bool:
    if node.getparent() is not diagram.process:
        return False
    return local(node) == "startEvent" or diagram.is_event_subprocess(node)


def ways(diagram: Diagram) -> Iterator[Finding]:
    """Which nodes must, may and must not have flows in and out."""
    for node in diagram.nodes:
        own_id, kind, subject = node.get("id") or "", local(node), {"element": label(node)}
        incoming, outgoing = diagram.incoming[own_id], diagram.outgoing[own_id]
        closed = diagram.is_event_subprocess(node)
        if (kind in ("startEvent", "boundaryEvent") or closed) and incoming:
            yield error("flow-into-start", _("%(element)s不能有进入的连线") % subject, element=id_of(node))
        if (kind == "endEvent" or closed) and outgoing:
            yield error("flow-out-of-end", _("%(element)s不能有离开的连线") % subject, element=id_of(node))
        # A throwing link goes on at its catching link (engine.gate.links).
        leads_on = bool(outgoing) or (kind == "intermediateThrowEvent" and link_name(diagram, node) is not None)
        if kind != "endEvent" and not closed and not leads_on:
            yield error(
                "no-way-out",
                _("%(element)s之后没有去处") % subject,
                element=id_of(node),
                hint=_("连到下一步，或连到结束事件"),
            )
        if len(outgoing) > 1 and kind not in GATEWAYS and all(_condition(flow) is None for flow in outgoing):
            yield error(
                "implicit-split",
                _("%(element)s有多条离开的连线") % subject,
                element=id_of(node),
                hint=_("用网关说明是并行还是选择"),
            )


def gateways(diagram: Diagram) -> Iterator[Finding]:
    """A choice says when each way is taken; conditions stand only where they are read."""
    for node in diagram.nodes:
        outgoing, kind = diagram.outgoing[node.get("id") or ""], local(node)
        if kind in _UNCONDITIONAL:
            yield from _unread(node, outgoing)
        elif kind in _CHOOSING:
            yield from _complete(node, outgoing)
            yield from _choice(node, outgoing)
        else:
            yield from _choice(node, outgoing)
        if kind == "eventBasedGateway":
            yield from _event_based(diagram, node, outgoing)


def _unread(gateway: Element, outgoing: list[Element]) -> Iterator[Finding]:
    for flow in outgoing:
        if _condition(flow) is not None:
            yield error(
                "condition-ignored",
                _("连线%(flow)s的条件不会被检查：%(element)s不是选择网关")
                % {"flow": label(flow), "element": label(gateway)},
                element=id_of(flow),
                hint=_("在它前面放一个排他网关"),
            )


def _complete(gateway: Element, outgoing: list[Element]) -> Iterator[Finding]:
    for flow in outgoing:
        if len(outgoing) > 1 and not _is_default(gateway, flow) and _condition(flow) is None:
            yield error(
                "condition-missing",
                _("网关%(gateway)s的连线%(flow)s既没有条件，也不是默认连线")
                % {"flow": label(flow), "gateway": label(gateway)},
                element=id_of(flow),
                hint=_("填写条件，或把它设为默认连线"),
            )


def _choice(node: Element, outgoing: list[Element]) -> Iterator[Finding]:
    """Of a gateway, or of an activity or event whose outgoing flows have conditions."""
    text = {"gateway": label(node), "element": label(node)}
    is_gateway = local(node) in GATEWAYS
    for flow in outgoing:
        if _is_default(node, flow) and _condition(flow) is not None:
            told = text | {"flow": label(flow)}
            yield error(
                "condition-on-default",
                _("网关%(gateway)s的默认连线%(flow)s不能再有条件") % told
                if is_gateway
                else _("%(element)s的默认连线%(flow)s不能再有条件") % told,
                element=id_of(flow),
            )
    conditional = [flow for flow in outgoing if _condition(flow) is not None]
    if not conditional or any(_is_default(node, flow) or _condition(flow) is None for flow in outgoing):
        return
    yield warning(
        "no-default-flow",
        _("网关%(gateway)s没有默认连线，条件都不成立时流程会停住") % text
        if is_gateway
        else _("%(element)s没有默认连线，条件都不成立时流程会停住") % text,
        element=id_of(node),
        hint=_("把一条连线设为默认"),
    )


def _is_default(node: Element, flow: Element) -> bool:
    return flow.get("id") is not None and flow.get("id") == node.get("default")


def _event_based(diagram: Diagram, gateway: Element, outgoing: list[Element]) -> Iterator[Finding]:
    if len(outgoing) < 2:
        yield error(
            "event-gateway-targets",
            _("事件网关%(gateway)s至少要有两条离开的连线") % {"gateway": label(gateway)},
            element=id_of(gateway),
        )
    for flow in outgoing:
        target = diagram.by_id.get(flow.get("targetRef") or "")
        if target is None:
            continue
        if local(target) not in _CATCHING or len(diagram.incoming[target.get("id") or ""]) > 1:
            yield error(
                "event-gateway-targets",
                _("事件网关%(gateway)s后面的%(element)s必须是只由它进入的等待事件")
                % {"gateway": label(gateway), "element": label(target)},
                element=id_of(target),
            )


def _condition(flow: Element) -> Element | None:
    return flow.find(f"{{{BPMN}}}conditionExpression")
