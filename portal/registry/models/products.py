"""Products: what an enterprise files, and what later is evaluated."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.registry.models.enterprises import Enterprise
from portal.registry.models.regions import Region
from portal.scheme.moving import Moving


class ProductQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ProductQuerySet:
        if user.has_perm("registry.view_product"):
            return self
        return self.filter(enterprise__members__user=user)


class Product(Moving):
    """What an enterprise makes; the fields are those of the filing form (产品备案)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        FILING = "filing", _("备案审核中")
        FILED = "filed", _("已备案")
        RETURNED = "returned", _("已退回")
        EVALUATING = "evaluating", _("评价中")
        STARRED = "starred", _("已获星级")
        SUSPENDED = "suspended", _("已暂停")
        REVOKED = "revoked", _("已撤销")
        EXPIRED = "expired", _("已过期")
        CANCELLED = "cancelled", _("已注销")

    # The enterprise may still change what it filed.
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    # A star may be applied for.
    EVALUABLE = (Status.FILED, Status.STARRED)
    # Whose change may be filed, as a new version.
    CHANGEABLE = (Status.FILED, Status.STARRED)
    # A star that is suspended, revoked or cancelled is the authorisation's; its product is filed as before.
    WAYS = {
        Status.DRAFT: (Status.FILING,),
        # Refused and lapsed filings leave a draft behind, which may be sent again.
        Status.FILING: (Status.FILED, Status.RETURNED, Status.DRAFT),
        Status.RETURNED: (Status.FILING, Status.DRAFT),
        Status.FILED: (Status.EVALUATING, Status.STARRED),
        Status.EVALUATING: (Status.FILED, Status.STARRED),
        Status.STARRED: (Status.FILED,),
    }

    class Category(models.TextChoices):
        TEA = "tea", _("茶叶")
        FRUIT = "fruit", _("果品")
        GRAIN = "grain", _("粮油")
        HERBS = "herbs", _("中药材")
        FOOD = "food", _("加工食品")
        CRAFTS = "crafts", _("工艺美术品")
        OTHER = "other", _("其他")

    FOOD_CATEGORIES = (Category.TEA, Category.FRUIT, Category.GRAIN, Category.FOOD)

    class Trace(models.IntegerChoices):
        """Levels of criterion K5."""

        NONE = 0, _("暂无")
        ENTERPRISE = 1, _("企业可追溯")
        PRODUCT = 2, _("产品可追溯")
        ENVIRONMENT = 3, _("生产环境可追溯")
        CIRCULATION = 4, _("生产流通环节可追溯")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="products")
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.DRAFT)
    filing_number = models.CharField(_("备案编号"), max_length=20, unique=True, null=True, blank=True)
    filed_at = models.DateTimeField(_("备案时间"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(
        _("备案版本"), default=0, help_text="of the filing whose content is in force; 0 before the first"
    )

    name = models.CharField(_("产品名称"), max_length=100)
    category = models.CharField(_("产品类别"), max_length=12, choices=Category)
    specification = models.CharField(_("规格型号"), max_length=100)
    trademark = models.CharField(_("商标"), max_length=100, blank=True)
    standard = models.CharField(_("执行标准号"), max_length=100)
    barcode = models.CharField(_("商品条码"), max_length=14, blank=True)
    permit_number = models.CharField(
        _("生产许可证号"), max_length=50, blank=True, help_text=_("初级农产品可改为上传承诺达标合格证")
    )
    compliance_file = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("承诺达标合格证"),
    )
    origin = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="products", verbose_name=_("产地乡镇"))
    capacity = models.CharField(_("年产能"), max_length=100)
    trace_level = models.PositiveSmallIntegerField(_("溯源水平"), choices=Trace, default=Trace.NONE)
    trace_note = models.TextField(_("溯源说明"), max_length=1000, blank=True)
    description = models.TextField(_("产品介绍"), max_length=2000, blank=True)
    purchase_url = models.URLField(_("购买链接"), max_length=500, blank=True)
    public_contact = models.CharField(_("公开联系电话"), max_length=30, blank=True)
    contact_consent = models.BooleanField(_("同意公开联系电话"), default=False)

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("产品")
        verbose_name_plural = _("产品")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name", "specification"],
                condition=~models.Q(status="cancelled"),
                name="one_product_per_name_and_specification",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE

    @property
    def is_filed(self) -> bool:
        return self.version > 0

    @property
    def is_evaluable(self) -> bool:
        return self.status in self.EVALUABLE

    @property
    def is_food(self) -> bool:
        return self.category in self.FOOD_CATEGORIES


class ProductPicture(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="pictures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "file"], name="one_picture_per_file")]

    def __str__(self) -> str:
        return str(self.file)
