"""Recommending products to buyers: which of the recommendations still hold is asked here alone, on every page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from engine import clock
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.registry import grants
from portal.registry.models import Product
from portal.showcase import notices, showable
from portal.showcase.commands import lock, stop
from portal.showcase.errors import (
    BuyerInactive,
    NotRecommendable,
    OwnEnterprise,
    RecommendationOver,
    RecommendedAlready,
)
from portal.showcase.models import Buyer, Recommendation, RecommendedQuerySet, Scope, Showing


def current(found: RecommendedQuerySet) -> dict[int, Authorisation]:
    """Of these recommendations, by their id, those that hold this moment, with the star: the enterprise agrees, the
    star is simply valid, and nothing was held against the product since."""
    agreed = Showing.objects.open(Scope.BUYERS).filter(product=OuterRef("product"))
    rows = found.standing().filter(Exists(agreed), buyer__is_active=True)
    products = dict(rows.values_list("pk", "product"))
    valid = showable.valid_of(products.values())
    return {pk: valid[product] for pk, product in products.items() if product in valid}


def candidates(buyer: Buyer) -> QuerySet[Any, int]:
    """Products that enterprises agreed to have recommended, of the classes and stars that the buyer looks for."""
    agreed = Showing.objects.open(Scope.BUYERS).values("product")
    found = Authorisation.objects.filter(
        product__in=agreed, status=Authorisation.Status.VALID, star__gte=buyer.least_star
    )
    if buyer.categories:
        found = found.filter(product__category__in=buyer.categories)
    return found.values_list("product", flat=True)


@transaction.atomic
def recommend(product: Product, *, buyer: Buyer, reason: str, by: User) -> Recommendation:
    """Tells buyer and enterprise. Raises `NotRecommendable`, `RecommendedAlready`, `BuyerInactive`, `OwnEnterprise`."""
    lock(product)
    if grants.is_member(by, product.enterprise):
        raise OwnEnterprise
    if not buyer.is_active:
        raise BuyerInactive
    agreed = Showing.objects.open(Scope.BUYERS).filter(product=product).exists()
    if not agreed or showable.why_not(product.pk, Scope.BUYERS):
        raise NotRecommendable
    former = product.recommendations.filter(buyer=buyer)
    if former.standing().exists():
        raise RecommendedAlready
    stop(former.open(), reason=_("此后有警示，重新推荐"), by=by)
    made = Recommendation.objects.create(product=product, buyer=buyer, reason=reason, by=by)
    notices.tell(made, "recommended", reason=reason)
    notices.tell_buyer(made)
    return made


@transaction.atomic
def end(recommendation: Recommendation, *, reason: str, by: User) -> None:
    """The buyer sees it no more; doing it again changes nothing."""
    product = recommendation.product
    lock(product)
    if stop(product.recommendations.open().filter(pk=recommendation.pk), reason=reason, by=by):
        notices.tell(recommendation, "ended", reason=reason)


@transaction.atomic
def answer(recommendation: Recommendation, *, given: str, note: str) -> None:
    """What the buyer says; the last word counts. Raises `RecommendationOver` for what the buyer sees no more."""
    product = recommendation.product
    lock(product)
    if not current(Recommendation.objects.filter(pk=recommendation.pk)):
        raise RecommendationOver
    is_new = recommendation.answer != given
    recommendation.answer, recommendation.answer_note, recommendation.answered_at = given, note, clock.now()
    recommendation.save(update_fields=["answer", "answer_note", "answered_at"])
    if is_new:
        notices.tell(recommendation, given, sms_key=f"buyer-answer:{recommendation.pk}:{given}")
