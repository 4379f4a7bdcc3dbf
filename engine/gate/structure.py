"""Structure: one executable process, ids that work, and every part in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from engine.bpmn import Diagram, Element, Flow
from engine.bpmn.kinds import ACTIVITIES, FLOW_NODES, TIMERS
from engine.bpmn.names import kind_name, label, label_of_host
from engine.bpmn.rewriting import LONGEST_ID
from engine.gate.dialect import ELEMENTS, RESERVED_IDS
from engine.gate.files import limits
from engine.gate.findings import Finding, error, info

_ID = re.compile(r"[^\W\d][\w.-]*\Z")
_LONGEST_NAME: Final = 200  # of what the tables hold, the shortest
_NEED_ID = FLOW_NODES | {"process", "lane", "message", "signal", "error", "escalation", "participant"}

_SCOPES = frozenset({"process", "subProcess"})
# Where a part must stand to be read at all; anywhere else it would be passed over in silence.
_PLACES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys((*FLOW_NODES, "sequenceFlow", "laneSet"), _SCOPES),
    **dict.fromkeys(
        ("process", "collaboration", "message", "signal", "error", "escalation"), frozenset({"definitions"})
    ),
    **dict.fromkeys(TIMERS, frozenset({"timerEventDefinition"})),
    "conditionExpression": frozenset({"sequenceFlow"}),
    "completionCondition": frozenset({"multiInstanceLoopCharacteristics"}),
    "multiInstanceLoopCharacteristics": ACTIVITIES,
    "incoming": FLOW_NODES,
    "outgoing": FLOW_NODES,
    "participant": frozenset({"collaboration"}),
    "lane": frozenset({"laneSet", "childLaneSet"}),
    "childLaneSet": frozenset({"lane"}),
    "flowNodeRef": frozenset({"lane"}),
    "definitions": frozenset(),
}
_SINGLE = frozenset(
    {"extensionElements", "multiInstanceLoopCharacteristics", "conditionExpression", "completionCondition"}
)


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
    for process in diagram.processes:
        if diagram.executables and process not in diagram.executables:
            yield info(
                "process-not-executed",
                _("流程%(process)s未标为可执行，只作说明，不会运行") % {"process": label(process)},
                element=process.nearest_id,
            )


def key(diagram: Diagram, expected: str) -> Iterator[Finding]:
    """The diagram is of the process that it shall change; any when nothing is expected."""
    if expected and diagram.key and diagram.key != expected:
        yield error(
            "other-process",
            _("流程的标识是“%(key)s”，而正在编辑的流程是“%(expected)s”，发布后会成为另一个流程的版本")
            % {"key": diagram.key, "expected": expected},
            element=diagram.key,
            hint=_("把流程的标识改回“%(expected)s”，或到流程“%(key)s”中编辑")
            % {"key": diagram.key, "expected": expected},
        )


def size(diagram: Diagram) -> Iterator[Finding]:
    """Small enough to be checked in a moment, and to be read by people."""
    allowed = limits()
    counted = (
        (len(diagram.nodes), allowed.nodes, _("流程有 %(count)d 个事件、活动和网关，最多 %(limit)d 个")),
        (len(diagram.flows), allowed.flows, _("流程有 %(count)d 条连线，最多 %(limit)d 条")),
        (len(diagram.parts), allowed.parts, _("流程图由 %(count)d 个部分组成，最多 %(limit)d 个")),
    )
    for count, limit, sentence in counted:
        if count > limit:
            yield error(
                "diagram-too-large",
                sentence % {"count": count, "limit": limit},
                element=diagram.key,
                hint=_("拆成几个流程，用调用活动连接"),
            )


def ids(diagram: Diagram) -> Iterator[Finding]:
    """Ids are present, unique, well-formed and not names that SpiffWorkflow uses for itself."""
    seen = Counter(element.id for element in diagram.root.all_below() if element.id)
    for own_id, count in seen.items():
        if count > 1:
            yield error(
                "id-duplicate",
                _("标识“%(id)s”出现了 %(count)d 次") % {"id": own_id[:LONGEST_ID], "count": count},
                element=own_id[:LONGEST_ID],
                hint=_("每个元素的标识必须唯一"),
            )
    for element in diagram.parts:
        if element.is_bpmn:
            yield from _id_of_one(element)


def _id_of_one(element: Element) -> Iterator[Finding]:
    own_id, kind = element.id, element.kind
    if len(element.get("name") or "") > _LONGEST_NAME:
        yield error(
            "name-too-long",
            _("%(element)s的名称超过 %(limit)d 个字") % {"element": label(element), "limit": _LONGEST_NAME},
            element=element.nearest_id,
            hint=_("缩短名称，细节写在说明中"),
        )
    if not own_id:
        yield from _without_id(element)
        return
    is_node = kind in FLOW_NODES
    # The engine names its helpers `<id>.<what>`, so ids of nodes have no dots.
    if not _ID.match(own_id) or len(own_id) > LONGEST_ID or (is_node and "." in own_id):
        yield error(
            "id-malformed",
            _("标识“%(id)s”不合规定") % {"id": own_id[:LONGEST_ID]},
            element=own_id[:LONGEST_ID],
            hint=_("以字母开头，只用字母、数字、“_”和“-”，不超过 %(limit)d 个字符") % {"limit": LONGEST_ID},
        )
    if (is_node or kind == "sequenceFlow") and own_id.lower() in RESERVED_IDS:
        yield error(
            "id-reserved",
            _("标识“%(id)s”是引擎保留的名称") % {"id": own_id},
            element=own_id,
            hint=_("换一个标识，例如“%(example)s”") % {"example": f"{kind}_{own_id}"},
        )


def _without_id(element: Element) -> Iterator[Finding]:
    kind = element.kind
    if kind in _NEED_ID:
        yield error(
            "id-missing",
            _("%(element)s没有标识") % {"element": label(element)},
            element=element.nearest_id,
            hint=_("在属性面板中填写标识"),
        )
    elif isinstance(element, Flow):
        yield info(
            "flow-id-given",
            _("从“%(source)s”到“%(target)s”的连线没有标识，部署时自动补上")
            % {"source": element.source, "target": element.target},
            element=element.nearest_id,
        )


def places(diagram: Diagram) -> Iterator[Finding]:
    """Each part stands where the engine reads it, and once where it reads only one."""
    for element in diagram.parts:
        if not element.is_bpmn:
            continue
        kind, parent = element.kind, element.parent
        around = parent.kind if parent is not None and parent.is_bpmn else ""
        # Below something that is refused itself, the place says nothing more.
        known = around in ELEMENTS or not around
        if parent is not None and known and around not in _PLACES.get(kind, ELEMENTS.keys() | {""}):
            yield error(
                "element-misplaced",
                _("%(element)s不能放在“%(around)s”中，在这里不会被执行")
                % {"element": label(element), "around": kind_name(around or parent.kind)},
                element=element.nearest_id,
                hint=_("移到它所属的位置，或删除它"),
            )
        for part, count in Counter(child.kind for child in element.children if _is_single(child)).items():
            if count > 1:
                yield error(
                    "part-repeated",
                    _("%(element)s的“%(part)s”写了 %(count)d 次，只能写一次")
                    % {"element": _seen(element), "part": kind_name(part), "count": count},
                    element=element.nearest_id,
                    hint=_("只保留一个"),
                )


def _seen(element: Element) -> str:
    """How a sentence calls what people see of an element: itself, or what is around it."""
    return label(element) if element.id else label_of_host(element)


def _is_single(part: Element) -> bool:
    """Of these the engine reads the first and would pass over the others."""
    if part.is_zeebe:
        return True
    return part.is_bpmn and part.kind in _SINGLE
