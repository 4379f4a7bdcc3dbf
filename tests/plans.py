"""How the database reads what a piece of code asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Reading:
    """One node of a plan; `rows` are all that it looked at, those that it left out among them."""

    kind: str
    table: str
    index: str
    rows: int


def readings(ask: Callable[[], Any]) -> list[Reading]:
    """Every node of the plans of all that is asked, as it was done."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    found: list[Reading] = []
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {query['sql']}".replace("%", "%%"), ())
            (text,) = cursor.fetchone()
            plan = text if isinstance(text, list) else json.loads(text)
            found += _nodes(plan[0]["Plan"])
    return found


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
