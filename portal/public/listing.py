"""Keeps the public directory: a product's row is written anew after whatever it was copied from has changed.

The change leaves a row (`ListingDue`) in its own transaction and the listing is written once that is over: no lock of a
case ever waits for another product's listing, and what a process that died left behind the next one does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.apps import apps as current_apps
from django.db import connection, transaction
from django.db.models import Max, Model, Q
from django.db.models.signals import post_save

from engine import clock
from portal.certification.models import Authorisation, QrCode
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


def follow_the_day() -> None:
    """What ended at midnight is told as changed."""
    refresh(Listing.objects.ended_since().values_list("pk", flat=True))


@transaction.atomic
def _write_some() -> None:
    _lock()
    due = list(ListingDue.objects.order_by("pk")[:_BATCH])
    of_enterprises = Listing.objects.filter(enterprise__in={row.enterprise_id for row in due if row.enterprise_id})
    refresh({row.product_id for row in due if row.product_id} | set(of_enterprises.values_list("pk", flat=True)))
    ListingDue.objects.filter(pk__in=[row.pk for row in due]).delete()


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def refresh(product_ids: Iterable[int]) -> None:
    ids = list(product_ids)
    for start in range(0, len(ids), _BATCH):
        _refresh(ids[start : start + _BATCH])


@transaction.atomic
def _refresh(ids: list[int]) -> None:
    _lock()
    shown = Authorisation.objects.shown_of(ids)
    codes = dict(QrCode.objects.filter(product__in=ids).values_list("product", "code"))
    rows = [_row(authorisation, codes.get(pk, "")) for pk, authorisation in shown.items()]
    _date(rows)
    Listing.objects.bulk_create(rows, update_conflicts=True, unique_fields=["product"], update_fields=_COPIED)


def _date(rows: list[Listing]) -> None:
    """What says the same as before keeps its date. Any other is later than all dates before, whatever a clock says:
    one writes at a time, so nothing ever appears behind whoever reads in this order."""
    before = {pk: (told, at) for pk, told, at in _told_before(rows)}
    latest = Listing.objects.aggregate(latest=Max("changed_at"))["latest"]
    now = max(clock.now(), latest + timedelta(microseconds=1)) if latest else clock.now()
    for row in rows:
        told, at = before.get(row.pk, ("", now))
        row.changed_at = at if told == row.told else now


def _told_before(rows: list[Listing]) -> Iterable[tuple[Any, ...]]:
    return Listing.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "told", "changed_at")


def _row(authorisation: Authorisation, code: str) -> Listing:
    product, enterprise = authorisation.product_shown, authorisation.product.enterprise
    assert authorisation.published_at is not None
    words = (product.name, product.trademark, enterprise.name, enterprise.uscc, authorisation.number)
    row = Listing(
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
        specification=product.specification,
        shown=authorisation.status_now,
    )
    row.told = _digest(row, code)
    return row


def _digest(row: Listing, code: str) -> str:
    """Of all that others are told of a product (`portal.channels.items`)."""
    enterprise, authorisation = row.enterprise, row.authorisation
    said = [authorisation.number, authorisation.valid_from, row.valid_to, row.shown, row.star, row.name, row.place]
    said += [row.specification, row.category, enterprise.name, enterprise.uscc, code]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


def _watch(model: type[Model], due: Callable[[Any], ListingDue]) -> None:
    def note(instance: Any, raw: bool = False, **kwargs: Any) -> None:
        if not raw:
            due(instance).save()
            transaction.on_commit(catch_up, robust=True)

    post_save.connect(note, sender=model, weak=False, dispatch_uid=f"listing.{model.__name__}")


def watch() -> None:
    _watch(Authorisation, lambda authorisation: ListingDue(product_id=authorisation.product_id))
    _watch(Product, lambda product: ListingDue(product_id=product.pk))
    _watch(QrCode, lambda code: ListingDue(product_id=code.product_id))
    _watch(Enterprise, lambda enterprise: ListingDue(enterprise_id=enterprise.pk))


def fill(apps: Any = current_apps, **kwargs: Any) -> None:
    """After the migrations: what was published before there was a directory, or before it said as much. A flush gives
    no `apps`."""
    try:
        apps.get_model("public", "Listing")
    except LookupError:  # migrated back to a time before it
        return
    missing = Authorisation.objects.published().filter(Q(product__listing=None) | Q(product__listing__told=""))
    refresh(missing.order_by("product").values_list("product", flat=True).distinct())
