"""年度检查: once for each anniversary of an authorisation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document, StoredFile
from engine import clock
from portal.certification.models import Authorisation, OfAuthorisation
from portal.scheme.moving import Moving
from portal.supervision.models import Case
from portal.upkeep.models.reviews import Review


class InspectionQuerySet(models.QuerySet):
    def open(self) -> InspectionQuerySet:
        return self.filter(status__in=AnnualInspection.OPEN)


class AnnualInspection(OfAuthorisation, Moving):
    """One run of P10; its number is the business key of the process."""

    class Status(models.TextChoices):
        TO_SUBMIT = "to_submit", _("待报送")
        REVIEWING = "reviewing", _("审核中")
        CORRECTION = "correction", _("待补正")
        PASSED = "passed", _("通过")
        FAILED = "failed", _("不通过")
        CLOSED = "closed", _("已终止")

    OPEN = (Status.TO_SUBMIT, Status.REVIEWING, Status.CORRECTION)
    WAYS = {
        Status.TO_SUBMIT: (Status.REVIEWING, Status.CLOSED),
        Status.REVIEWING: (Status.CORRECTION, Status.PASSED, Status.FAILED, Status.CLOSED),
        Status.CORRECTION: (Status.REVIEWING, Status.CLOSED),
    }

    number = models.CharField(_("年检编号"), max_length=20, unique=True)
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, related_name="inspections", verbose_name=_("标识授权")
    )
    ordinal = models.PositiveSmallIntegerField(_("第几年"))
    anniversary = models.DateField(_("周年日"))
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.TO_SUBMIT)
    changes = models.TextField(_("企业与产品的变化"), max_length=2000, blank=True)
    output = models.CharField(_("年产量"), max_length=100, blank=True)
    mark_volume = models.PositiveIntegerField(_("标识用量"), null=True, blank=True)
    complaints = models.TextField(_("投诉与处理"), max_length=2000, blank=True)
    licence = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("现行证照"))
    reports = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("检测报告"))
    insurance = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("产品质量保险凭证"))
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_overdue = models.BooleanField(_("周年日未报送"), default=False)
    draw_seed = models.CharField(_("随机种子"), max_length=100, blank=True)
    draw_value = models.FloatField(_("随机值"), null=True, blank=True, help_text="0 to 1; below the rate: drawn")
    draw_rate = models.FloatField(_("抽查比例"), null=True, blank=True)
    drawn = models.BooleanField(_("抽中现场抽查"), default=False)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("处置案件")
    )
    notice = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("年检通知")
    )
    result = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("年检结果")
    )
    created_at = models.DateTimeField(_("启动时间"), default=clock.now)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度检查")
        verbose_name_plural = _("年度检查")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["authorisation", "ordinal"], name="one_inspection_for_an_anniversary")
        ]

    def __str__(self) -> str:
        return self.number


class InspectionReview(Review):
    """What an evaluator concluded at the desk or on site; written once."""

    class Stage(models.TextChoices):
        DESK = "desk", _("材料审核")
        SITE = "site", _("现场抽查")

    class Outcome(models.TextChoices):
        PASS = "pass", _("通过")
        CORRECT = "correct", _("补正")
        FAIL = "fail", _("不通过")

    inspection = models.ForeignKey(AnnualInspection, on_delete=models.PROTECT, related_name="reviews")
    stage = models.CharField(_("环节"), max_length=6, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("意见"), max_length=2000, blank=True)
    visited_on = models.DateField(_("到场日期"), null=True, blank=True)
    photos = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("现场照片"))

    class Meta(Review.Meta):
        verbose_name = _("年检意见")
        verbose_name_plural = _("年检意见")

    def __str__(self) -> str:
        return f"{self.inspection} {self.get_outcome_display()}"
