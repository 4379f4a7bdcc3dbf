"""The ORM's conditions and lists put into words once, for everybody: constants stand in the text, as indexes want them;
who asks, and whatever else is another each time, are values of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, Field, Func, Model, QuerySet, Value
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from engine.models.statements.running import Row, rows

M = TypeVar("M", bound=Model)


class _Id(int):
    def __eq__(self, other: object) -> bool:
        raise TypeError("a rule asks the database about a person: the condition is made once for everybody")

    __hash__ = int.__hash__


class Somebody:
    """Stands for the person, who is the value `user`: conditions know of one whether the account is open, and else the
    id alone."""

    pk = _Id(-(2**62) - 1)
    __eq__ = _Id.__eq__
    __hash__ = object.__hash__

    def __init__(self, *, is_active: bool, is_superuser: bool) -> None:
        self.is_active, self.is_superuser = is_active, is_superuser


class _Named(str):
    """The name of a value, where the value itself would be."""


class Given(Value):
    """A value by its name."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(_Named(name), output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return f"%s::{self.output_field.db_type(connection)}", [self.value]


class OneOf(Func):
    """Whether a column is one of an array's values."""

    template, arg_joiner = "(%(expressions)s))", " = ANY("
    output_field = BooleanField()


class Among(Func):
    """Whether a column is among what a queryset of one column gives. All that is asked there are values."""

    output_field = BooleanField()

    def __init__(self, column: Any, *, text: str, names: tuple[str, ...]) -> None:
        super().__init__(column)
        self.text, self.names = text, names

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} IN ({self.text})", [*values, *map(_Named, self.names)]


def in_words(text: str, values: Any) -> str:
    return text % tuple(_place(value) for value in values)


def _place(value: Any) -> str:
    if isinstance(value, _Named):
        return f"%({value})s"
    if isinstance(value, int) and int(value) == int(Somebody.pk):
        return "%(user)s"
    connection.ensure_connection()
    return psycopg.ClientCursor(connection.connection).mogrify("%s", [value])


class Worded(Generic[M]):
    """A list in words. Only the text and how rows become models are kept, never a row."""

    def __init__(self, found: QuerySet[M]) -> None:
        self._model = found.model
        self._compiler: Any = found.query.get_compiler(DEFAULT_DB_ALIAS)
        self._text = in_words(*self._compiler.as_sql())

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        return rows(self._text, values)

    def models(self, values: Mapping[str, Any]) -> list[M]:
        """As `select_related` and `only` have it."""
        names, others = self._reading
        found = []
        for row in self._compiler.results_iter([rows(self._text, values)]):
            made = self._model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
            for other in others:
                other.populate(row, made)
            found.append(made)
        return found

    @cached_property
    def _reading(self) -> tuple[list[str], list[Any]]:
        compiler: SQLCompiler = self._compiler
        select, info = compiler.select, compiler.klass_info
        own = [select[place][0].target.attname for place in info["select_fields"]]
        return own, get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
