"""Which value a name has at a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from engine.feel.run import Run
from engine.feel.values.types import Type


class Missing:
    """What a name has that nobody gave a value."""


MISSING: Final = Missing()


class Names(Protocol):
    """A dict of values, or something that makes them when they are asked for."""

    def get(self, name: str, default: Any, /) -> Any: ...


_NO_TYPES: Mapping[str, Type] = {}


class Scope:
    """Names within other names. `types` are those that a model defines; the innermost scope has them all."""

    __slots__ = ("names", "outer", "run", "types")

    def __init__(
        self, names: Names, run: Run, outer: Scope | None = None, types: Mapping[str, Type] = _NO_TYPES
    ) -> None:
        self.names = names
        self.run = run
        self.outer = outer
        self.types: Mapping[str, Type] = outer.types if outer is not None else types

    def inner(self, names: Names) -> Scope:
        return Scope(names, self.run, self)

    def find(self, name: str) -> Any:
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.outer
        return MISSING
