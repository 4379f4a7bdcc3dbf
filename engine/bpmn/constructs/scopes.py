"""Processes, pools and lanes."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, drawn, refused, runs

_G = Group.SCOPES

SCOPES: Final[tuple[Construct, ...]] = (
    runs("process", _G, _("可执行的流程"), _("每个文件一个")),
    drawn("process@isExecutable=false", _G, _("不可执行的流程"), _("只作说明，不运行")),
    drawn("participant", _G, _("池"), _("名称给人看，不影响运行")),
    drawn("messageFlow", _G, _("消息流"), _("只作说明；收发消息用消息事件或接收任务")),
    runs("lane", _G, _("泳道"), _("最内层泳道的名称随任务显示；谁能办理由候选组决定")),
    refused("choreography", _G, _("编排图"), _("请画成流程")),
    refused("conversation", _G, _("会话图"), _("请画成流程")),
    refused("globalUserTask", _G, _("全局任务"), _("请把任务画在流程里，或用调用活动")),
    refused("import", _G, _("引用其他文件"), _("文件之间用调用活动、决策表和表单的标识连接")),
)
