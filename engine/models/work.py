"""What the engine owes: jobs, and incidents that wait for an operator."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.ids import time_ordered_uuid
from engine.models.instances import ProcessInstance

JOB_FAILED = "job-failed"  # an incident whose cause is a program's own error, not a sentence of the engine


class Job(models.Model):
    """A promise of the engine; the row is the truth, Celery's queue only a hint."""

    class Kind(models.TextChoices):
        START = "start", _("启动流程")
        SERVICE = "service", _("服务任务")
        TIMER = "timer", _("定时器")
        CALL = "call", _("调用子流程")
        RETURN = "return", _("子流程返回")
        MESSAGE = "message", _("消息")
        SIGNAL = "signal", _("信号")
        CANCEL = "cancel", _("取消子流程")
        CLOSING = "closing", _("取消后的处理")
        RELEASE = "release", _("收回任务")
        RECOMPUTE = "recompute", _("重算到期时间")
        SUSPEND = "suspend", _("随之暂停或恢复")
        BATCH = "batch", _("批量操作")

    class Status(models.TextChoices):
        READY = "ready", _("待执行")
        DONE = "done", _("已完成")
        FAILED = "failed", _("已失败")
        CANCELLED = "cancelled", _("已取消")
        SUSPENDED = "suspended", _("已暂停")

    # What is still owed.
    OPEN = (Status.READY, Status.FAILED, Status.SUSPENDED)
    # What would let a suspended instance go on waits until it is resumed; the others change nothing of where it is.
    HELD = (Kind.START, Kind.SERVICE, Kind.TIMER, Kind.CALL, Kind.RETURN, Kind.MESSAGE, Kind.SIGNAL)
    # What follows at once from something that happened in one case. The others come with time, or one deed makes them
    # for many cases.
    FOLLOWS = (Kind.START, Kind.SERVICE, Kind.CALL, Kind.RETURN, Kind.MESSAGE, Kind.CANCEL)

    # Jobs of the same instant are done in the order in which they were made.
    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.READY)
    task_id = models.UUIDField(null=True, help_text="the task in the workflow that waits for it")
    element_id = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=200, blank=True, help_text="topic, called process, message or signal name")
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(default=clock.now, help_text="not before this instant")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="begun, whether or not they came to an end")
    retries_left = models.PositiveSmallIntegerField(default=3)
    last_error = models.TextField(blank=True, help_text="for operators' logs only; never shown to users")
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status="ready"), name="jobs_due"),
            models.Index(
                fields=["due_at"],
                condition=Q(status="ready", kind__in=["start", "service", "call", "return", "message", "cancel"]),
                name="jobs_following",
            ),
            models.Index(
                fields=["instance", "task_id"],
                condition=Q(status__in=["ready", "failed", "suspended"]),
                name="jobs_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "task_id", "kind"],
                condition=Q(status="ready", task_id__isnull=False, kind__in=["service", "call", "timer"]),
                name="one_open_job_per_task",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic}"


class IncidentQuerySet(models.QuerySet):
    def open(self) -> IncidentQuerySet:
        return self.filter(resolved_at=None)

    def of_case(self, instance: ProcessInstance) -> IncidentQuerySet:
        """Of an instance and, at the outermost one, of everything that it called."""
        return self.filter(Q(instance=instance) | Q(instance__root=instance))


class Incident(models.Model):
    """Something stopped that an operator must look at."""

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="incidents")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, null=True, related_name="incidents")
    task_id = models.UUIDField(null=True, help_text="the task in the workflow that stopped")
    element_id = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=50, help_text="a code such as job-failed, expression-error, limit-reached")
    message = models.TextField(_("说明"), help_text="a sentence for people")
    created_at = models.DateTimeField(default=clock.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=Q(resolved_at=None), name="incidents_open"),
            models.Index(fields=["instance"], condition=Q(resolved_at=None), name="incidents_open_of_instance"),
        ]

    def __str__(self) -> str:
        return self.message

    @property
    def cause(self) -> str:
        """The last line of what the software said, for operators; empty where `message` says it all."""
        said = self.job.last_error.strip().splitlines() if self.job else []
        return said[-1] if said and self.kind == JOB_FAILED else ""
