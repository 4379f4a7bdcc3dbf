"""信息变更: what is registered of an enterprise changes, and what is printed with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.registry.models import Enterprise
from portal.scheme.moving import Moving
from portal.upkeep.models.reviews import Review


class ChangeQuerySet(models.QuerySet):
    def open(self) -> ChangeQuerySet:
        return self.filter(status__in=InformationChange.OPEN)


class InformationChange(Moving):
    """One run of P16; its number is the business key of the process."""

    class Status(models.TextChoices):
        REVIEWING = "reviewing", _("审核中")
        CORRECTION = "correction", _("待补正")
        ACCEPTED = "accepted", _("已变更")
        REFUSED = "refused", _("不予变更")
        WITHDRAWN = "withdrawn", _("视为撤回")
        ENDED = "ended", _("已终止")

    # One of an enterprise may be in these at a time.
    OPEN = (Status.REVIEWING, Status.CORRECTION)
    WAYS = {
        Status.REVIEWING: (Status.CORRECTION, Status.ACCEPTED, Status.REFUSED, Status.ENDED),
        Status.CORRECTION: (Status.REVIEWING, Status.WITHDRAWN, Status.ENDED),
    }
    # What is reviewed; the licence besides.
    FIELDS = ("name", "legal_representative", "address")
    REPORTED_WITHIN_DAYS = 15

    number = models.CharField(_("变更编号"), max_length=20, unique=True)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="information_changes", verbose_name=_("企业")
    )
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.REVIEWING)
    name = models.CharField(_("企业名称"), max_length=120)
    legal_representative = models.CharField(_("法定代表人"), max_length=50)
    address = models.CharField(_("住所"), max_length=200)
    licence = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("变更后的营业执照")
    )
    before = models.JSONField(_("变更前"), default=dict)
    changed_on = models.DateField(_("变更日期"))
    reason = models.TextField(_("变更说明"), max_length=500, blank=True)
    note = models.TextField(_("补正说明"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("报告时间"), default=clock.now)
    decided_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("信息变更")
        verbose_name_plural = _("信息变更")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(status__in=["reviewing", "correction"]),
                name="one_open_information_change",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_late(self) -> bool:
        """Reported later than it should have been."""
        reported = clock.day_of(self.created_at)
        return (reported - self.changed_on).days > self.REPORTED_WITHIN_DAYS


class ChangeReview(Review):
    class Outcome(models.TextChoices):
        PASS = "pass", _("准予变更")
        CORRECT = "correct", _("补正")
        FAIL = "fail", _("不予变更")

    change = models.ForeignKey(InformationChange, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("审核意见"), max_length=2000, blank=True)

    class Meta(Review.Meta):
        verbose_name = _("信息变更审核意见")
        verbose_name_plural = _("信息变更审核意见")

    def __str__(self) -> str:
        return f"{self.change} {self.get_outcome_display()}"
