"""Keyset pages: a cursor says after which row to go on, so pages stay right while rows come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from engine.models.order import Order, Place

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


Following = Mapping[str, str | None]
LAST: Final[Following] = {"next": None, "next_cursor": None}
Read = Callable[[Place | None, int], Iterable[Any]]


def page(request: Request, read: Read, *, order: Order) -> tuple[list[Any], Following]:
    """One page of what `read` gives behind a place, and where the next one is."""
    given = request.query_params.get("cursor")
    try:
        start = order.place(given) if given else None
    except ValueError:
        raise ValidationError({"cursor": [_("游标无效")]}) from None
    size = _size(request)
    found = list(read(start, size + 1))
    if len(found) <= size:
        return found, LAST
    query = request.query_params.copy()
    query["cursor"] = cursor = order.cursor(found[size - 1])
    address = f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"
    return found[:size], {"next": address, "next_cursor": cursor}


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LARGEST_SIZE):
        raise ValidationError({"page_size": [_("每页数量应在 1 到 %(most)d 之间") % {"most": LARGEST_SIZE}]})
    return int(text)
