"""What consumers report from the scan page; a lead until compliance takes it up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.accounts.phones import MobileField, masked
from portal.registry.models import Product
from portal.supervision.models.cases import Case


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """For the roles that supervise; never for the enterprise."""
        return self if user.has_perm("supervision.view_case") else self.none()


class Report(models.Model):
    class Kind(models.TextChoices):
        QUALITY = "quality", _("产品质量问题")
        COUNTERFEIT = "counterfeit", _("怀疑假冒或盗用标识")
        LABEL = "label", _("标签或宣传不实")
        SERVICE = "service", _("售后问题")
        OTHER = "other", _("其他")

    # None: the code on the package is none of ours; `code` is then what it says.
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    code = models.CharField(_("扫到的编码"), max_length=100, blank=True)
    kind = models.CharField(_("问题类型"), max_length=12, choices=Kind)
    description = models.TextField(_("情况说明"), max_length=1000)
    bought_at = models.CharField(_("购买渠道"), max_length=100, blank=True)
    phone = MobileField(_("手机号码"), blank=True)
    received_at = models.DateTimeField(_("收到时间"), default=clock.now)
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("案件")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("公众举报")
        verbose_name_plural = _("公众举报")
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_kind_display()}"

    @property
    def subject(self) -> str:
        return self.product.name if self.product else str(_("无法识别的二维码"))

    @property
    def masked_phone(self) -> str:
        return masked(self.phone) if self.phone else ""
