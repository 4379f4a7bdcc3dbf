"""That an enterprise lets a sample be shown, and that a manager recommends it. Both keep every row: what was, stays."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models import Product
from portal.supervision.models import Warning


class ShowingQuerySet(models.QuerySet):
    def open(self) -> ShowingQuerySet:
        return self.filter(withdrawn_at=None)


class Showing(models.Model):
    """The consent to show the samples of a product, to one version of what it says, until it is withdrawn."""

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
                fields=["product"], condition=Q(withdrawn_at=None), name="one_open_showing_per_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.version}"


class FeatureQuerySet(models.QuerySet):
    def open(self) -> FeatureQuerySet:
        return self.filter(ended_at=None)

    def standing(self) -> FeatureQuerySet:
        """Nothing was held against the product since: after a warning it has to be recommended anew."""
        since = Warning.objects.standing().filter(
            case__authorisation__product=OuterRef("product"), issued_at__gt=OuterRef("at")
        )
        return self.open().filter(~Exists(since))


class Feature(models.Model):
    """推介: a manager's recommendation; everybody reads why."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="features", verbose_name=_("产品"))
    reason = models.CharField(_("推介理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("推介时间"), default=clock.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    end_reason = models.CharField(_("撤下理由"), max_length=200, blank=True)

    objects = FeatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("样品推介")
        verbose_name_plural = _("样品推介")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(ended_at=None), name="one_open_feature_per_product")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.at:%Y-%m-%d}"
