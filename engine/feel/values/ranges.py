"""A range of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`; None is without end on that side. `> 5` is one too, and keeps its `operator`."""

    low: Any
    high: Any
    low_included: bool
    high_included: bool
    operator: str = ""
