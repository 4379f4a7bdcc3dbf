"""The rest of BPMN: what other tools write into a file and nothing here would read."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, refused

_G = Group.OTHER
_PEOPLE = _("请填写办理人或候选组")
_KEY = _("请在消息上填写关联键")
_SERVICE = _("请填写任务类型")
_KEPT = _("历史总会完整记录；请删除这项设置")

OTHER: Final[tuple[Construct, ...]] = (
    refused("resource", _G, _("资源"), _PEOPLE),
    refused("resourceRole", _G, _("资源角色"), _PEOPLE),
    refused("performer", _G, _("执行人"), _PEOPLE),
    refused("humanPerformer", _G, _("办理人员"), _PEOPLE),
    refused("potentialOwner", _G, _("可能的办理人"), _PEOPLE),
    refused("correlationProperty", _G, _("关联属性"), _KEY),
    refused("correlationKey", _G, _("会话的关联键"), _KEY),
    refused("correlationSubscription", _G, _("关联订阅"), _KEY),
    refused("interface", _G, _("接口"), _SERVICE),
    refused("endPoint", _G, _("接口地址"), _SERVICE),
    refused("auditing", _G, _("审计设置"), _KEPT),
    refused("monitoring", _G, _("监控设置"), _KEPT),
    refused("escalation", _G, _("升级"), _("没有升级事件；请用消息、信号或错误事件")),
    refused("linkEventDefinition>source", _G, _("链接的来处"), _("链接按名称连接；请删除这项设置")),
    refused("linkEventDefinition>target", _G, _("链接的去处"), _("链接按名称连接；请删除这项设置")),
    refused("extension", _G, _("必须理解的扩展"), _("请删除这项设置")),
    refused("relationship", _G, _("外部关系"), _("请删除这项设置")),
    refused("partnerRole", _G, _("伙伴角色"), _("请用池说明对方")),
    refused("partnerEntity", _G, _("伙伴"), _("请用池说明对方")),
)
