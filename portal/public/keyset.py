"""Pages of public lists: one goes on behind a row, so that the last page costs what the first one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, QuerySet

from engine.models.order import Order, Place

SIZE = 20
LAST_LISTED = Order(
    columns=lambda key: (F("published_at"), F("product_id")),
    types=(DateTimeField(), BigIntegerField()),
    place_of=lambda row: (row.published_at, row.pk),
    newest_first=True,
)
# What is told anew comes last: whoever has read up to a place and goes on from there later misses nothing.
AS_TOLD = Order(
    columns=lambda key: (F("changed_at"), F("product_id")),
    types=(DateTimeField(), BigIntegerField()),
    place_of=lambda row: (row.changed_at, row.pk),
)


@dataclass(frozen=True)
class Page:
    """`before` and `after` are the cursors of the pages on both sides, empty where there is none."""

    rows: list[Any]
    before: str = ""
    after: str = ""


def page(found: QuerySet, order: Order, *, before: str = "", after: str = "") -> Page:
    """The page before or after a cursor, else the first; one that is no cursor of this list is none."""
    place = _place(order, before or after)
    if before and place:
        rows = list(order.sort(found.filter(order.beyond(place, backwards=True)), backwards=True)[: SIZE + 1])
        if len(rows) > SIZE:
            return _page(rows[:SIZE][::-1], order, before=True, after=True)
        place = None  # what is left before it is the first page
    rows = list(order.sort(found.filter(order.beyond(place)) if place else found)[: SIZE + 1])
    return _page(rows[:SIZE], order, before=place is not None, after=len(rows) > SIZE)


def _page(rows: list[Any], order: Order, *, before: bool, after: bool) -> Page:
    return Page(
        rows,
        before=order.cursor(rows[0]) if before and rows else "",
        after=order.cursor(rows[-1]) if after and rows else "",
    )


def _place(order: Order, cursor: str) -> Place | None:
    try:
        return order.place(cursor) if cursor else None
    except ValueError:  # typed by hand
        return None
