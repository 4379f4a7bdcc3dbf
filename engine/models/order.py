"""The order of lists as the indexes hold it, and places in it: a page goes on behind a place, so that it
stays right while tasks come and go."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.lookups import GreaterThan, LessThan

# Such as a red warning at once: stands first in every list.
EMERGENCY = 95
_FAR = datetime(9999, 12, 31, tzinfo=UTC)
# The values of a row in an order's columns.
Place = tuple[Any, ...]
Rows = TypeVar("Rows", bound=QuerySet[Any])


# The constants stand in the text: only so does a statement match the expressions of an index, whatever its parameters.
class Calm(Func):
    """No emergency."""

    template = f"(%(expressions)s < {EMERGENCY})"
    output_field = BooleanField()


class Due(Func):
    """What has no date comes after all that has one."""

    template = f"COALESCE(%(expressions)s, '{_FAR:%Y-%m-%d %H:%M:%S}+00'::timestamptz)"
    output_field = DateTimeField()


class Less(Func):
    template = "(- %(expressions)s)"
    output_field = IntegerField()


class _Row(Func):
    """Compared as a whole, which an index does in one go."""

    function = "ROW"
    output_field = BooleanField()


@dataclass(frozen=True)
class Order:
    """Columns that all run the same way. `key` is what the id is called: `task` where the rows are offers of tasks."""

    columns: Callable[[str], tuple[Any, ...]]
    types: tuple[Any, ...]
    place_of: Callable[[Any], Place]
    newest_first: bool = False

    def sort(self, rows: Rows, *, key: str = "id", backwards: bool = False) -> Rows:
        falls = self.newest_first != backwards
        return rows.order_by(*(column.desc() if falls else column.asc() for column in self.columns(key)))

    def beyond(self, place: Place, *, key: str = "id", backwards: bool = False) -> Any:
        """The rows behind a place, or before it: a condition."""
        compared = LessThan if self.newest_first != backwards else GreaterThan
        values = (
            value if isinstance(value, Value) else Value(value, output_field=kind)
            for value, kind in zip(place, self.types, strict=True)
        )
        return compared(_Row(*self.columns(key)), _Row(*values))

    def cursor(self, row: Any) -> str:
        text = json.dumps([_written(value) for value in self.place_of(row)], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def place(self, cursor: str) -> Place:
        """Raises ValueError where the text is no cursor of this order."""
        try:
            found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            return tuple(_read(value, kind) for value, kind in zip(found, self.types, strict=True))
        except (TypeError, OverflowError, RecursionError) as error:
            raise ValueError(cursor) from error


DUE_FIRST = Order(
    columns=lambda key: (Calm("priority"), Due("due_at"), Less("priority"), F("created_at"), F(key)),
    types=(BooleanField(), DateTimeField(), IntegerField(), DateTimeField(), UUIDField()),
    place_of=lambda task: (
        task.priority < EMERGENCY,
        task.due_at or _FAR,
        -task.priority,
        task.created_at,
        task.pk,
    ),
)
LAST_DONE = Order(
    columns=lambda key: (F("completed_at"), F(key)),
    types=(DateTimeField(), UUIDField()),
    place_of=lambda task: (task.completed_at, task.pk),
    newest_first=True,
)
NEWEST_FIRST = Order(
    columns=lambda key: (F("started_at"), F(key)),
    types=(DateTimeField(), UUIDField()),
    place_of=lambda instance: (instance.started_at, instance.pk),
    newest_first=True,
)
LAST_ID = Order(
    columns=lambda key: (F(key),), types=(BigIntegerField(),), place_of=lambda row: (row.pk,), newest_first=True
)
LAST_UUID = Order(
    columns=lambda key: (F(key),), types=(UUIDField(),), place_of=lambda row: (row.pk,), newest_first=True
)
BY_ID = Order(columns=lambda key: (F(key),), types=(BigIntegerField(),), place_of=lambda row: (row.pk,))


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _read(value: Any, kind: Any) -> Any:
    if isinstance(kind, UUIDField):
        return UUID(str(value))
    if isinstance(kind, BooleanField):
        return bool(value)
    if isinstance(kind, IntegerField):
        largest = 2**63 - 1 if isinstance(kind, BigIntegerField) else 2**31 - 1
        return max(-largest, min(int(value), largest))
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant
