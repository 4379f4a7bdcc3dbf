"""Running a statement whose text never changes: prepared by the connection that runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import RawCursor

Row = tuple[Any, ...]
_MOST_CURSORS = 200
_VALUE = re.compile(r"%\((\w+)\)s")


def rows(statement: str, values: Mapping[str, Any]) -> list[Row]:
    """What it answers; `%(name)s` in its text stands for a value."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    cursor = _cursor(database.connection, statement)
    text, names = _numbered(statement)
    noted = database.make_debug_cursor(cursor).debug_sql(statement) if database.queries_logged else nullcontext()
    with noted:
        database.make_cursor(cursor).execute(text, [values[name] for name in names])
    # Not `description`, which describes each column first.
    return cursor.fetchall() if cursor.pgresult.nfields else []


def _cursor(connection: Any, statement: str) -> Any:
    """One for each statement, as long as the connection lives: it knows how to write the values and to read the rows.
    Django's own cursors write the values into the text, which is then another one each time."""
    kept: dict[str, Any] = connection.__dict__.setdefault("cursors_by_statement", {})
    if statement not in kept:
        if len(kept) >= _MOST_CURSORS:  # searches for ever other numbers of words
            kept.clear()
        kept[statement] = RawCursor(connection)
    return kept[statement]


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[str, list[str]]:
    """As PostgreSQL wants it: `$1` for the first value."""
    names = list(dict.fromkeys(_VALUE.findall(statement)))
    return _VALUE.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names
