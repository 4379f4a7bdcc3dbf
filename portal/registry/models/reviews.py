from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models.enterprises import Enterprise
from portal.registry.models.filings import Filing


class Review(models.Model):
    """What a reviewer decided about what an enterprise sent, round by round."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("通过")
        CORRECT = "correct", _("补正")
        FAIL = "fail", _("不予通过")

    task_id = models.UUIDField(unique=True, help_text="the user task of this decision")
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("审核意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("审核人")
    )
    decided_at = models.DateTimeField(_("审核时间"), default=clock.now)
    seen = models.JSONField(default=dict, help_text="what was sent, as it was decided upon")

    class Meta:
        abstract = True
        ordering = ["decided_at", "id"]

    @property
    def outcome_name(self) -> str:
        """The outcome in the words of what was reviewed."""
        return self.get_outcome_display()


class RegistrationReview(Review):
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="reviews")

    class Meta(Review.Meta):
        verbose_name = _("登记审核意见")
        verbose_name_plural = _("登记审核意见")

    def __str__(self) -> str:
        return f"{self.enterprise} {self.get_outcome_display()}"


class FilingReview(Review):
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="reviews")

    class Meta(Review.Meta):
        verbose_name = _("备案审核意见")
        verbose_name_plural = _("备案审核意见")

    def __str__(self) -> str:
        return f"{self.filing} {self.get_outcome_display()}"

    @property
    def outcome_name(self) -> str:
        return str(_FILING_OUTCOMES[self.Outcome(self.outcome)])


_FILING_OUTCOMES = {
    Review.Outcome.PASS: _("备案"),
    Review.Outcome.CORRECT: _("退回补正"),
    Review.Outcome.FAIL: _("不予备案"),
}


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
