"""A part of what is mutated, with its tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEME, ENGINE = "the scheme's rules", "the engine"
#: The least share of planted faults that must be noticed.
BOUNDS: Final = {SCHEME: 0.9, ENGINE: 0.8}


@dataclass(frozen=True)
class Area:
    """`modules` and `tests` are paths from the project's folder; a module may be a pattern."""

    name: str
    part: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
