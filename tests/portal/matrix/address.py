"""An address of the site, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern


@dataclass(frozen=True)
class Address:
    """`args(world)` for the address; `methods`: who is let in; `body(world)` a full one for what is not GET."""

    methods: dict[str, frozenset[str]]
    args: Callable[[Any], list[Any]] = lambda world: []
    body: Callable[[Any], dict[str, Any]] = lambda world: {}
    is_json: bool = False
    query: Callable[[Any], str] = lambda world: ""
    headers: dict[str, str] = field(default_factory=dict)

    def sends(self, world: Any) -> dict[str, Any]:
        if not self.is_json:
            return {"data": self.body(world)}
        return {"data": json.dumps(self.body(world)), "content_type": "application/json"}


def get(
    allowed: frozenset[str],
    args: Callable[[Any], list[Any]] = lambda world: [],
    query: Callable[[Any], str] = lambda world: "",
) -> Address:
    return Address({"GET": allowed}, args, query=query)


def names(resolver: Any, space: str = "") -> Iterator[str]:
    """The names of all addresses below."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name or ''}"
        else:
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
