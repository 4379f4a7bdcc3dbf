"""What every outbox has in common: a row is owed, tried, put off, and in the end sent or not."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock

# About two hours, with the pauses of `sending`.
MOST_ATTEMPTS = 8


class Status(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    EXPIRED = "expired", _("过期未发")


class OwedQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(status=Status.WAITING)

    def due(self) -> Self:
        """To be sent now; what came too late is not."""
        now = clock.now()
        return self.waiting().filter(next_try_at__lte=now).exclude(expires_at__lte=now)

    def retriable(self) -> Self:
        return self.filter(status=Status.FAILED).exclude(expires_at__lte=clock.now())

    def too_late(self) -> Self:
        return self.waiting().filter(expires_at__lte=clock.now())


class Owed(models.Model):
    """`key` makes asking for it twice harmless."""

    Status = Status

    key = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="no use to anybody after this")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=500, blank=True, help_text="for operators; without numbers")
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def was_refused(self) -> bool:
        """The service would not take it, which no further attempt changes."""
        return self.status == Status.FAILED and self.attempts < MOST_ATTEMPTS
