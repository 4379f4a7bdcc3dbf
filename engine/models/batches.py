"""One deed for many instances, in the background: what is to be done, and for each instance whether it was."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.ids import time_ordered_uuid
from engine.models.instances import ProcessInstance


class Batch(models.Model):
    class Kind(models.TextChoices):
        SUSPEND = "suspend", _("暂停")
        RESUME = "resume", _("恢复")
        CANCEL = "cancel", _("取消")
        MIGRATE = "migrate", _("迁移版本")
        SET_VARIABLES = "set_variables", _("修改变量")
        RETRY = "retry", _("重试异常")

    id = models.UUIDField(primary_key=True, default=time_ordered_uuid, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    parameters = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BatchItem(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", _("等待")
        DONE = "done", _("完成")
        FAILED = "failed", _("未完成")
        STOPPED = "stopped", _("已停止")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items", db_index=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="batch_items")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    message = models.TextField(blank=True, help_text="why it could not be done, a sentence for people")
    before = models.JSONField(default=dict, help_text="what undoing it needs to know")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "instance"], name="one_item_per_instance")]
        indexes = [models.Index(fields=["batch", "status"], name="batch_progress")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.instance_id}"
