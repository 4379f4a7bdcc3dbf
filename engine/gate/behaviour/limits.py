"""How far the exploration goes (setting OTOP_BEHAVIOUR_LIMITS, a dict with any of these names)."""

from __future__ import annotations

from typing import NamedTuple

from engine.bounds import in_force


class Limits(NamedTuple):
    states: int = 10_000  # of one scope: the process or a sub-process
    steps: int = 50_000  # moves between these states
    tokens: int = 200  # in one state


def limits() -> Limits:
    return in_force(Limits, "OTOP_BEHAVIOUR_LIMITS")
