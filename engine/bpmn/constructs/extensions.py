"""Extensions: the zeebe settings that are honoured, and what other engines and tools write."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from engine.bpmn.constructs.construct import Construct, Group, drawn, refused, runs

_G = Group.EXTENSIONS
_OTHER_ENGINE = _("这是其他引擎的设置；请在属性面板中重新填写")

EXTENSIONS: Final[tuple[Construct, ...]] = (
    runs("zeebe:userTask", _G, _("用户任务的标记"), _("由本系统的收件箱办理")),
    runs("zeebe:formDefinition", _G, _("表单"), _("按标识引用随流程部署的表单")),
    runs("zeebe:assignmentDefinition", _G, _("办理人与候选组"), _("名称，或以“=”开头的表达式")),
    runs("zeebe:taskSchedule", _G, _("时间安排"), _("办理期限和跟进日期")),
    runs("zeebe:priorityDefinition", _G, _("优先级"), _("0 到 100")),
    runs("zeebe:taskDefinition", _G, _("任务类型"), _("处理程序的名称和重试次数")),
    runs("zeebe:taskHeaders", _G, _("任务参数"), _("固定的值，交给处理程序")),
    runs("zeebe:script", _G, _("脚本表达式"), _("FEEL 和结果变量")),
    runs("zeebe:calledDecision", _G, _("决策表"), _("决策的标识和结果变量")),
    runs("zeebe:calledElement", _G, _("调用的流程"), _("流程的标识，是否带回全部变量")),
    runs("zeebe:loopCharacteristics", _G, _("多实例的集合"), _("输入集合、输入元素、输出集合、输出元素")),
    runs("zeebe:subscription", _G, _("消息关联"), _("关联键：FEEL，决定消息到哪个案件")),
    runs("zeebe:properties", _G, _("扩展属性"), _("本系统自己的少数设置，例如职责分离")),
    refused("zeebe:executionListeners", _G, _("执行监听器"), _("不会被调用；请画成服务任务")),
    refused("zeebe:taskListeners", _G, _("任务监听器"), _("不会被调用；请画成服务任务")),
    refused("zeebe:modelerTemplate", _G, _("元素模板"), _("不使用元素模板；请在属性面板中取消模板")),
    refused("zeebe:publishMessage", _G, _("消息的发布设置"), _("关联键取自消息本身；请删除这项设置")),
    refused("zeebe:adHoc", _G, _("特设子流程的设置"), _("执行次序不确定；请画出次序，或用并行网关")),
    refused("zeebe:calledElement@bindingType", _G, _("版本绑定"), _("总是用最新版本；请删除这项设置")),
    refused("camunda:*", _G, _("Camunda 7 的设置"), _OTHER_ENGINE),
    refused("activiti:*", _G, _("Activiti 的设置"), _OTHER_ENGINE),
    refused("flowable:*", _G, _("Flowable 的设置"), _OTHER_ENGINE),
    refused("jboss:*", _G, _("JBoss 的设置"), _OTHER_ENGINE),
    refused("spiffworkflow:*", _G, _("SpiffWorkflow 的设置"), _OTHER_ENGINE),
    drawn("modeler:*", _G, _("编辑器的记录"), _("不影响运行")),
)
