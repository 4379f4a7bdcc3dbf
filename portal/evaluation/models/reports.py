"""What an evaluation found: the report of a path, and its checks criterion by criterion."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.evaluation.models.applications import Application
from portal.evaluation.models.evidence import Criterion


class Report(models.Model):
    """The result of one evaluation: online by the evaluator, by a third party, or by the experts on site."""

    class Outcome(models.TextChoices):
        OPEN = "", _("进行中")
        PASS = "pass", _("合格")
        CORRECT = "correct", _("补正")
        FAIL = "fail", _("不合格")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reports")
    path = models.CharField(_("评价方式"), max_length=12, choices=Application.Path)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    summary = models.TextField(_("评价说明"), max_length=5000, blank=True)
    file = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("报告文件"),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("评价报告")
        verbose_name_plural = _("评价报告")
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return f"{self.application} {self.get_path_display()}"


class CheckRecord(models.Model):
    """One criterion as checked by a person."""

    class Verdict(models.TextChoices):
        MET = "met", _("符合")
        UNMET = "unmet", _("不符合")
        UNCLEAR = "unclear", _("需补充")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="checks")
    criterion = models.CharField(_("评价项"), max_length=3, choices=Criterion)
    verdict = models.CharField(_("核查结果"), max_length=10, choices=Verdict)
    remark = models.TextField(_("说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("核查记录")
        verbose_name_plural = _("核查记录")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "criterion"], name="one_check_per_criterion")]

    def __str__(self) -> str:
        return f"{self.report} {self.criterion}"
