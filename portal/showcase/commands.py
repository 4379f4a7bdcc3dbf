"""Agreeing, taking back, recommending, ending: one lock each, the product's row."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engine import clock
from portal.accounts.models import User
from portal.notifications.kinds import Kind
from portal.registry import grants
from portal.registry.models import Product
from portal.registry.telling import tell
from portal.scheme.regulations import SAMPLES
from portal.showcase import showable
from portal.showcase.errors import FeaturedAlready, NotShowable, NotShown, OwnEnterprise
from portal.showcase.models import Feature, Showing


def may_feature(user: User) -> bool:
    """Whoever recommends samples, and takes them off again: process managers."""
    return user.has_perm("showcase.add_feature")


def is_shown(product: Product) -> bool:
    return bool(Showing.objects.open().filter(product=product).exists() and showable.of_products([product.pk]))


@transaction.atomic
def agree(product: Product, *, by: User) -> Showing:
    """Show its samples as long as they may be; agreeing again changes nothing. Raises `NotShowable`."""
    _lock(product)
    if reason := showable.why_not(product.pk):
        raise NotShowable(reason=reason)
    values = {"version": SAMPLES.current, "given_by": by}
    return Showing.objects.get_or_create(product=product, withdrawn_at=None, defaults=values)[0]


@transaction.atomic
def take_back(product: Product, *, by: User) -> None:
    """Off at once, and recommended no longer; doing it again changes nothing."""
    _lock(product)
    Showing.objects.open().filter(product=product).update(withdrawn_by=by, withdrawn_at=clock.now())
    _end(product, reason=_("企业撤回了展示的同意"), by=by)


@transaction.atomic
def feature(product: Product, *, reason: str, by: User) -> Feature:
    """Recommend what is shown. Raises `NotShown`, `FeaturedAlready`, `OwnEnterprise`."""
    _lock(product)
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


@transaction.atomic
def end(product: Product, *, reason: str, by: User) -> None:
    """Take the recommendation off; the sample stays shown."""
    _lock(product)
    if _end(product, reason=reason, by=by):
        text = _("“%(product)s”的样品推介已结束：%(reason)s") % {"product": product, "reason": reason}
        tell(product.enterprise, text=text, url=reverse("showcase:own"), kind=Kind.OFFERS)


def _end(product: Product, *, reason: str, by: User) -> int:
    running = Feature.objects.open().filter(product=product)
    return running.update(ended_by=by, ended_at=clock.now(), end_reason=reason)


def _lock(product: Product) -> None:
    Product.objects.select_for_update(of=["self"], no_key=True).get(pk=product.pk)
