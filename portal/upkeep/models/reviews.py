"""What somebody concluded of a case; written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock


class Review(models.Model):
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        abstract = True
        ordering = ["at", "id"]
