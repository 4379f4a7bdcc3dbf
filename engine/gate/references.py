"""What a diagram names exists: forms, topics, decisions, called processes, groups, other steps."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engine import feel
from engine.bpmn import ON_CANCEL, Diagram, Element, Node
from engine.bpmn.names import label
from engine.errors import EngineError
from engine.gate.context import Context
from engine.gate.dialect import SEPARATE_FROM
from engine.gate.findings import Finding, error, warning
from engine.registry import hooks


def references(diagram: Diagram, known: Context) -> Iterator[Finding]:
    """`known` holds the files at hand and what is deployed."""
    for node in diagram.of_kind("userTask"):
        key = node.settings.form
        if "formDefinition" in node.settings.names and key not in known.forms:
            yield _unknown(
                node,
                "form-unknown",
                _("%(element)s的表单“%(key)s”不存在"),
                key,
                _("把表单文件一起部署，或改用已有的表单"),
            )
    for node in handled(diagram):
        key = node.settings.topic
        if not key:
            yield error(
                "topic-missing",
                _("%(element)s没有写明由哪个处理程序执行") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写任务类型"),
            )
        elif key not in known.topics:
            yield _unknown(
                node,
                "topic-unknown",
                _("%(element)s的任务类型“%(key)s”没有处理程序"),
                key,
                _("改用已有的任务类型"),
            )
    for node in diagram.of_kind("businessRuleTask"):
        key = node.settings.decision
        if not key:
            yield error(
                "decision-missing",
                _("%(element)s没有写明用哪张决策表") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写决策标识和结果变量"),
            )
        elif key not in known.decisions:
            yield _unknown(
                node,
                "decision-unknown",
                _("%(element)s的决策表“%(key)s”不存在"),
                key,
                _("把 .dmn 文件一起部署"),
            )
        if key and not node.settings.decision_result:
            yield error(
                "result-missing",
                _("%(element)s没有写明结果存入哪个变量") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写结果变量"),
            )
    for node in diagram.of_kind("callActivity"):
        key = node.settings.process
        if not key:
            yield error(
                "called-process-missing",
                _("%(element)s没有写明调用哪个流程") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写被调用流程的标识"),
            )
        elif key not in known.processes:
            yield _unknown(
                node,
                "called-process-unknown",
                _("%(element)s调用的流程“%(key)s”不存在"),
                key,
                _("把被调用的流程一起部署"),
            )


def handled(diagram: Diagram) -> Iterator[Node]:
    """Service and send tasks, and the message events that leave the sending to a handler."""
    for kind in ("serviceTask", "sendTask"):
        yield from diagram.of_kind(kind)
    for event in diagram.of_kind("intermediateThrowEvent", "endEvent"):
        if "taskDefinition" in event.settings.names:
            yield event


def completeness(diagram: Diagram) -> Iterator[Finding]:
    """Steps that say what they do."""
    for node in diagram.nodes:
        if node.kind == "userTask" and not node.settings.form:
            yield warning(
                "task-without-form",
                _("%(element)s没有表单，办理时什么也不能填写") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("选择一个表单；只需要有人确认办完的，可以不改"),
            )
        if node.kind == "scriptTask" and "script" not in node.settings.names:
            yield error(
                "script-missing",
                _("%(element)s没有表达式") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写 FEEL 表达式和结果变量"),
            )
        elif node.kind == "scriptTask" and not node.settings.script_result:
            yield error(
                "result-missing",
                _("%(element)s没有写明结果存入哪个变量") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写结果变量"),
            )
        if node.loop is not None and not node.loop.settings.input_collection:
            yield error(
                "loop-collection-missing",
                _("%(element)s没有写明对哪个列表逐项执行") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写输入集合"),
            )


def people(diagram: Diagram, known: Context) -> Iterator[Finding]:
    """Somebody can take each user task."""
    for node in diagram.of_kind("userTask"):
        given = node.settings
        if not (given.assignee or given.candidate_groups or given.candidate_users):
            yield warning(
                "task-without-people",
                _("没有人能办理%(element)s：没有写明办理人或候选组") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("填写候选组"),
            )
        for group in _names(given.candidate_groups):
            if group not in known.groups and not group.startswith(known.group_prefixes):
                yield _unknown(node, "group-unknown", _("%(element)s的候选组“%(key)s”不存在"), group, _existing(known))
        for user in [*_names(given.assignee), *_names(given.candidate_users)]:
            if not known.has_user(user):
                yield warning(
                    "user-unknown",
                    _("%(element)s的办理人“%(user)s”不存在") % {"element": label(node), "user": user},
                    element=node.nearest_id,
                    hint=_("改用已有的账号，或改用候选组"),
                )


def separations(diagram: Diagram, known: Context) -> Iterator[Finding]:
    """`separateFrom` names user tasks of this or another diagram."""
    for node in diagram.nodes:
        for name in _split(node.settings.properties.get(SEPARATE_FROM, "")):
            if node.kind != "userTask":
                yield error(
                    "separation-misplaced",
                    _("%(element)s不是用户任务，职责分离在这里不起作用") % {"element": label(node)},
                    element=node.nearest_id,
                    hint=_("删除这项设置，或把它写在用户任务上"),
                )
            elif name not in known.user_tasks:
                yield _unknown(
                    node,
                    "separation-unknown",
                    _("%(element)s要求与“%(key)s”职责分离，但没有这个用户任务"),
                    name,
                    _("改为已有的用户任务的标识"),
                )


def closing(diagram: Diagram, known: Context) -> Iterator[Finding]:
    """`onCancel` names what sees to a case that somebody cancelled."""
    for node in diagram.nodes:
        if ON_CANCEL in node.settings.properties:
            yield error(
                "on-cancel-misplaced",
                _("%(element)s不是流程，“onCancel”在这里不起作用") % {"element": label(node)},
                element=node.nearest_id,
                hint=_("删除这项设置，或把它写在流程上"),
            )
    process = diagram.process
    if process is None or ON_CANCEL not in process.settings.properties:
        return
    if process.on_cancel not in known.topics:
        yield _unknown(
            process,
            "on-cancel-unknown",
            _("%(element)s取消后的处理“%(key)s”没有处理程序"),
            process.on_cancel,
            _("改用已有的任务类型；取消后没有什么要处理的，删除这项设置"),
        )


def _unknown(node: Element, rule: str, sentence: str, key: str, hint: str = "") -> Finding:
    return error(rule, sentence % {"element": label(node), "key": key}, element=node.nearest_id, hint=hint)


def _existing(known: Context) -> str:
    groups = [_called(group) for group in sorted(known.groups)]
    return _("改用已有的角色：%(groups)s") % {"groups": "、".join(groups)}


def _called(group: str) -> str:
    name = hooks.group_name(group)
    return group if name == group else f"{name}（{group}）"


def _names(text: str) -> list[str]:
    """The names in a literal list or in an expression without variables; none for other expressions."""
    value = feel.literal_or_feel(text)
    if not value.is_feel:
        return _split(text)
    try:
        result = value.evaluate({}) if not value.variables else None
    except EngineError:  # reported where expressions are checked
        return []
    if isinstance(result, list):
        return [name for name in result if isinstance(name, str)]
    return _split(result) if isinstance(result, str) else []


def _split(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
