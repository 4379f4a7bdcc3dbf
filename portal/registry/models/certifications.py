"""Other certifications that a product holds: SC, 绿色, 有机, 地理标志."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.registry.models.products import Product


class ProductCertification(models.Model):
    """What another body certified; the enterprise keeps it up to date and is reminded before it ends."""

    class Kind(models.TextChoices):
        SC = "sc", _("食品生产许可（SC）")
        GREEN = "green", _("绿色食品")
        ORGANIC = "organic", _("有机产品")
        GEOGRAPHIC = "geographic", _("地理标志")
        OTHER = "other", _("其他认证")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="certifications")
    kind = models.CharField(_("认证类别"), max_length=12, choices=Kind)
    number = models.CharField(_("证书编号"), max_length=60)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True, help_text=_("空白表示长期有效"))
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("证书扫描件")
    )
    reminded_of = models.DateField(null=True, blank=True, help_text="the last day that was reminded of")

    class Meta:
        verbose_name = _("其他认证")
        verbose_name_plural = _("其他认证")
        ordering = ["valid_to", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "kind", "number"], name="one_certification_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_past(self) -> bool:
        """The last day is over."""
        return self.valid_to is not None and self.valid_to < clock.today()
