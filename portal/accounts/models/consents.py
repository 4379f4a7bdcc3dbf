"""What a person agreed to, in which wording, and until when: personal data needs it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock


class Consent(models.Model):
    """One consent to one version of one text; withdrawing keeps the row."""

    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("个人信息处理规则")
        # Until an enterprise accepted the rules with each act (`registry.Acceptance`).
        RULES = "rules", _("星级评价规则")
        PUBLIC_CONTACT = "public_contact", _("公开联系方式")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("事项"), max_length=20, choices=Kind)
    version = models.CharField(_("版本"), max_length=20)
    given_at = models.DateTimeField(_("同意时间"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "version"], condition=Q(withdrawn_at=None), name="one_open_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"
