"""What a visit found not to conform (不符合项), how the enterprise put it right, and the second visit (复核现场)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from portal.evaluation.models.evidence import Criterion
from portal.evaluation.models.onsite import OnsiteVisit
from portal.scheme.moving import Moving


class Nonconformity(Moving):
    """One of the lead's record. How long there is to put it right, and whether it is looked at again on site, follows
    from its grade (decision table `correction_terms`)."""

    class Grade(models.TextChoices):
        MINOR = "minor", _("一般")
        MAJOR = "major", _("严重")

    class Status(models.TextChoices):
        OPEN = "open", _("待整改")
        ANSWERED = "answered", _("待确认")
        CLOSED = "closed", _("已关闭")
        UNCLOSED = "unclosed", _("未关闭")
        LAPSED = "lapsed", _("逾期未整改")
        DROPPED = "dropped", _("不再整改")

    #: The evaluation does not pass with one of these.
    FAILED = (Status.UNCLOSED, Status.LAPSED)
    WAYS = {
        Status.OPEN: (Status.ANSWERED, Status.LAPSED, Status.DROPPED),
        Status.ANSWERED: (Status.CLOSED, Status.UNCLOSED, Status.DROPPED),
    }

    visit = models.ForeignKey(OnsiteVisit, on_delete=models.CASCADE, related_name="nonconformities")
    number = models.PositiveSmallIntegerField(_("序号"))
    criterion = models.CharField(_("评价项"), max_length=3, choices=Criterion)
    grade = models.CharField(_("程度"), max_length=5, choices=Grade)
    description = models.TextField(_("不符合事实"), max_length=1000)
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.OPEN)
    correct_by = models.DateTimeField(_("整改期限"), null=True, blank=True)

    measures = models.TextField(_("整改措施"), max_length=2000, blank=True)
    evidence = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("整改证明"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("提交时间"), null=True, blank=True)

    finding = models.TextField(_("核查情况"), max_length=1000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("确认时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("不符合项")
        verbose_name_plural = _("不符合项")
        ordering = ["visit", "number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="one_nonconformity_per_number")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}"

    @property
    def has_failed(self) -> bool:
        return self.status in self.FAILED


class Revisit(models.Model):
    """When and where the lead looks at what was put right, and what was seen there."""

    visit = models.OneToOneField(OnsiteVisit, on_delete=models.CASCADE, related_name="revisit")
    scheduled_at = models.DateTimeField(_("约定时间"))
    place = models.CharField(_("地点"), max_length=200)
    note = models.TextField(_("需企业准备的事项"), max_length=2000, blank=True)

    visited_at = models.DateTimeField(_("到场时间"), null=True, blank=True)
    visited_place = models.CharField(_("复核地点"), max_length=200, blank=True)
    photos = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("复核照片"))
    summary = models.TextField(_("复核情况"), max_length=5000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("复核现场")
        verbose_name_plural = _("复核现场")

    def __str__(self) -> str:
        return f"{self.visit.panel.application} {self._meta.verbose_name}"
