"""That an enterprise lets a product be shown or recommended, and that somebody recommends it, to everybody or to a
buyer. All keep every row: what was, stays."""

from __future__ import annotations

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.accounts.phones import MobileField
from portal.evaluation.models import Star
from portal.registry.models import Product
from portal.scheme.regulations import BUYERS, SAMPLES, Regulation
from portal.supervision.models import Warning


def _new_code() -> str:
    return secrets.token_urlsafe(24)


class Scope(models.TextChoices):
    """What an enterprise agrees to for a product, each to an agreement of its own."""

    SAMPLES = "samples", _("向公众展示样品")
    BUYERS = "buyers", _("推荐给采购商")

    @property
    def regulation(self) -> Regulation:
        return {Scope.SAMPLES: SAMPLES, Scope.BUYERS: BUYERS}[self]


class ShowingQuerySet(models.QuerySet):
    def open(self, scope: Scope = Scope.SAMPLES) -> ShowingQuerySet:
        return self.filter(withdrawn_at=None, scope=scope)


class Showing(models.Model):
    """The consent to show a product, to one version of what it says, until it is withdrawn."""

    scope = models.CharField(_("范围"), max_length=8, choices=Scope, default=Scope.SAMPLES)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="showings", verbose_name=_("产品"))
    version = models.CharField(_("约定版本"), max_length=20)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="showings")
    given_at = models.DateTimeField(_("同意时间"), default=clock.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = ShowingQuerySet.as_manager()

    class Meta:
        verbose_name = _("展示同意")
        verbose_name_plural = _("展示同意")
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "scope"], condition=Q(withdrawn_at=None), name="one_open_showing_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.version}"


class RecommendedQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def standing(self) -> Self:
        """Nothing was held against the product since: after a warning it has to be recommended anew."""
        since = Warning.objects.standing().filter(
            case__authorisation__product=OuterRef("product"), issued_at__gt=OuterRef("at")
        )
        return self.open().filter(~Exists(since))


class Recommended(models.Model):
    """That somebody recommends a product and says why, until it is ended."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name=_("产品"))
    reason = models.CharField(_("推介理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("推介时间"), default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    end_reason = models.CharField(_("撤下理由"), max_length=200, blank=True)

    objects = RecommendedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.product} {self.at:%Y-%m-%d}"


class Feature(Recommended):
    """推介: a manager's recommendation of a sample; everybody reads why."""

    class Meta(Recommended.Meta):
        verbose_name = _("样品推介")
        verbose_name_plural = _("样品推介")
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(ended_at=None), name="one_open_feature_per_product")
        ]


class Buyer(models.Model):
    """采购商: has no account; whoever knows the address of its page is it."""

    name = models.CharField(_("采购商"), max_length=60)
    contact_name = models.CharField(_("联系人"), max_length=30)
    contact_phone = MobileField(_("手机号码"), help_text=_("推荐用短信告知；表示有意向时告知企业"))
    wishes = models.TextField(_("采购需求"), max_length=500)
    # Empty: every class of products.
    categories = models.JSONField(_("产品类别"), default=list, blank=True)
    least_star = models.PositiveSmallIntegerField(_("最低星级"), choices=Star, default=Star.ONE)
    is_active = models.BooleanField(_("接收推荐"), default=True)
    code = models.CharField(max_length=40, unique=True, default=_new_code)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)

    class Meta:
        verbose_name = _("采购商")
        verbose_name_plural = _("采购商")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def category_names(self) -> list[str]:
        return [str(Product.Category(category).label) for category in self.categories]


class Recommendation(Recommended):
    """推荐给采购商: what one buyer sees of a product, and what it answered."""

    class Answer(models.TextChoices):
        INTERESTED = "interested", _("有意向")
        DECLINED = "declined", _("不需要")

    buyer = models.ForeignKey(Buyer, on_delete=models.CASCADE, related_name="recommendations", verbose_name=_("采购商"))
    answer = models.CharField(_("答复"), max_length=10, choices=Answer, blank=True)
    answer_note = models.CharField(_("答复说明"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta(Recommended.Meta):
        verbose_name = _("采购推荐")
        verbose_name_plural = _("采购推荐")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "buyer"], condition=Q(ended_at=None), name="one_open_recommendation_per_buyer"
            )
        ]
