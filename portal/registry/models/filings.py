"""Filings: what is sent to review of a product, once for each version of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models.products import Product
from portal.scheme.moving import Moving


class FilingQuerySet(models.QuerySet):
    def open(self) -> FilingQuerySet:
        """Under review, or sent back."""
        return self.filter(status__in=Filing.OPEN)


class Filing(Moving):
    """One run of P02 (产品备案): the first filing of a product, or a change of a filed one.

    `content` is what is reviewed (`portal.registry.versions`); once filed it is the version and changes no more.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("审核中")
        CORRECTION = "correction", _("待补正")
        FILED = "filed", _("已备案")
        REFUSED = "refused", _("不予备案")
        WITHDRAWN = "withdrawn", _("视为撤回")
        ENDED = "ended", _("已终止")

    # One filing of a product may be in these at a time.
    OPEN = (Status.SUBMITTED, Status.CORRECTION)
    WAYS = {
        Status.SUBMITTED: (Status.CORRECTION, Status.FILED, Status.REFUSED, Status.ENDED),
        Status.CORRECTION: (Status.SUBMITTED, Status.WITHDRAWN, Status.ENDED),
    }

    number = models.CharField(_("备案申请编号"), max_length=20, unique=True)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="filings", verbose_name=_("产品"))
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.SUBMITTED)
    is_change = models.BooleanField(_("变更备案"), default=False)
    version = models.PositiveSmallIntegerField(_("备案版本"), null=True, blank=True)
    content = models.JSONField(_("备案内容"), default=dict)
    reason = models.TextField(_("变更说明"), max_length=500, blank=True)
    note = models.TextField(_("补正说明"), max_length=500, blank=True)
    findings = models.JSONField(default=list, blank=True, help_text="codes of the last completeness check")
    rounds = models.PositiveSmallIntegerField(_("补正次数"), default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    decided_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("产品备案")
        verbose_name_plural = _("产品备案")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status__in=["submitted", "correction"]),
                name="one_open_filing_per_product",
            ),
            models.UniqueConstraint(
                fields=["product", "version"], condition=~Q(version=None), name="one_filing_per_version"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def name(self) -> str:
        """The product's name as it was sent."""
        found: Any = self.content.get("name")
        return found or self.product.name
