"""How far an exploration goes (setting OTOP_SIMULATION_LIMITS, a dict with any of these names)."""

from __future__ import annotations

from typing import NamedTuple

from engine.bounds import in_force


class Limits(NamedTuple):
    steps: int = 300  # tasks completed, timers fired, messages received … in one process
    seconds: float = 2.0  # processor time for one process
    patience: int = 60  # steps in a row that show nothing new


def limits() -> Limits:
    return in_force(Limits, "OTOP_SIMULATION_LIMITS")
