"""Running a statement whose text never changes: prepared by the connection that runs it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from django.db import connection
from psycopg import RawCursor

Row = tuple[Any, ...]
_VALUE = re.compile(r"%\((\w+)\)s")


def rows(statement: str, values: Mapping[str, Any]) -> list[Row]:
    """What it answers; `%(name)s` in its text stands for a value."""
    connection.ensure_connection()
    # Django's own cursors write the values into the text, which is then another one each time.
    cursor: Any = RawCursor(connection.connection)
    text, names = _numbered(statement)
    noted = connection.make_debug_cursor(cursor).debug_sql(statement) if connection.queries_logged else nullcontext()
    with noted, connection.make_cursor(cursor) as asked:
        asked.execute(text, [values[name] for name in names])
        # Not `description`, which describes each column first.
        return asked.fetchall() if cursor.pgresult.nfields else []


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[str, list[str]]:
    """As PostgreSQL wants it: `$1` for the first value."""
    names = list(dict.fromkeys(_VALUE.findall(statement)))
    return _VALUE.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names
