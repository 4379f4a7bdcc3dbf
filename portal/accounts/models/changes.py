"""What was done to accounts by those who keep them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock


class AccountChange(models.Model):
    """Who did what to whose account, and when; written once, never changed."""

    class Kind(models.TextChoices):
        ADDED = "added", _("添加账户")
        DATA = "data", _("修改资料")
        ROLES = "roles", _("调整角色")
        INVITED = "invited", _("发送邀请短信")
        PASSWORD = "password", _("重置密码")
        DISABLED = "disabled", _("停用账户")
        ENABLED = "enabled", _("启用账户")
        ERASED = "erased", _("本人注销账户")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)
    kind = models.CharField(_("事项"), max_length=10, choices=Kind)
    given = models.JSONField(default=list, help_text="roles that were given")
    taken = models.JSONField(default=list, help_text="roles that were taken away")

    class Meta:
        verbose_name = _("账户变更")
        verbose_name_plural = _("账户变更")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("what was done to an account stays as it was written down")
        super().save(*args, **kwargs)
