"""What an enterprise asked about the day of a visit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.evaluation.models.onsite import OnsiteVisit


class VisitMove(models.Model):
    """The enterprise asks for another day (改期申请); the lead of the panel agrees or declines. All rows stay."""

    class Outcome(models.TextChoices):
        ASKED = "asked", _("待组长答复")
        AGREED = "agreed", _("已改期")
        DECLINED = "declined", _("未同意改期")

    visit = models.ForeignKey(OnsiteVisit, on_delete=models.CASCADE, related_name="moves", verbose_name=_("现场评价"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"), default=clock.now)
    scheduled_at = models.DateTimeField(_("原定时间"))
    reason = models.TextField(_("改期原因"), max_length=1000)
    wished = models.TextField(_("希望的日期"), max_length=200)
    outcome = models.CharField(_("答复"), max_length=8, choices=Outcome, default=Outcome.ASKED)
    answer = models.TextField(_("答复说明"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    moved_to = models.DateTimeField(_("改期后的时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("改期申请")
        verbose_name_plural = _("改期申请")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit"], condition=Q(outcome="asked"), name="one_open_move_per_visit")
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.get_outcome_display()}"
