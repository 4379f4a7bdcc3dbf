"""What administrators changed of the settings of the scheme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock


class SettingChange(models.Model):
    """A setting got another value; the latest holds. Written once, so all of them are the history."""

    name = models.CharField(max_length=50)
    value = models.JSONField(_("值"), null=True, help_text="null: the value of the environment holds again")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("参数变更")
        verbose_name_plural = _("参数变更")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["name", "-id"], name="latest_value")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a change of a setting stays as it was written down")
        super().save(*args, **kwargs)
