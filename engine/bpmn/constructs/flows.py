"""Gateways and sequence flows."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, drawn, refused, runs

_G = Group.FLOWS
_CHOICE = _("成立的连线都走；没有一条成立时走默认连线，没有默认连线则停下并报异常")

FLOWS: Final[tuple[Construct, ...]] = (
    runs("exclusiveGateway", _G, _("排他网关"), _("按文件中的次序，走第一条成立的连线，否则走默认连线")),
    runs("inclusiveGateway", _G, _("包容网关"), _("成立的连线都走；汇合时等所有还可能到来的分支")),
    runs("parallelGateway", _G, _("并行网关"), _("所有连线都走；汇合时每条进入的连线等一个令牌")),
    runs("eventBasedGateway", _G, _("事件网关"), _("后面的事件中，先发生的一个决定去向")),
    refused("complexGateway", _G, _("复杂网关"), _("请用排他、包容或并行网关")),
    refused(
        "eventBasedGateway@eventGatewayType=Parallel", _G, _("并行事件网关"), _("请用并行网关，后面各接一个等待事件")
    ),
    refused("eventBasedGateway@instantiate=true", _G, _("启动流程的事件网关"), _("请用消息或信号开始事件")),
    runs("sequenceFlow", _G, _("连线"), _("从一步到下一步")),
    runs("exclusiveGateway/conditionExpression", _G, _("排他网关之后的条件"), _("FEEL，结果须为真或假")),
    runs("inclusiveGateway/conditionExpression", _G, _("包容网关之后的条件"), _("FEEL，结果须为真或假")),
    runs("activity/conditionExpression", _G, _("任务或子流程之后的条件"), _CHOICE),
    runs("event/conditionExpression", _G, _("事件之后的条件"), _("成立的连线都走；没有一条成立则停下并报异常")),
    refused(
        "parallelGateway/conditionExpression", _G, _("并行网关之后的条件"), _("并行网关走所有的连线；请用包容网关")
    ),
    refused(
        "eventBasedGateway/conditionExpression", _G, _("事件网关之后的条件"), _("去向由事件决定；请把条件放到事件之后")
    ),
    runs("exclusiveGateway@default", _G, _("排他网关的默认连线"), _("没有条件成立时走")),
    runs("inclusiveGateway@default", _G, _("包容网关的默认连线"), _("没有条件成立时走")),
    runs("activity@default", _G, _("任务或子流程的默认连线"), _("没有条件成立时走")),
    refused("parallelGateway@default", _G, _("并行网关的默认连线"), _("并行网关走所有的连线")),
    refused("default/conditionExpression", _G, _("默认连线的条件"), _("默认连线没有条件；请删除条件或取消默认")),
    refused("conditionExpression@language", _G, _("其他语言的条件"), _("表达式一律用 FEEL，以“=”开头")),
    drawn("association", _G, _("关联线"), _("给人看的虚线")),
)
