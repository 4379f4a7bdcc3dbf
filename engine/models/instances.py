"""Running and ended cases, and what they wait for from outside."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from engine.models.definitions import ProcessDefinition


class ProcessInstance(models.Model):
    """One case in one process. A called process is an instance of its own with `parent` set.

    This row is the one lock of every command, and taken first.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("进行中")
        COMPLETED = "completed", _("已完成")
        CANCELLED = "cancelled", _("已取消")

    class Suspension(models.TextChoices):
        """What keeps a running instance from going on."""

        ITSELF = "itself", _("已暂停")
        PARENT = "parent", _("随上级流程暂停")
        PROCESS = "process", _("随流程定义暂停")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="instances")
    process_key = models.CharField(max_length=200, help_text="the definition's key, copied for the constraint")
    business_key = models.CharField(_("业务编号"), max_length=200, blank=True, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    parent_task_id = models.UUIDField(null=True, help_text="the call activity's task in the parent")
    root = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the outermost case; null on that case itself",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    state = models.TextField(default="", help_text="serialized workflow; text, never jsonb; empty once ended")
    variables = models.JSONField(default=dict, help_text="a readable copy of the case's variables as of the last step")
    active_elements = models.JSONField(default=list, help_text="ids of elements that hold a token")
    steps = models.PositiveIntegerField(default=0, help_text="committed steps so far")
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    suspension = models.CharField(max_length=10, choices=Suspension, blank=True, default="", db_default="")
    suspended_at = models.DateTimeField(null=True)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    suspension_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    clock_stands = models.BooleanField(
        default=False, db_default=False, help_text="while it is suspended no time of its deadlines passes"
    )

    # Of the outermost case, where the row was read with it.
    root_business_key: str | None = None
    root_suspension: str | None = None

    _SUSPENDED = ("suspension", "suspended_at", "suspended_by", "suspension_reason", "clock_stands")

    class Meta:
        constraints = [
            # A second start with the same business key is a repeated click, not a second case.
            models.UniqueConstraint(
                fields=["process_key", "business_key"],
                condition=Q(parent__isnull=True) & ~Q(business_key=""),
                name="one_case_per_business_key",
            )
        ]
        indexes = [
            models.Index(fields=["status", "-started_at"]),
            models.Index(fields=["started_at", "id"], name="instances_newest"),
            models.Index(fields=["process_key"], condition=~Q(suspension=""), name="instances_suspended"),
        ]

    def __str__(self) -> str:
        return self.business_key or str(self.id)

    @property
    def case(self) -> ProcessInstance:
        """The outermost instance."""
        return self.root or self

    def hold(
        self, how: str, *, reason: str, at: datetime, by_id: int | None = None, clock_stands: bool = False
    ) -> tuple[str, ...]:
        """Suspend; the fields to save."""
        self.suspension, self.suspension_reason, self.suspended_at, self.suspended_by_id = how, reason, at, by_id
        self.clock_stands = clock_stands
        return self._SUSPENDED

    @property
    def stands_since(self) -> datetime | None:
        """Since when no time of its deadlines passes."""
        return self.suspended_at if self.clock_stands else None

    def let_go(self) -> tuple[str, ...]:
        """Suspend no longer; the fields to save."""
        self.suspension = self.suspension_reason = ""
        self.suspended_at = self.suspended_by = None
        self.clock_stands = False
        return self._SUSPENDED

    @property
    def suspended(self) -> ProcessInstance | None:
        """Whose suspension keeps this instance from going on: its own, or the outermost case's, which what it called
        follows a moment later."""
        return next((one for one in (self, self.case) if one.suspension), None)


class Subscription(models.Model):
    """A place in an instance that waits for a message or a signal."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("消息")
        SIGNAL = "signal", _("信号")

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="subscriptions")
    task_id = models.UUIDField()
    element_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    correlation_key = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task_id", "kind", "name"], name="one_subscription_per_wait")]
        indexes = [models.Index(fields=["kind", "name", "correlation_key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Message(models.Model):
    """A published message that no instance waited for yet; kept until `expires_at`."""

    name = models.CharField(max_length=200)
    correlation_key = models.CharField(max_length=200, blank=True)
    variables = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "correlation_key", "expires_at"])]

    def __str__(self) -> str:
        return self.name


class MessageReceipt(models.Model):
    """That a message with this id came, and what was answered: sent again, it is answered the same and does nothing."""

    message_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    correlation_key = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of its variables, hexadecimal")
    reached = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.message_id
