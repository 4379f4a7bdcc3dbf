"""What the platform told people: the bell on the page, and text messages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.accounts.phones import masked

# What nobody looked at for so long is no news any more.
NEWS_FOR = timedelta(days=30)


class NotificationQuerySet(models.QuerySet):
    def of(self, user: Any) -> NotificationQuerySet:
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None, created_at__gt=clock.now() - NEWS_FOR)


class Notification(models.Model):
    """One message to one person; a message to a group becomes one row for each member."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    group = models.CharField(max_length=200, blank=True, help_text="the group it was sent to, if any")
    text = models.CharField(_("内容"), max_length=500)
    url = models.CharField(max_length=500, blank=True)
    task_id = models.UUIDField(null=True, blank=True, help_text="the user task that it offers")
    is_urgent = models.BooleanField(_("紧急"), default=False)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("通知")
        verbose_name_plural = _("通知")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["user", "-created_at"], condition=Q(read_at=None), name="unread_notifications")]
        constraints = [
            # Also the index by which a task's notices are found.
            models.UniqueConstraint(
                fields=["task_id", "user"], condition=Q(task_id__isnull=False), name="one_notice_per_task_and_person"
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and self.created_at > clock.now() - NEWS_FOR


class SmsMessageQuerySet(models.QuerySet):
    def readable_by(self, user: Any) -> SmsMessageQuerySet:
        """What came to the own number, and the code that is to prove that a number is one's own."""
        mine = Q(phone=user.verified_phone) if user.verified_phone else Q(pk=None)
        return self.filter(mine | Q(is_code=True, account=user, phone=user.phone_to_verify))


class SmsMessage(models.Model):
    """The outbox of text messages; `key` makes a repeated send harmless."""

    class Status(models.TextChoices):
        STORED = "stored", _("本地发件箱")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")

    key = models.CharField(max_length=100, unique=True)
    phone = models.CharField(_("手机号码"), max_length=11)
    # Codes are read by nobody but the phone's owner, and the account that is to prove to be it.
    is_code = models.BooleanField(default=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("内容"), max_length=500)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.STORED)
    created_at = models.DateTimeField(_("时间"), default=clock.now)

    objects = SmsMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("短信")
        verbose_name_plural = _("短信")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.masked_phone} {self.masked_text}"

    @property
    def masked_phone(self) -> str:
        return masked(self.phone)

    @property
    def masked_text(self) -> str:
        return re.sub(r"[0-9]{6}", "******", self.text) if self.is_code else self.text
