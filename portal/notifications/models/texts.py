"""The outbox of text messages."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock

# About two hours, with the pauses of `sending`.
MOST_ATTEMPTS = 8
# Characters of a text message; what is longer is cut.
LONGEST = 500


class SmsMessageQuerySet(models.QuerySet):
    def readable_by(self, user: Any) -> SmsMessageQuerySet:
        """What came to the own number, and the code that is to prove that a number is one's own."""
        mine = Q(phone=user.verified_phone) if user.verified_phone else Q(pk=None)
        return self.filter(mine | Q(is_code=True, account=user, phone=user.phone_to_verify))

    def waiting(self) -> SmsMessageQuerySet:
        return self.filter(status=SmsMessage.Status.WAITING)

    def due(self) -> SmsMessageQuerySet:
        """To be sent now; what came too late is not."""
        now = clock.now()
        return self.waiting().filter(next_try_at__lte=now).exclude(expires_at__lte=now)

    def retriable(self) -> SmsMessageQuerySet:
        return self.filter(status=SmsMessage.Status.FAILED).exclude(expires_at__lte=clock.now())

    def too_late(self) -> SmsMessageQuerySet:
        return self.waiting().filter(expires_at__lte=clock.now())


class SmsMessage(models.Model):
    """A text that is owed to a number, or was sent; `key` makes asking for it twice harmless."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        FAILED = "failed", _("发送失败")
        EXPIRED = "expired", _("过期未发")

    key = models.CharField(max_length=100, unique=True)
    phone = models.CharField(_("手机号码"), max_length=11)
    # Codes are read by nobody but the phone's owner, and the account that is to prove to be it.
    is_code = models.BooleanField(default=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("内容"), max_length=LONGEST)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="no use to anybody after this")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.now)
    last_error = models.CharField(max_length=500, blank=True, help_text="for operators; without numbers")
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)

    objects = SmsMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("短信")
        verbose_name_plural = _("短信")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="waiting"), name="texts_to_send")]

    def __str__(self) -> str:
        return self.key

    @property
    def masked_text(self) -> str:
        return re.sub(r"[0-9]{6}", "******", self.text) if self.is_code else self.text

    @property
    def was_refused(self) -> bool:
        """The service would not take it, which no further attempt changes."""
        return self.status == self.Status.FAILED and self.attempts < MOST_ATTEMPTS
