"""Data objects, mappings and what is drawn for people."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, drawn, refused, runs

_G = Group.DATA
_ONLY_DRAWN = _("只作说明；数据在案件的变量里")

DATA: Final[tuple[Construct, ...]] = (
    runs("ioMapping>input", _G, _("输入映射"), _("任务内可见的变量；抛出的消息或信号以它为内容")),
    runs("ioMapping>output", _G, _("输出映射"), _("写入案件的变量；没有时写入全部结果")),
    refused("catch/ioMapping>input", _G, _("等待事件的输入映射"), _("等待事件只接收；请用输出映射")),
    refused("ioSpecification", _G, _("输入输出规范"), _("请用输入输出映射")),
    drawn("dataObject", _G, _("数据对象"), _ONLY_DRAWN),
    drawn("dataObjectReference", _G, _("数据对象引用"), _ONLY_DRAWN),
    drawn("dataStoreReference", _G, _("数据存储"), _ONLY_DRAWN),
    drawn("dataInputAssociation", _G, _("数据输入关联"), _ONLY_DRAWN),
    drawn("dataOutputAssociation", _G, _("数据输出关联"), _ONLY_DRAWN),
    drawn("property", _G, _("数据属性"), _ONLY_DRAWN),
    drawn("itemDefinition", _G, _("数据类型"), _ONLY_DRAWN),
    drawn("textAnnotation", _G, _("文本注释"), _("给人看的文字")),
    drawn("group", _G, _("分组"), _("给人看的框")),
)
