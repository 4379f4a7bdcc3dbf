from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models.enterprises import Enterprise


class RegistrationReview(models.Model):
    """What a reviewer decided about a registration, round by round."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("通过")
        CORRECT = "correct", _("补正")
        FAIL = "fail", _("不予通过")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="reviews")
    task_id = models.UUIDField(unique=True, help_text="the user task of this decision")
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("审核意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(_("审核时间"), default=clock.now)
    seen = models.JSONField(default=dict, help_text="the registration's answers as they were decided upon")

    class Meta:
        verbose_name = _("登记审核意见")
        verbose_name_plural = _("登记审核意见")
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_outcome_display()}"


class RegistrationDraft(models.Model):
    """What a person typed on the registration form and has not sent yet."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="registration_draft",
    )
    answers = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.user} {self.updated_at:%Y-%m-%d %H:%M}"
