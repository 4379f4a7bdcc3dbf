"""Tasks, sub-processes and their markers."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, drawn, refused, runs

_A, _M = Group.ACTIVITIES, Group.MARKERS

ACTIVITIES: Final[tuple[Construct, ...]] = (
    runs("task", _A, _("未定类型的任务"), _("什么也不做，直接继续")),
    runs("manualTask", _A, _("手工任务"), _("系统外的工作，直接继续")),
    runs("userTask", _A, _("用户任务"), _("出现在收件箱，办结后继续")),
    runs("serviceTask", _A, _("服务任务"), _("由任务类型对应的处理程序执行")),
    runs("sendTask", _A, _("发送任务"), _("由任务类型对应的处理程序执行")),
    runs("receiveTask", _A, _("接收任务"), _("等待一条消息")),
    runs("scriptTask", _A, _("脚本任务"), _("计算一个 FEEL 表达式，结果存入变量")),
    runs("businessRuleTask", _A, _("业务规则任务"), _("按决策表得出结果，存入变量")),
    runs("callActivity", _A, _("调用活动"), _("启动另一个流程并等它结束")),
    runs("subProcess", _A, _("子流程"), _("在同一案件内运行，所有分支结束后继续")),
    runs("eventSubProcess", _A, _("事件子流程"), _("所在层运行期间，由它的开始事件触发")),
    refused("transaction", _A, _("事务子流程"), _("没有自动回退；请用子流程和错误边界事件画出撤销步骤")),
    refused("adHocSubProcess", _A, _("特设子流程"), _("执行次序不确定；请画出次序，或用并行网关")),
    refused("receiveTask@instantiate=true", _A, _("启动流程的接收任务"), _("请用消息开始事件")),
    refused("scriptTask>script", _A, _("脚本代码"), _("不执行任何程序代码；请填写 FEEL 表达式")),
    refused("scriptTask@scriptFormat", _A, _("脚本语言"), _("不执行任何程序代码；请填写 FEEL 表达式")),
    refused("task@operationRef", _A, _("接口操作"), _("请填写任务类型")),
    runs("multiInstance/parallel", _M, _("并行多实例"), _("对列表的每一项同时执行")),
    runs("multiInstance/sequential", _M, _("顺序多实例"), _("对列表逐项执行")),
    runs("subProcess/multiInstance", _M, _("子流程的多实例"), _("每一项一个子流程，变量各自独立")),
    runs("completionCondition", _M, _("多实例的完成条件"), _("成立时结束，其余的实例取消")),
    refused("loopCardinality", _M, _("循环次数"), _("请改用列表：填写输入集合")),
    refused("loopDataInputRef", _M, _("循环输入引用"), _("请填写输入集合和输入元素")),
    refused("loopDataOutputRef", _M, _("循环输出引用"), _("请填写输出集合和输出元素")),
    refused("inputDataItem", _M, _("循环输入项"), _("请填写输入集合和输入元素")),
    refused("outputDataItem", _M, _("循环输出项"), _("请填写输出集合和输出元素")),
    refused("complexBehaviorDefinition", _M, _("多实例的复杂行为"), _("结束时不抛出事件；请用完成条件")),
    refused("multiInstanceLoopCharacteristics@behavior", _M, _("结束时的事件"), _("结束时不抛出事件；请用完成条件")),
    refused("eventSubProcess/multiInstance", _M, _("事件子流程的多实例"), _("事件子流程按触发次数运行")),
    refused("standardLoopCharacteristics", _M, _("标准循环"), _("请用排他网关连回前面的步骤")),
    refused("task@isForCompensation=true", _M, _("补偿任务"), _("没有自动补偿；请画出撤销步骤")),
    refused("task@startQuantity", _M, _("启动数量"), _("每个令牌执行一次；请用并行网关汇合")),
    refused("task@completionQuantity", _M, _("完成数量"), _("每次执行后继续一次；请用并行网关分支")),
    drawn("documentation", _A, _("文档说明"), _("给人看的文字")),
)
