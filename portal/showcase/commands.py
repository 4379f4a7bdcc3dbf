"""Agreeing, taking back, recommending, ending: one lock each, the product's row."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import clock
from portal.accounts.models import User
from portal.notifications.kinds import Kind
from portal.registry import grants
from portal.registry.models import Product
from portal.registry.telling import tell
from portal.showcase import showable
from portal.showcase.errors import FeaturedAlready, NotShowable, NotShown, OwnEnterprise
from portal.showcase.models import Feature, RecommendedQuerySet, Scope, Showing


def may_feature(user: User) -> bool:
    """Whoever recommends samples, and takes them off again: process managers."""
    return user.has_perm("showcase.add_feature")


def is_shown(product: Product) -> bool:
    return bool(Showing.objects.open().filter(product=product).exists() and showable.of_products([product.pk]))


@transaction.atomic
def agree(product: Product, *, by: User, scope: Scope = Scope.SAMPLES) -> Showing:
    """Show its samples, or recommend it to buyers, as long as that may be; agreeing again changes nothing.
    Raises `NotShowable`."""
    lock(product)
    if reason := showable.why_not(product.pk, scope):
        raise NotShowable(reason=reason)
    values = {"version": scope.regulation.current, "given_by": by}
    return Showing.objects.get_or_create(product=product, scope=scope, withdrawn_at=None, defaults=values)[0]


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def take_back(product: Product, *, by: User, scope: Scope = Scope.SAMPLES) -> None:
    """Off at once, and recommended no longer; doing it again changes nothing."""
    lock(product)
    Showing.objects.open(scope).filter(product=product).update(withdrawn_by=by, withdrawn_at=clock.now())
    if scope == Scope.BUYERS:
        stop(product.recommendations.open(), reason=_("企业撤回了推荐的同意"), by=by)
    else:
        _end(product, reason=_("企业撤回了展示的同意"), by=by)


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def feature(product: Product, *, reason: str, by: User) -> Feature:
    """Recommend what is shown. Raises `NotShown`, `FeaturedAlready`, `OwnEnterprise`."""
    lock(product)
    if grants.is_member(by, product.enterprise):
        raise OwnEnterprise
    if not is_shown(product):
        raise NotShown
    if Feature.objects.standing().filter(product=product).exists():
        raise FeaturedAlready
    _end(product, reason=_("此后有警示，重新推介"), by=by)
    made = Feature.objects.create(product=product, reason=reason, by=by)
    text = _("“%(product)s”的样品正在平台推介：%(reason)s") % {"product": product, "reason": reason}
    tell(product.enterprise, text=text, url=reverse("showcase:own"), kind=Kind.OFFERS)
    return made


@override(settings.LANGUAGE_CODE)  # what is kept is in the scheme's language, whoever acts
@transaction.atomic
def end(product: Product, *, reason: str, by: User) -> None:
    """Take the recommendation off; the sample stays shown."""
    lock(product)
    if _end(product, reason=reason, by=by):
        text = _("“%(product)s”的样品推介已结束：%(reason)s") % {"product": product, "reason": reason}
        tell(product.enterprise, text=text, url=reverse("showcase:own"), kind=Kind.OFFERS)


def _end(product: Product, *, reason: str, by: User) -> int:
    return stop(product.features.open(), reason=reason, by=by)


def stop(running: RecommendedQuerySet, *, reason: str, by: User) -> int:
    return running.update(ended_by=by, ended_at=clock.now(), end_reason=reason)


def lock(product: Product) -> None:
    Product.objects.select_for_update(of=["self"], no_key=True).get(pk=product.pk)
