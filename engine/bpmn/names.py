"""What sentences call the elements and attributes of a diagram, as the modeler calls them."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engine.bpmn.element import Element

KINDS: Final[dict[str, str | Promise]] = {
    "definitions": _("流程图文件"),
    "process": _("流程"),
    "collaboration": _("协作"),
    "participant": _("池"),
    "laneSet": _("泳道组"),
    "childLaneSet": _("泳道组"),
    "lane": _("泳道"),
    "flowNodeRef": _("泳道中的元素"),
    "message": _("消息"),
    "signal": _("信号"),
    "error": _("错误"),
    "escalation": _("升级"),
    "startEvent": _("开始事件"),
    "endEvent": _("结束事件"),
    "intermediateCatchEvent": _("中间捕获事件"),
    "intermediateThrowEvent": _("中间抛出事件"),
    "boundaryEvent": _("边界事件"),
    "task": _("任务"),
    "userTask": _("用户任务"),
    "serviceTask": _("服务任务"),
    "sendTask": _("发送任务"),
    "receiveTask": _("接收任务"),
    "scriptTask": _("脚本任务"),
    "businessRuleTask": _("业务规则任务"),
    "manualTask": _("手工任务"),
    "callActivity": _("调用活动"),
    "subProcess": _("子流程"),
    "exclusiveGateway": _("排他网关"),
    "parallelGateway": _("并行网关"),
    "inclusiveGateway": _("包容网关"),
    "eventBasedGateway": _("事件网关"),
    "sequenceFlow": _("连线"),
    "incoming": _("进入的连线"),
    "outgoing": _("离开的连线"),
    "conditionExpression": _("条件"),
    "completionCondition": _("完成条件"),
    "multiInstanceLoopCharacteristics": _("多实例"),
    "messageEventDefinition": _("消息事件定义"),
    "signalEventDefinition": _("信号事件定义"),
    "errorEventDefinition": _("错误事件定义"),
    "escalationEventDefinition": _("升级事件定义"),
    "timerEventDefinition": _("定时事件定义"),
    "terminateEventDefinition": _("终止事件定义"),
    "linkEventDefinition": _("链接事件定义"),
    "timeDate": _("日期"),
    "timeDuration": _("时长"),
    "timeCycle": _("重复间隔"),
    "extensionElements": _("扩展设置"),
    "formDefinition": _("表单"),
    "assignmentDefinition": _("办理人"),
    "taskSchedule": _("时间安排"),
    "priorityDefinition": _("优先级"),
    "taskDefinition": _("任务类型"),
    "taskHeaders": _("任务参数"),
    "ioMapping": _("变量映射"),
    "calledDecision": _("决策表"),
    "calledElement": _("调用的流程"),
    "loopCharacteristics": _("多实例"),
    "subscription": _("消息关联"),
    "properties": _("扩展属性"),
}

ATTRIBUTES: Final[dict[str, str | Promise]] = {
    "sourceRef": _("起点"),
    "targetRef": _("终点"),
    "default": _("默认连线"),
    "attachedToRef": _("附着的活动"),
    "messageRef": _("消息"),
    "signalRef": _("信号"),
    "errorRef": _("错误"),
    "escalationRef": _("升级"),
    "processRef": _("流程"),
    "flowNodeRef": _("泳道中的元素"),
}


def kind_name(kind: str) -> str:
    """The name of a BPMN element's kind; the kind itself where it has none."""
    return str(KINDS.get(kind, kind))


def attribute_name(attribute: str) -> str:
    return str(ATTRIBUTES.get(attribute, attribute))


def label(element: Element) -> str:
    """How a sentence calls the element: its name with the id, the id alone, or what it is."""
    name, own_id = element.title[:60], element.id
    if name and own_id:
        return gettext("“%(name)s”（%(id)s）") % {"name": name, "id": own_id}
    return gettext("“%(name)s”") % {"name": name or own_id or kind_name(element.kind)}


def label_of_host(element: Element) -> str:
    """The nearest element around an extension that people see in the diagram."""
    host = element.parent
    while host is not None and not (host.is_bpmn and host.id):
        host = host.parent
    return label(host if host is not None else element)
