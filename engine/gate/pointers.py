"""Pointers inside a diagram: whatever points by id points at something of the right kind."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, EventDefinition, Flow, Lane, Node
from engine.bpmn.kinds import ACTIVITIES, FLOW_NODES
from engine.bpmn.names import attribute_name, kind_name, label
from engine.gate.dialect import ELEMENTS
from engine.gate.findings import Finding, error

# What an event definition names, and with which attribute.
_NAMED: Final = {
    "messageEventDefinition": ("messageRef", "message"),
    "signalEventDefinition": ("signalRef", "signal"),
    "errorEventDefinition": ("errorRef", "error"),
    "escalationEventDefinition": ("escalationRef", "escalation"),
}
# An error or escalation event that catches may take any of them.
_MAY_CATCH_ALL: Final = frozenset({"errorEventDefinition", "escalationEventDefinition"})
_THROWING: Final = frozenset({"endEvent", "intermediateThrowEvent"})
# Known elements that a flow cannot lead to.
_NO_STEPS: Final = ELEMENTS.keys() - FLOW_NODES


def pointers(diagram: Diagram) -> Iterator[Finding]:
    """Flows, default flows, boundaries, messages, signals, errors, escalations, lanes and pools."""
    yield from _names(diagram)
    for flow in diagram.flows:
        for side in ("sourceRef", "targetRef"):
            yield from _end_of_flow(diagram, flow, side)
    for node in diagram.nodes:
        own_flows = {flow.id for flow in diagram.outgoing[node.id]}
        yield from _points_at(node, "default", own_flows)
        if node.kind == "boundaryEvent":
            yield from _boundary(diagram, node)
        if node.kind == "receiveTask":
            yield from _points_at(node, "messageRef", diagram.declared("message"), required=True)
        for definition in node.definitions:
            yield from _definition(diagram, definition)
        yield from _listed_flows(diagram, node)
    yield from _lanes(diagram)
    yield from _participants(diagram)


def _names(diagram: Diagram) -> Iterator[Finding]:
    sentences = {
        "message": ("name", _("%(element)s没有消息名称")),
        "signal": ("name", _("%(element)s没有信号名称")),
        "error": ("errorCode", _("%(element)s没有错误代码")),
        "escalation": ("escalationCode", _("%(element)s没有升级代码")),
    }
    for kind, (attribute, sentence) in sentences.items():
        for element in diagram.declared(kind).values():
            if not (element.get(attribute) or "").strip():
                yield error(
                    "name-missing",
                    sentence % {"element": label(element)},
                    element=element.nearest_id,
                    hint=_("在属性面板中填写"),
                )


def _end_of_flow(diagram: Diagram, flow: Flow, side: str) -> Iterator[Finding]:
    target = diagram.by_id.get(flow.get(side) or "")
    if target is None or target.kind not in _NO_STEPS:
        yield from _points_at(flow, side, diagram.by_id, required=True)
    else:
        yield _wrong_kind(flow, side, target, hint=_("连线只能连接事件、活动和网关"))


def _boundary(diagram: Diagram, event: Node) -> Iterator[Finding]:
    host = diagram.by_id.get(event.host)
    if host is None:
        yield from _points_at(event, "attachedToRef", diagram.by_id, required=True)
    elif host.kind in ELEMENTS and (
        host.kind not in ACTIVITIES or (isinstance(host, Node) and host.is_event_subprocess)
    ):
        yield _wrong_kind(event, "attachedToRef", host, hint=_("边界事件只能附着在任务、调用活动或子流程上"))
    elif host.parent is not event.parent:
        yield error(
            "boundary-elsewhere",
            _("%(element)s附着的%(host)s不在同一个流程或子流程中") % {"element": label(event), "host": label(host)},
            element=event.nearest_id,
            hint=_("删除后重新附着到活动的边上"),
        )


def _definition(diagram: Diagram, definition: EventDefinition) -> Iterator[Finding]:
    attribute, kind = _NAMED.get(definition.kind, ("", ""))
    if not attribute:
        return
    parent = definition.parent  # its own id is nowhere to be seen
    throws = parent is not None and parent.kind in _THROWING
    required = throws or definition.kind not in _MAY_CATCH_ALL
    known = diagram.declared(kind)
    yield from _points_at(definition, attribute, known, required=required, subject=parent)


def _points_at(
    element: Element,
    attribute: str,
    known: Container[str],
    *,
    required: bool = False,
    subject: Element | None = None,
) -> Iterator[Finding]:
    """`subject` is what people see of the element, where that is not the element itself."""
    target = element.get(attribute)
    if target is None and not required:
        return
    where = {"element": label(element if subject is None else subject), "attribute": attribute_name(attribute)}
    where["target"] = (target or "")[:150]
    if not (target or "").strip():
        yield error(
            "reference-missing",
            _("%(element)s没有写明%(attribute)s") % where,
            element=element.nearest_id,
            hint=_("在图中重新连接，或在属性面板中选择"),
        )
    elif target in known:
        return
    elif target != (target or "").strip():
        yield error(
            "reference-whitespace",
            _("%(element)s的%(attribute)s“%(target)s”前后有空白") % where,
            element=element.nearest_id,
            hint=_("删除多余的空格和换行"),
        )
    else:
        yield error(
            "reference-dangling",
            _("%(element)s的%(attribute)s指向不存在的“%(target)s”") % where,
            element=element.nearest_id,
            hint=_("删除后重新连接，或改为已有的元素"),
        )


def _wrong_kind(element: Element, attribute: str, target: Element, *, hint: str) -> Finding:
    return error(
        "reference-kind",
        _("%(element)s的%(attribute)s是%(target)s，它是“%(kind)s”")
        % {
            "element": label(element),
            "attribute": attribute_name(attribute),
            "target": label(target),
            "kind": kind_name(target.kind),
        },
        element=element.nearest_id,
        hint=hint,
    )


def _listed_flows(diagram: Diagram, node: Node) -> Iterator[Finding]:
    """`incoming` and `outgoing` repeat what the flows say; some tools follow the one, some the other."""
    for side, table in (("incoming", diagram.incoming), ("outgoing", diagram.outgoing)):
        real = {flow.id for flow in table[node.id] if flow.id}
        listed = [entry.text for entry in node.of_kind(side)]
        wrong = [name for name in dict.fromkeys(listed) if name not in real]
        for name in wrong:
            exists = diagram.by_id[name].kind == "sequenceFlow" if name in diagram.by_id else False
            sentence = (
                _("%(element)s列出的连线“%(flow)s”并不与它相连")
                if exists
                else _("%(element)s列出的连线“%(flow)s”不存在")
            )
            yield error(
                "flow-list-dangling",
                sentence % {"element": label(node), "flow": name[:150]},
                element=node.nearest_id,
                hint=_("删除这条线后重新连接"),
            )
        missing = sorted(real - set(listed))
        if listed and missing and not wrong:
            yield error(
                "flow-list-incomplete",
                _("%(element)s列出的连线中缺少与它相连的%(flows)s")
                % {"element": label(node), "flows": "、".join(f"“{name}”" for name in missing[:5])},
                element=node.nearest_id,
                hint=_("删除这条线后重新连接"),
            )


def _lanes(diagram: Diagram) -> Iterator[Finding]:
    homes: dict[str, str] = {}
    node_ids = {node.id for node in diagram.nodes}
    inside = diagram.process.all_below() if diagram.process is not None else ()
    lanes = [part for part in inside if isinstance(part, Lane)]
    for lane, target in ((place, own_id) for place in lanes for own_id in place.node_ids):
        found = diagram.by_id.get(target)
        if found is None or (found.kind in FLOW_NODES and target not in node_ids):
            yield error(
                "reference-dangling",
                _("泳道%(lane)s包含不存在的元素“%(target)s”") % {"lane": label(lane), "target": target[:150]},
                element=lane.nearest_id,
                hint=_("删除后重新连接，或改为已有的元素"),
            )
            continue
        if found.kind in _NO_STEPS:
            yield _wrong_kind(lane, "flowNodeRef", found, hint=_("泳道中只能有事件、活动和网关"))
        if not lane.of_kind("childLaneSet") and homes.setdefault(target, lane.nearest_id) != lane.nearest_id:
            yield error(
                "lane-ambiguous",
                _("%(element)s同时在多个泳道中") % {"element": label(found)},
                element=target,
                hint=_("把它拖到一个泳道中"),
            )


def _participants(diagram: Diagram) -> Iterator[Finding]:
    processes = {process.id for process in diagram.processes}
    for participant in diagram.root.all_below():
        if participant.is_bpmn and participant.kind == "participant":
            yield from _points_at(participant, "processRef", processes)
