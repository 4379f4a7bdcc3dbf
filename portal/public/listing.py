"""Keeps the public directory: a product's row is written anew after whatever it was copied from has changed.

The change leaves a row (`ListingDue`) in its own transaction and the listing is written once that is over: no lock of a
case ever waits for another product's listing, and what a process that died left behind the next one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps as current_apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_save

from portal.certification.models import Authorisation
from portal.public.models import Listing, ListingDue
from portal.registry.models import Enterprise, Product
from portal.registry.search import normalised

_BATCH = 500
_COPIED = [field.name for field in Listing._meta.fields if not field.primary_key]
# One writes at a time, so that nobody overwrites with what was read earlier.
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('public.listing'))"


def catch_up() -> None:
    """Write what is due; nothing is to be done most of the time."""
    while ListingDue.objects.exists():
        _write_some()


@transaction.atomic
def _write_some() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    due = list(ListingDue.objects.order_by("pk")[:_BATCH])
    of_enterprises = Listing.objects.filter(enterprise__in={row.enterprise_id for row in due if row.enterprise_id})
    refresh({row.product_id for row in due if row.product_id} | set(of_enterprises.values_list("pk", flat=True)))
    ListingDue.objects.filter(pk__in=[row.pk for row in due]).delete()


def refresh(product_ids: Iterable[int]) -> None:
    ids = list(product_ids)
    for start in range(0, len(ids), _BATCH):
        shown = Authorisation.objects.shown_of(ids[start : start + _BATCH])
        rows = [_row(authorisation) for authorisation in shown.values()]
        Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["product"], update_fields=_COPIED)


def _row(authorisation: Authorisation) -> Listing:
    product, enterprise = authorisation.product_shown, authorisation.product.enterprise
    assert authorisation.published_at is not None
    words = (product.name, product.trademark, enterprise.name, enterprise.uscc, authorisation.number)
    return Listing(
        product=authorisation.product,
        authorisation=authorisation,
        enterprise=enterprise,
        name=product.name,
        category=product.category,
        place=product.origin_id[:6],
        star=authorisation.star,
        state=authorisation.standing,
        valid_to=authorisation.valid_to,
        published_at=authorisation.published_at,
        text=normalised(" ".join(words)),
    )


def _watch(model: type[Model], due: Callable[[Any], ListingDue]) -> None:
    def note(instance: Any, raw: bool = False, **kwargs: Any) -> None:
        if not raw:
            due(instance).save()
            transaction.on_commit(catch_up, robust=True)

    post_save.connect(note, sender=model, weak=False, dispatch_uid=f"listing.{model.__name__}")


def watch() -> None:
    _watch(Authorisation, lambda authorisation: ListingDue(product_id=authorisation.product_id))
    _watch(Product, lambda product: ListingDue(product_id=product.pk))
    _watch(Enterprise, lambda enterprise: ListingDue(enterprise_id=enterprise.pk))


def fill(apps: Any = current_apps, **kwargs: Any) -> None:
    """After the migrations: products that had a star before there was a directory. A flush gives no `apps`."""
    try:
        apps.get_model("public", "Listing")
    except LookupError:  # migrated back to a time before it
        return
    missing = Authorisation.objects.published().filter(product__listing=None)
    refresh(missing.order_by("product").values_list("product", flat=True).distinct())
