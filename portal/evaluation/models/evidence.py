"""What the enterprise puts forward for the criteria K1 to K7."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.evaluation.models.applications import Application


class Criterion(models.TextChoices):
    """The rows of the star table; the names are the deck's."""

    K1 = "K1", _("营业执照、组织机构代码证、税务登记证")
    K2 = "K2", _("生产、加工、储存、运输、销售符合国家标准")
    K3 = "K3", _("安全生产环境照片")
    K4 = "K4", _("评审前无重要投诉及安全责任事故")
    K5 = "K5", _("产品溯源机制")
    K6 = "K6", _("风控管理制度")
    K7 = "K7", _("产品质量保险体系")
    K8 = "K8", _("产品检测")
    K9 = "K9", _("生产线、检测线")
    K10 = "K10", _("评价方式")


class Link(models.TextChoices):
    """The links of the chain that K2 asks about, one slot each."""

    PRODUCTION = "production", _("生产")
    PROCESSING = "processing", _("加工")
    STORAGE = "storage", _("储存")
    TRANSPORT = "transport", _("运输")
    SALES = "sales", _("销售")


class Evidence(models.Model):
    """One file, one statement, or one 不适用 with its reason. A correction replaces all rows."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(_("评价项"), max_length=3, choices=Criterion)
    link = models.CharField(_("环节"), max_length=12, choices=Link, blank=True)
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文件")
    )
    not_applicable = models.BooleanField(_("不适用"), default=False)
    note = models.TextField(_("说明"), max_length=1000, blank=True, help_text=_("不适用的理由，或对材料的说明"))
    level = models.PositiveSmallIntegerField(_("水平"), default=0, help_text=_("企业自报，待核验"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("提交时间"), default=clock.now)

    class Meta:
        verbose_name = _("评价材料")
        verbose_name_plural = _("评价材料")
        ordering = ["criterion", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_applicable=False) | (Q(file=None) & ~Q(note="")),
                name="not_applicable_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(link="") | Q(criterion="K2"), name="only_k2_has_links"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.criterion}"
