"""The outbox of text messages."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.notifications.models.owed import MOST_ATTEMPTS, Owed, OwedQuerySet

__all__ = ["LONGEST", "MOST_ATTEMPTS", "SmsMessage"]

# Characters of a text message; what is longer is cut.
LONGEST = 500


class SmsMessageQuerySet(OwedQuerySet):
    def readable_by(self, user: Any) -> SmsMessageQuerySet:
        """What came to the own number, and the code that is to prove that a number is one's own."""
        mine = Q(phone=user.verified_phone) if user.verified_phone else Q(pk=None)
        return self.filter(mine | Q(is_code=True, account=user, phone=user.phone_to_verify))


class SmsMessage(Owed):
    """A text that is owed to a number, or was sent."""

    phone = models.CharField(_("手机号码"), max_length=11)
    # Codes are read by nobody but the phone's owner, and the account that is to prove to be it.
    is_code = models.BooleanField(default=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("内容"), max_length=LONGEST)

    objects = SmsMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("短信")
        verbose_name_plural = _("短信")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(status="waiting"), name="texts_to_send")]

    @property
    def masked_text(self) -> str:
        return re.sub(r"[0-9]{6}", "******", self.text) if self.is_code else self.text
