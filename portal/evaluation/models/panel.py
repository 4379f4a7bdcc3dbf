"""Experts, and the panels that are drawn from them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.evaluation.models.applications import Application
from portal.evaluation.models.ties import Tie
from portal.registry.models import Product, Region
from portal.scheme.moving import Moving


class Expert(models.Model):
    """A person on the list of experts (评价专家库)."""

    class Field(models.TextChoices):
        """The product categories, and two fields that go across them."""

        TEA = Product.Category.TEA.value, _("茶叶")
        FRUIT = Product.Category.FRUIT.value, _("果品")
        GRAIN = Product.Category.GRAIN.value, _("粮油")
        HERBS = Product.Category.HERBS.value, _("中药材")
        FOOD = Product.Category.FOOD.value, _("加工食品")
        CRAFTS = Product.Category.CRAFTS.value, _("工艺美术品")
        OTHER = Product.Category.OTHER.value, _("其他")
        FOOD_SAFETY = "food_safety", _("食品安全")
        QUALITY = "quality", _("质量管理")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="expert")
    fields = ArrayField(models.CharField(max_length=12, choices=Field), verbose_name=_("专业领域"), default=list)
    county = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"level": Region.Level.COUNTY},
        verbose_name=_("所在县"),
    )
    title = models.CharField(_("职称"), max_length=50, blank=True)
    employer = models.CharField(_("工作单位"), max_length=100, blank=True)
    is_senior = models.BooleanField(_("高级专家"), default=False, help_text=_("可任专家组长"))
    is_active = models.BooleanField(_("在库"), default=True)

    class Meta:
        verbose_name = _("评价专家")
        verbose_name_plural = _("评价专家")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.user)

    def is_of_field(self, product: Product) -> bool:
        """The product's own field, not one that goes across all of them."""
        return product.category in self.fields

    def suits(self, product: Product) -> bool:
        """Field match: the product's category, food safety for foods, quality management for everything."""
        suitable = {product.category, self.Field.QUALITY}
        if product.is_food:
            suitable.add(self.Field.FOOD_SAFETY)
        return not suitable.isdisjoint(self.fields)


class ExpertTie(Tie):
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="ties")

    class Meta(Tie.Meta):
        verbose_name = _("利害关系")
        verbose_name_plural = _("利害关系")
        ordering = ["id"]


class Panel(models.Model):
    """The experts of one application. Its draws hold all that is needed to do them again."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="panel")
    size = models.PositiveSmallIntegerField(_("人数"))
    seed = models.CharField(_("随机种子"), max_length=100)
    drawn_at = models.DateTimeField(_("抽取时间"), default=clock.now)
    answered_at = models.DateTimeField(
        _("企业答复时间"), null=True, blank=True, help_text="the enterprise has used, or let pass, its objection"
    )
    round = models.PositiveSmallIntegerField(_("评分轮次"), default=1)

    class Meta:
        verbose_name = _("专家组")
        verbose_name_plural = _("专家组")
        ordering = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        return f"{self.application} {self._meta.verbose_name}"

    @property
    def seated(self) -> models.QuerySet[PanelSeat]:
        """Those who evaluate, the lead first."""
        accepted = self.seats.filter(status=PanelSeat.Status.ACCEPTED)
        return accepted.select_related("expert__user").order_by("-is_lead", "id")

    @property
    def lead(self) -> PanelSeat | None:
        return self.seated.filter(is_lead=True).first()


class PanelDraw(models.Model):
    """One draw, written once: who could be drawn, who could not and why, and who was (portal.evaluation.draw)."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="draws")
    round = models.PositiveSmallIntegerField(_("第几次抽取"))
    candidates = models.JSONField(
        _("候选名单"), help_text="[{expert: id, senior: bool, own: bool, barred: [reasons]}], by id"
    )
    lead_wanted = models.BooleanField(_("抽取组长"))
    own_wanted = models.PositiveSmallIntegerField(
        _("本专业专家数"), default=0, help_text="of the product's own field at least, the lead included"
    )
    members_wanted = models.PositiveSmallIntegerField(_("抽取组员数"))
    drawn = models.JSONField(_("抽取结果"), help_text="ids of experts; the lead first where one was wanted")
    drawn_at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("抽取记录")
        verbose_name_plural = _("抽取记录")
        ordering = ["panel", "round"]
        constraints = [models.UniqueConstraint(fields=["panel", "round"], name="one_draw_per_round")]

    def __str__(self) -> str:
        return f"{self.panel} {self.round}"

    @property
    def seed(self) -> str:
        return f"{self.panel.seed}:{self.round}"


class PanelSeat(Moving):
    """One expert's place in a panel; nobody is drawn twice for the same one."""

    class Status(models.TextChoices):
        INVITED = "invited", _("待答复")
        ACCEPTED = "accepted", _("已接受")
        AVOIDED = "avoided", _("已回避")
        REFUSED = "refused", _("已拒绝")
        REPLACED = "replaced", _("已更换")
        ENDED = "ended", _("评价已终止")

    #: The place is taken or held.
    HELD = (Status.INVITED, Status.ACCEPTED)
    WAYS = {
        Status.INVITED: (Status.ACCEPTED, Status.AVOIDED, Status.REFUSED, Status.REPLACED, Status.ENDED),
        Status.ACCEPTED: (Status.REPLACED,),
    }

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="seats")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.INVITED)
    is_lead = models.BooleanField(_("组长"), default=False)
    invited_at = models.DateTimeField(_("邀请时间"), default=clock.now)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    statement = models.TextField(_("说明"), max_length=2000, blank=True)
    objection = models.TextField(_("企业异议"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("专家席位")
        verbose_name_plural = _("专家席位")
        ordering = ["panel", "-is_lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="one_seat_per_expert"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(is_lead=True, status__in=["invited", "accepted"]),
                name="one_lead_per_panel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.expert}"
