"""From rows to models and back, without the ORM's building of statements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, JSONField, Model
from django.utils.functional import Promise

M = TypeVar("M", bound=Model)
# A row to be written, by the names of its columns: a tenth of what a model costs to make.
Row = dict[str, Any]


class Columns(Generic[M]):
    """The columns of a model as a statement names them, and the rows that come back."""

    def __init__(self, model: type[M], alias: str, *, without: Sequence[str] = ()) -> None:
        self.model, self._alias, self._without = model, alias, without

    def __str__(self) -> str:
        return ", ".join(f'{self._alias}."{field.column}"' for field in self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        return [field for field in self.model._meta.concrete_fields if field.name not in self._without]

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self._fields]

    @cached_property
    def _json(self) -> list[int]:
        return [place for place, field in enumerate(self._fields) if isinstance(field, JSONField)]

    def read(self, row: Sequence[Any]) -> M:
        values = list(row)
        for place in self._json:
            if values[place] is not None:
                values[place] = _DECODER.decode(values[place])
        return self.model.from_db(DEFAULT_DB_ALIAS, self._names, values)


class Inserted:
    """New rows of a table, all of them as one value: the text is the same however many there are."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model

    @cached_property
    def _fields(self) -> list[Field[Any, Any]]:
        own_ids = self.model._meta.auto_field
        return [field for field in self.model._meta.concrete_fields if field is not own_ids]

    def statement(self, parameter: str) -> str:
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in self._fields)
        return (
            f'INSERT INTO "{self.model._meta.db_table}" ({columns})'  # noqa: S608
            f" SELECT {columns} FROM json_to_recordset(%({parameter})s::json) AS made({typed})"
        )


def as_text(found: Any) -> str:
    return _ENCODER.encode(found)


def _plain(found: Any) -> str | Row:
    if isinstance(found, UUID | datetime | Promise):
        return str(found)
    if isinstance(found, Model):
        return {str(field.column): getattr(found, field.attname) for field in found._meta.concrete_fields}
    raise TypeError(f"{type(found).__name__} is not for a column")


_DECODER = json.JSONDecoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)
