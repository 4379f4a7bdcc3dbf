"""The built-in functions by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.syntax.names import FUNCTIONS
from engine.feel.values.callables import Builtin, Signature

BUILTINS: dict[str, Builtin] = {}

F = TypeVar("F", bound=Callable[..., Any])

_PARAMETER = re.compile(r"(\[?)(\*?)([^:\]]*):\s*([a-z?]+)\]?")


def builtin(name: str, *ways: str) -> Callable[[F], F]:
    """Register a function under a name. Each way to call it is written as `name: type, [optional name: type?]`;
    `?` after a type lets null in, `*` before a name takes any number."""

    def register(work: F) -> F:
        known = BUILTINS.get(name)
        if known is None:
            FUNCTIONS.add(name)
        signatures = tuple(_signature(way, work) for way in ways)
        BUILTINS[name] = Builtin(name, (known.signatures if known else ()) + signatures)
        return work

    return register


def _signature(way: str, work: Callable[..., Any]) -> Signature:
    parts = [_PARAMETER.fullmatch(part.strip()) for part in way.split(",")] if way else []
    found = [part for part in parts if part is not None]
    assert len(found) == len(parts), way
    rest = found.pop()[4] if found and found[-1][2] else ""
    return Signature(
        names=tuple(part[3].strip() for part in found),
        types=tuple(part[4] for part in found),
        required=sum(not part[1] for part in found),
        rest=rest,
        work=work,
    )
