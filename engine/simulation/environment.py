"""What there is around a process that is simulated, as plain values that can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import dmn

Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Environment:
    """`schemas`: form → its form-js text; `handled`: forms whose answers become something else by code;
    `tables`: decision → it and those that came with it; `results`: topic → variables that its handler says it gives."""

    schemas: Pairs = ()
    handled: frozenset[str] = field(default_factory=frozenset)
    tables: Pairs = ()
    results: Pairs = ()

    def decisions(self) -> dict[str, Sequence[dmn.Decision]]:
        return dict(self.tables)
