"""A warning that people see, and what the enterprise did about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document, StoredFile
from engine import clock
from portal.registry.models import Product
from portal.scheme import values
from portal.supervision.models.cases import Case


class WarningQuerySet(models.QuerySet):
    def open(self) -> WarningQuerySet:
        return self.filter(lifted_at=None)

    def of_product(self, product: Product | int) -> WarningQuerySet:
        pk = product if isinstance(product, int) else product.pk
        return self.filter(case__authorisation__product=pk)

    def published(self) -> WarningQuerySet:
        """What everybody may read in the public list: those in force, and revocations for some years."""
        since = clock.now() - timedelta(days=365 * values.whole("OTOP_NAMED_YEARS"))
        return self.open().exclude(level=Warning.Level.REVOKED, issued_at__lt=since)

    def standing(self) -> WarningQuerySet:
        """Without those that should not have been."""
        return self.exclude(end__in=Warning.TAKEN_BACK).filter(counter_entry=None)

    def visible_to(self, user: Any) -> WarningQuerySet:
        """Own ones, or all of them for the roles that supervise."""
        if user.has_perm("supervision.view_warning"):
            return self
        return self.filter(case__authorisation__product__enterprise__members__user=user)


class Warning(models.Model):
    """A rung of the ladder that is in force until it is lifted; a case has one open warning a level. One that revokes
    is never lifted but by an appeal."""

    class Level(models.TextChoices):
        YELLOW = "yellow", _("黄色警示")
        RED = "red", _("红色警示")
        SUSPENDED = "suspended", _("暂停")
        REVOKED = "revoked", _("撤销")

    class End(models.TextChoices):
        LIFTED = "lifted", _("整改合格，已解除")
        ESCALATED = "escalated", _("已升级")
        REVOKED = "revoked", _("经复核撤销")
        APPEALED = "appealed", _("经申诉撤销")
        OVERTAKEN = "overtaken", _("授权已终止")
        BROKEN_OFF = "broken_off", _("案件由平台终止")

    #: It should not have been issued: nothing is held against anybody for it.
    TAKEN_BACK = (End.REVOKED, End.APPEALED)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="warnings")
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    reason = models.CharField(_("对外公布的原因"), max_length=200)
    basis = models.TextField(_("依据"), max_length=1000)
    issued_at = models.DateTimeField(_("发出时间"), default=clock.now)
    cure_by = models.DateTimeField(_("整改期限"), null=True, blank=True)
    extended = models.BooleanField(_("已延期"), default=False)
    lifted_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    end = models.CharField(_("结束方式"), max_length=10, choices=End, blank=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("通知书"),
    )

    objects = WarningQuerySet.as_manager()

    class Meta:
        verbose_name = _("风险警示")
        verbose_name_plural = _("风险警示")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "level"], condition=Q(lifted_at=None), name="one_open_warning_per_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_level_display()}"

    @property
    def is_open(self) -> bool:
        return self.lifted_at is None

    @property
    def is_taken_back(self) -> bool:
        return self.end in self.TAKEN_BACK or hasattr(self, "counter_entry")


class CounterEntry(models.Model):
    """A warning was wrong: what it brought about is reversed, and what was written stays as it was. Written once."""

    warning = models.OneToOneField(Warning, on_delete=models.PROTECT, related_name="counter_entry")
    reference = models.CharField(_("依据"), max_length=40)
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("更正记录")
        verbose_name_plural = _("更正记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.warning} {self.reference}"


class Statement(models.Model):
    """陈述申辩 of the enterprise before it is punished."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    waived = models.BooleanField(_("放弃陈述申辩"), default=False)
    text = models.TextField(_("陈述申辩"), max_length=4000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("证明材料"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("提交时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    class Meta:
        verbose_name = _("陈述申辩")
        verbose_name_plural = _("陈述申辩")
        ordering = ["given_at", "id"]

    def __str__(self) -> str:
        return f"{self.case} {self.given_at:%Y-%m-%d}"


class Rectification(models.Model):
    """整改报告 of the enterprise, or its request for more time; a case may see several."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="rectifications")
    level = models.CharField(_("级别"), max_length=10, choices=Warning.Level)
    asks_for_time = models.BooleanField(_("申请延期"), default=False)
    cause = models.TextField(_("原因分析或延期理由"), max_length=2000)
    measures = models.TextField(_("整改措施"), max_length=4000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("证明材料"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("提交时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    class Meta:
        verbose_name = _("整改报告")
        verbose_name_plural = _("整改报告")
        ordering = ["given_at", "id"]

    def __str__(self) -> str:
        return f"{self.case} {self.given_at:%Y-%m-%d}"
