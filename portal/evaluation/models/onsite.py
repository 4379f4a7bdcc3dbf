"""The visit of a panel, its experts' opinions, and its report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.evaluation.models.evidence import Criterion
from portal.evaluation.models.panel import Panel, PanelSeat
from portal.evaluation.models.reports import CheckRecord


class OnsiteVisit(models.Model):
    """When and where the panel goes, and what it found there (现场核验记录)."""

    class SignOff(models.TextChoices):
        SIGNED = "signed", _("企业已签字确认")
        REFUSED = "refused", _("企业拒绝签字")

    panel = models.OneToOneField(Panel, on_delete=models.CASCADE, related_name="visit")
    scheduled_at = models.DateTimeField(_("约定时间"))
    place = models.CharField(_("地点"), max_length=200)
    note = models.TextField(_("需企业准备的事项"), max_length=2000, blank=True)

    visited_at = models.DateTimeField(_("到场时间"), null=True, blank=True)
    visited_place = models.CharField(_("核验地点"), max_length=200, blank=True)
    photos = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("现场照片"))
    summary = models.TextField(_("现场情况"), max_length=5000, blank=True)
    sign_off = models.CharField(_("企业确认"), max_length=8, choices=SignOff, blank=True)
    signed_by = models.CharField(_("企业签字人"), max_length=50, blank=True)
    refusal = models.TextField(_("拒绝签字的情况"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("现场评价")
        verbose_name_plural = _("现场评价")

    def __str__(self) -> str:
        return f"{self.panel.application} {self._meta.verbose_name}"


class ChecklistItem(models.Model):
    """One criterion as seen on site."""

    visit = models.ForeignKey(OnsiteVisit, on_delete=models.CASCADE, related_name="checklist")
    criterion = models.CharField(_("评价项"), max_length=3, choices=Criterion)
    verdict = models.CharField(_("核验结果"), max_length=10, choices=CheckRecord.Verdict)
    remark = models.TextField(_("说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("核验项")
        verbose_name_plural = _("核验项")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["visit", "criterion"], name="one_item_per_criterion")]

    def __str__(self) -> str:
        return f"{self.visit} {self.criterion}"


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> OpinionQuerySet:
        """Own ones; those of others only after all of the round are in, whoever asks."""
        own = Q(seat__expert__user=user)
        if user.has_perm("evaluation.view_opinion"):
            return self.filter(own | Q(revealed_at__isnull=False))
        fellow = Q(
            seat__panel__in=PanelSeat.objects.filter(expert__user=user, status=PanelSeat.Status.ACCEPTED).values(
                "panel"
            )
        )
        return self.filter(own | (fellow & Q(revealed_at__isnull=False)))

    def of_round(self, panel: Panel) -> OpinionQuerySet:
        """Those of the panel's present round, the lead's first."""
        found = self.filter(seat__panel=panel, round=panel.round)
        return found.select_related("seat__expert__user").order_by("-seat__is_lead", "seat_id")


class Opinion(models.Model):
    """One expert's scores and veto items; written once for a round."""

    class Section(models.TextChoices):
        """What is scored from 0 to 100, and the criteria that belong to it."""

        PRODUCTION = "production", _("生产与质量管理（K2、K9）")
        SAFETY = "safety", _("安全与环境（K3、K4）")
        TRACE = "trace", _("产品溯源（K5）")
        RISK = "risk", _("风险控制与保险（K6、K7）")
        QUALITY = "quality", _("产品质量与检测（K8）")

    class Veto(models.TextChoices):
        HAZARD = "hazard", _("存在质量或安全隐患")
        FALSE_MATERIAL = "false_material", _("提供虚假材料")
        UNLAWFUL = "unlawful", _("违法违规生产经营")
        OBSTRUCTION = "obstruction", _("拒绝或阻挠现场核验")

    seat = models.ForeignKey(PanelSeat, on_delete=models.PROTECT, related_name="opinions")
    round = models.PositiveSmallIntegerField(_("评分轮次"), default=1)
    scores = models.JSONField(_("各部分得分"), help_text="{section: 0 to 100}")
    vetoes = models.JSONField(_("否决项"), default=list, blank=True)
    veto_reason = models.TextField(_("否决理由"), max_length=2000, blank=True)
    mean = models.DecimalField(_("平均分"), max_digits=5, decimal_places=2)
    text = models.TextField(_("评价意见"), max_length=5000)
    signed_at = models.DateTimeField(_("签名时间"), default=clock.now)
    revealed_at = models.DateTimeField(
        _("公开时间"), null=True, blank=True, help_text="when all of the round were in; blind before"
    )
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("专家意见")
        verbose_name_plural = _("专家意见")
        ordering = ["signed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["seat", "round"], name="one_opinion_per_seat_and_round")]

    def __str__(self) -> str:
        return f"{self.seat} {self._meta.verbose_name}"

    @staticmethod
    def mean_of(scores: dict[str, int]) -> Decimal:
        return (Decimal(sum(scores.values())) / len(scores)).quantize(Decimal("0.01"))


class Discussion(models.Model):
    """What the panel settled where opinions lay far apart or a veto was raised."""

    class Outcome(models.TextChoices):
        KEEP = "keep", _("维持各自评分")
        RESCORE = "rescore", _("全体重新评分一次")

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="discussions")
    round = models.PositiveSmallIntegerField(_("评分轮次"))
    outcome = models.CharField(_("讨论结果"), max_length=8, choices=Outcome)
    veto_upheld = models.BooleanField(_("否决项成立"), default=False)
    text = models.TextField(_("讨论纪要"), max_length=5000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    class Meta:
        verbose_name = _("专家讨论")
        verbose_name_plural = _("专家讨论")
        ordering = ["panel", "round"]
        constraints = [models.UniqueConstraint(fields=["panel", "round"], name="one_discussion_per_round")]

    def __str__(self) -> str:
        return f"{self.panel} {self.get_outcome_display()}"


class PanelReport(models.Model):
    """The lead's report, signed by the others, and what the evaluator said to it. A revised report is a new row."""

    class Review(models.TextChoices):
        ACCEPT = "accept", _("接收")
        CORRECT = "correct", _("要求企业整改")
        RETURN = "return", _("退回专家组")

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="reports")
    outcome = models.CharField(_("评价结论"), max_length=4, choices=[("pass", _("合格")), ("fail", _("不合格"))])
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2)
    summary = models.TextField(_("评价报告"), max_length=10000)
    nonconformities = models.TextField(_("不符合项"), max_length=5000, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    review = models.CharField(_("接收意见"), max_length=8, choices=Review, blank=True)
    opinion = models.TextField(_("意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("专家组报告")
        verbose_name_plural = _("专家组报告")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.panel} {self._meta.verbose_name}"


class Countersignature(models.Model):
    """An expert signs the lead's report, or dissents and says why; the dissent stays with the report."""

    report = models.ForeignKey(PanelReport, on_delete=models.CASCADE, related_name="countersignatures")
    seat = models.ForeignKey(PanelSeat, on_delete=models.PROTECT, related_name="countersignatures")
    agrees = models.BooleanField(_("同意"))
    dissent = models.TextField(_("不同意见"), max_length=2000, blank=True)
    signed_at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    class Meta:
        verbose_name = _("会签")
        verbose_name_plural = _("会签")
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "seat"], name="one_signature_per_seat"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(dissent=""), name="dissent_is_reasoned"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.seat}"
