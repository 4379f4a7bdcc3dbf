"""The public directory: what a list of products with a star is searched, filtered and counted by."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.badge import LEVELS
from engine import clock
from portal.certification.models import Authorisation
from portal.evaluation.models import Star
from portal.registry.models import Enterprise, Product
from portal.registry.models.search import LineQuerySet

Status = Authorisation.Status
# What the end of the validity is worse than.
_OVERTAKEN = Authorisation.WORST_FIRST[Authorisation.WORST_FIRST.index(Status.EXPIRED) + 1 :]


class ListingQuerySet(LineQuerySet):
    def with_status(self, status: str) -> ListingQuerySet:
        """Those of which everybody is told this today."""
        is_past = Q(valid_to__lt=clock.today())
        if status == Status.EXPIRED:
            return self.filter(Q(state=status) | is_past & Q(state__in=_OVERTAKEN))
        if status in _OVERTAKEN:
            return self.filter(~is_past, state=status)
        return self.filter(state=status)

    def within(self, region: str) -> ListingQuerySet:
        """In a region, by the first digits of its code: two for a province, six for a county."""
        return self.filter(place__gte=region, place__lt=f"{region}:")  # the sign after 9

    def ended_since(self) -> ListingQuerySet:
        """Of which everybody is told since midnight that they are over, though nothing of them was changed."""
        return self.filter(state=Status.VALID, valid_to__lt=clock.today()).exclude(shown=Status.EXPIRED).order_by()

    def held(self) -> ListingQuerySet:
        """The star is held today, with or without a warning."""
        return self.filter(state__in=Authorisation.IN_FORCE, valid_to__gte=clock.today())


class Listing(models.Model):
    """A product with a published star, one narrow row of copies (`portal.public.listing` keeps it).

    It says which rows are found. What is said of a row comes from the authorisation itself.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="listing")
    authorisation = models.OneToOneField(
        Authorisation, on_delete=models.CASCADE, related_name="listing", help_text="what everybody is shown"
    )
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="listings")
    name = models.CharField(max_length=100, help_text="as it was evaluated")
    category = models.CharField(max_length=12, choices=Product.Category)
    place = models.CharField(max_length=6, help_text="code of the county")
    star = models.PositiveSmallIntegerField(choices=Star)
    state = models.CharField(max_length=10, choices=Status, help_text="the public status, whatever day it is")
    valid_to = models.DateField()
    published_at = models.DateTimeField()
    text = models.TextField(help_text="what it is found by, as portal.registry.search writes it")
    specification = models.CharField(max_length=100, default="", help_text="as it was evaluated")
    shown = models.CharField(
        max_length=10, choices=Status, default="", help_text="the public status when it was written"
    )
    told = models.CharField(max_length=32, default="", help_text="digest of what is told of it to others")
    changed_at = models.DateTimeField(default=clock.now, help_text="since when that is told; each time later than ever")

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("名录条目")
        verbose_name_plural = _("名录条目")
        ordering = ["-published_at", "-product"]
        indexes = [
            models.Index(fields=["-published_at", "-product"], name="listed_last"),
            models.Index(
                fields=["state", "-published_at", "-product"], condition=~Q(state="valid"), name="listed_with_a_concern"
            ),
            models.Index(fields=["place"], include=["star", "state", "valid_to", "published_at"], name="listed_places"),
            models.Index(fields=["changed_at", "product"], name="listed_changes"),
            models.Index(fields=["valid_to"], condition=Q(state="valid"), name="listed_until"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def star_name(self) -> str:
        return LEVELS[self.star].star_name

    @property
    def star_class(self) -> str:
        return LEVELS[self.star].star_class

    @property
    def token(self) -> str:
        """Of the product's public page; none until it has a code."""
        code: Any = getattr(self.product, "qr_code", None)
        return code.token if code else ""


class ListingDue(models.Model):
    """Something changed of a product, or of an enterprise, that its listings are copied from."""

    product_id = models.BigIntegerField(null=True)
    enterprise_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.product_id or ''} {self.enterprise_id or ''}".strip()
