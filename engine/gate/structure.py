"""Structure: one executable process, ids that work, and no reference into nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine.gate.diagram import Diagram, Element, executable_parts, id_of, is_bpmn, label, local
from engine.gate.dialect import ACTIVITIES, FLOW_NODES, RESERVED_IDS
from engine.gate.findings import Finding, error, info
from engine.gate.xml import BPMN

_ID = re.compile(r"[^\W\d][\w.-]*\Z")
_LONGEST_ID = 150
_LONGEST_NAME = 250
_NAMED_BY = {"messageEventDefinition": "messageRef", "signalEventDefinition": "signalRef"}
_NEED_ID = FLOW_NODES | {"process", "lane", "message", "signal", "error", "participant"}


def executable(diagram: Diagram) -> Iterator[Finding]:
    """Exactly one process of the file runs."""
    names = "、".join(label(process) for process in diagram.executables)
    if not diagram.executables:
        yield error(
            "no-executable-process",
            _("文件中没有可执行的流程"),
            hint=_("在流程属性中勾选“可执行”"),
        )
    elif len(diagram.executables) > 1:
        yield error(
            "several-executable-processes",
            _("一个文件只能有一个可执行的流程，现有：%(names)s") % {"names": names},
            hint=_("把其他流程放到各自的文件中，用调用活动连接"),
        )
    for process in diagram.root.iterchildren(f"{{{BPMN}}}process"):
        if diagram.executables and process not in diagram.executables:
            yield info(
                "process-not-executed",
                _("流程%(process)s未标为可执行，只作说明，不会运行") % {"process": label(process)},
                element=id_of(process),
            )


def ids(diagram: Diagram) -> Iterator[Finding]:
    """Ids are present, unique, well-formed and not names that SpiffWorkflow uses for itself."""
    seen = Counter(str(e.get("id")) for e in diagram.root.iter("*") if e.get("id"))
    for own_id, count in seen.items():
        if count > 1:
            yield error(
                "id-duplicate",
                _("标识“%(id)s”出现了 %(count)d 次") % {"id": own_id, "count": count},
                element=own_id,
                hint=_("每个元素的标识必须唯一"),
            )
    for element in executable_parts(diagram.root):
        if is_bpmn(element):
            yield from _id_of_one(element)


def _id_of_one(element: Element) -> Iterator[Finding]:
    own_id, kind = element.get("id") or "", local(element)
    if len(element.get("name") or "") > _LONGEST_NAME:
        yield error(
            "name-too-long",
            _("%(element)s的名称超过 %(limit)d 个字") % {"element": label(element), "limit": _LONGEST_NAME},
            element=id_of(element),
        )
    if not own_id:
        if kind in _NEED_ID:
            yield error(
                "id-missing",
                _("%(element)s没有标识") % {"element": label(element)},
                element=id_of(element),
                hint=_("在属性面板中填写标识"),
            )
        elif kind == "sequenceFlow":
            ends = {"source": element.get("sourceRef") or "", "target": element.get("targetRef") or ""}
            yield info(
                "flow-id-given",
                _("从“%(source)s”到“%(target)s”的连线没有标识，部署时自动补上") % ends,
                element=id_of(element),
            )
        return
    is_node = kind in FLOW_NODES
    # The engine names its helpers `<id>.<what>`, so ids of nodes have no dots.
    if not _ID.match(own_id) or len(own_id) > _LONGEST_ID or (is_node and "." in own_id):
        yield error(
            "id-malformed",
            _("标识“%(id)s”不合规定") % {"id": own_id[:_LONGEST_ID]},
            element=own_id,
            hint=_("以字母开头，只用字母、数字、“_”和“-”，不超过 %(limit)d 个字符") % {"limit": _LONGEST_ID},
        )
    if is_node and own_id.lower() in RESERVED_IDS:
        yield error(
            "id-reserved",
            _("标识“%(id)s”是引擎保留的名称") % {"id": own_id},
            element=own_id,
            hint=_("换一个标识，例如“%(example)s”") % {"example": f"{kind}_{own_id}"},
        )


def references(diagram: Diagram) -> Iterator[Finding]:
    """Whatever points by id points at something of the right kind."""
    messages, signals, errors = (diagram.root_elements(kind) for kind in ("message", "signal", "error"))
    node_ids = {node.get("id") for node in diagram.nodes}
    activity_ids = {node.get("id") for node in diagram.nodes if local(node) in ACTIVITIES}
    flow_ids = {flow.get("id") for flow in diagram.flows if flow.get("id")}
    yield from _names(messages, "name", _("%(element)s没有消息名称"))
    yield from _names(signals, "name", _("%(element)s没有信号名称"))
    yield from _names(errors, "errorCode", _("%(element)s没有错误代码"))
    for flow in diagram.flows:
        yield from _points_at(flow, "sourceRef", set(diagram.by_id), required=True)
        yield from _points_at(flow, "targetRef", set(diagram.by_id), required=True)
    for node in diagram.nodes:
        own_flows = {flow.get("id") for flow in diagram.outgoing[node.get("id") or ""]}
        yield from _points_at(node, "default", own_flows)
        if local(node) == "boundaryEvent":
            yield from _points_at(node, "attachedToRef", activity_ids, required=True)
        if local(node) == "receiveTask":
            yield from _points_at(node, "messageRef", set(messages), required=True)
        for definition in diagram.event_definitions(node):
            kinds = {"messageRef": messages, "signalRef": signals, "errorRef": errors}
            for attribute, known in kinds.items():
                yield from _points_at(definition, attribute, set(known), required=_must_name(definition, attribute))
        yield from _listed_flows(diagram, node, flow_ids)
    yield from _lanes(diagram, node_ids)
    yield from _participants(diagram)


def _names(elements: dict[str, Element], attribute: str, sentence: str) -> Iterator[Finding]:
    for element in elements.values():
        if not (element.get(attribute) or "").strip():
            yield error("name-missing", sentence % {"element": label(element)}, element=id_of(element))


def _must_name(definition: Element, attribute: str) -> bool:
    """Message and signal events name what they mean; an error event that catches may take any error."""
    if local(definition) == "errorEventDefinition":
        parent = definition.getparent()
        return attribute == "errorRef" and parent is not None and local(parent) == "endEvent"
    return _NAMED_BY.get(local(definition)) == attribute


def _points_at(
    element: Element, attribute: str, known: set[str | None] | set[str], *, required: bool = False
) -> Iterator[Finding]:
    target = element.get(attribute)
    if target is None and not required:
        return
    where = {"element": label(element), "attribute": attribute, "target": target or ""}
    if not target:
        yield error("reference-missing", _("%(element)s缺少 %(attribute)s") % where, element=id_of(element))
    elif target not in known:
        yield error(
            "reference-dangling",
            _("%(element)s的 %(attribute)s 指向不存在的“%(target)s”") % where,
            element=id_of(element),
            hint=_("删除后重新连接，或改为已有的元素"),
        )


def _listed_flows(diagram: Diagram, node: Element, flow_ids: set[str | None]) -> Iterator[Finding]:
    for side, table in (("incoming", diagram.incoming), ("outgoing", diagram.outgoing)):
        real = {flow.get("id") for flow in table[node.get("id") or ""]}
        for entry in diagram.children(node, side):
            listed = (entry.text or "").strip()
            if listed in real:
                continue
            text = {"element": label(node), "flow": listed}
            sentence = (
                _("%(element)s列出的连线“%(flow)s”不存在")
                if listed not in flow_ids
                else _("%(element)s列出的连线“%(flow)s”并不与它相连")
            )
            yield error("flow-list-dangling", sentence % text, element=id_of(node))


def _lanes(diagram: Diagram, node_ids: set[str | None]) -> Iterator[Finding]:
    if diagram.process is None:
        return
    homes: dict[str, str] = {}
    for reference in diagram.process.iter(f"{{{BPMN}}}flowNodeRef"):
        target, lane = (reference.text or "").strip(), reference.getparent()
        if lane is None:
            continue
        if target not in node_ids:
            yield error(
                "reference-dangling",
                _("泳道%(lane)s包含不存在的元素“%(target)s”") % {"lane": label(lane), "target": target},
                element=id_of(lane),
            )
            continue
        if len(diagram.children(lane, "childLaneSet")) == 0 and homes.setdefault(target, id_of(lane)) != id_of(lane):
            yield error("lane-ambiguous", _("元素“%(target)s”同时在多个泳道中") % {"target": target}, element=target)


def _participants(diagram: Diagram) -> Iterator[Finding]:
    processes = {p.get("id") for p in diagram.root.iterchildren(f"{{{BPMN}}}process")}
    for participant in diagram.root.iter(f"{{{BPMN}}}participant"):
        yield from _points_at(participant, "processRef", processes)
