"""How the database reads what a piece of code asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import ClientCursor, RawCursor


@dataclass(frozen=True)
class Reading:
    """One node of a plan; `rows` are all that it looked at, those that it left out among them."""

    kind: str
    table: str
    index: str
    rows: int


def readings(ask: Callable[[], Any]) -> list[Reading]:
    """Every node of the plans of all that is asked, as it was done: of prepared statements the plan for all values."""
    asked: list[tuple[Any, str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: dict[str, Any]) -> Any:
        answer = execute(sql, values, many, context)
        asked.append((context["cursor"].cursor, sql, values))
        return answer

    with connection.execute_wrapper(note):
        ask()
    found: list[Reading] = []
    with connection.cursor() as cursor:
        for by, sql, values in asked:
            cursor.execute(
                f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {_again(by, sql, values)}".replace("%", "%%"), ()
            )
            (text,) = cursor.fetchone()
            plan = text if isinstance(text, list) else json.loads(text)
            found += _nodes(plan[0]["Plan"])
    return found


def _again(by: Any, sql: str, values: Any) -> str:
    """The statement with its values; a prepared one by its name."""
    written = ClientCursor(connection.connection).mogrify
    if not isinstance(by, RawCursor):
        return written(sql, values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE statement = %s", [sql])
        (name,) = cursor.fetchone()
    return f'EXECUTE "{name}"({", ".join(written("%s", [value]) for value in values)})'


def _nodes(node: dict[str, Any]) -> Iterator[Reading]:
    looked = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Join Filter", 0)
    yield Reading(
        node["Node Type"],
        node.get("Relation Name", ""),
        node.get("Index Name", ""),
        round(looked * node["Actual Loops"]),
    )
    for child in node.get("Plans", ()):
        yield from _nodes(child)
