"""What a rehearsal needs to know around a process, as plain values that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import dmn
from engine.gate.context import Context
from engine.registry import task_forms

Json = dict[str, Any]
Pairs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Surroundings:
    """`schemas`: form → its form-js text; `handled`: forms whose answers become something else by code;
    `tables`: decision → it and those that came with it; `results`: topic → variables that its handler says it gives."""

    schemas: Pairs = ()
    handled: frozenset[str] = field(default_factory=frozenset)
    tables: Pairs = ()
    results: Pairs = ()

    @classmethod
    def of(cls, elements: Sequence[Json], known: Context) -> Surroundings:
        forms = _all(elements, "form")
        return cls(
            schemas=tuple((key, known.schema(key) or "") for key in forms),
            handled=frozenset(key for key in forms if key in task_forms),
            tables=tuple((key, tuple(known.tables(key))) for key in _all(elements, "decision")),
            results=tuple((topic, tuple(sorted(known.results(topic) or ()))) for topic in _all(elements, "topic")),
        )

    def decisions(self) -> dict[str, Sequence[dmn.Decision]]:
        return dict(self.tables)


def _all(elements: Iterable[Json], key: str) -> list[str]:
    return sorted({config[key] for config in elements if config.get(key)})
