"""Keyset pages: a cursor says after which row to go on, so pages stay right while rows come and go."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from engine.models import HistoryEvent, UserTask

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


def page(
    request: Request,
    rows: QuerySet[Any],
    *,
    position: Callable[[Any], list[Any]],
    after: Callable[[list[Any]], Q],
) -> tuple[list[Any], str | None]:
    """One page of ordered `rows`, and the address of the next one.

    `position` turns a row into a place in the order, `after` a place into the rows behind it.
    """
    cursor = request.query_params.get("cursor")
    if cursor:
        try:
            rows = rows.filter(after(_decode(cursor)))
        except (ValueError, TypeError, RecursionError, binascii.Error):
            raise ValidationError({"cursor": [_("游标无效")]}) from None
    size = _size(request)
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, None
    query = request.query_params.copy()
    query["cursor"] = _encode(position(found[size - 1]))
    return found[:size], f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


def task_position(task: UserTask) -> list[Any]:
    due = task.due_at.isoformat() if task.due_at else None
    return [due, task.priority, task.created_at.isoformat(), str(task.pk)]


def tasks_after(place: list[Any]) -> Q:
    """The rows behind `place` in the order of `UserTaskQuerySet.due_first`."""
    due, priority, created, pk = place
    behind = (
        Q(priority__lt=int(priority))
        | Q(priority=int(priority), created_at__gt=_instant(created))
        | Q(priority=int(priority), created_at=_instant(created), pk__gt=UUID(pk))
    )
    if due is None:
        return Q(due_at=None) & behind
    instant = _instant(due)
    return Q(due_at__gt=instant) | Q(due_at=None) | (Q(due_at=instant) & behind)


def event_position(event: HistoryEvent) -> list[Any]:
    return [event.pk]


def events_after(place: list[Any]) -> Q:
    (pk,) = place
    return Q(pk__gt=int(pk))


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError
    return instant


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LARGEST_SIZE):
        raise ValidationError({"page_size": [_("每页数量应在 1 到 %(most)d 之间") % {"most": LARGEST_SIZE}]})
    return int(text)


def _encode(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[Any]:
    place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if not isinstance(place, list):
        raise ValueError
    return place
