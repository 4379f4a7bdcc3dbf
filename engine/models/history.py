from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.instances import ProcessInstance


class HistoryEvent(models.Model):
    """Who did what, when, with which version; written once, never updated."""

    class Kind(models.TextChoices):
        INSTANCE_STARTED = "instance_started", _("流程启动")
        INSTANCE_COMPLETED = "instance_completed", _("流程完成")
        INSTANCE_CANCELLED = "instance_cancelled", _("流程取消")
        CANCELLATION_FOLLOWED = "cancellation_followed", _("取消后的处理完成")
        INSTANCE_SUSPENDED = "instance_suspended", _("流程暂停")
        INSTANCE_RESUMED = "instance_resumed", _("流程恢复")
        ELEMENT_STARTED = "element_started", _("进入")
        ELEMENT_COMPLETED = "element_completed", _("完成")
        ELEMENT_CANCELLED = "element_cancelled", _("取消")
        GATEWAY_TAKEN = "gateway_taken", _("分支选择")
        DECISION_EVALUATED = "decision_evaluated", _("决策")
        TASK_CREATED = "task_created", _("任务产生")
        TASK_CLAIMED = "task_claimed", _("领取任务")
        TASK_UNCLAIMED = "task_unclaimed", _("退回任务")
        TASK_ASSIGNED = "task_assigned", _("指派任务")
        TASK_RESCHEDULED = "task_rescheduled", _("调整到期时间")
        TASK_DUE_UNCHECKED = "task_due_unchecked", _("到期时间须核对")
        TASK_COMPLETED = "task_completed", _("办结任务")
        JOB_COMPLETED = "job_completed", _("系统处理完成")
        CHILD_STARTED = "child_started", _("调用流程")
        CHILD_RETURNED = "child_returned", _("流程返回")
        TIMER_FIRED = "timer_fired", _("到时")
        MESSAGE_RECEIVED = "message_received", _("收到消息")
        SIGNAL_SENT = "signal_sent", _("发出信号")
        SIGNAL_RECEIVED = "signal_received", _("收到信号")
        TOKEN_MOVED = "token_moved", _("移动步骤")
        INSTANCE_MIGRATED = "instance_migrated", _("迁移版本")
        VARIABLES_SET = "variables_set", _("修改变量")
        ERROR_CAUGHT = "error_caught", _("业务错误")
        INCIDENT_CREATED = "incident_created", _("出现异常")
        INCIDENT_RESOLVED = "incident_resolved", _("异常已处理")

    id = models.BigAutoField(primary_key=True)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.PROTECT, related_name="history", db_index=False)
    case = models.ForeignKey(ProcessInstance, on_delete=models.PROTECT, related_name="case_history", db_index=False)
    at = models.DateTimeField(default=clock.now)
    kind = models.CharField(max_length=30, choices=Kind)
    element_id = models.CharField(max_length=200, blank=True)
    element_name = models.CharField(max_length=300, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict, help_text="inputs, rule, outcome; ids of tasks and jobs")
    change = models.JSONField(
        null=True, editable=False, help_text="what it changed in tokens and scopes; null in what earlier releases wrote"
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["case", "id"]),
            models.Index(fields=["instance", "id"]),
            models.Index(fields=["id"], condition=Q(kind="task_due_unchecked"), name="due_unchecked"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.element_name}"
