"""Simulation: a process runs without a database, handlers or people, on answers given to it.

`explore` walks through every branch with sample values before a diagram may run: offered tasks are completed with what
their form takes, service tasks and messages with what the diagram reads of them, timers fire when the exploration
likes. After every step the case is saved and restored and must come back the same.

`Simulation` is one case on a clock; `simulate` gives it the answers of a scenario, `replay` those of a real case, and
tells where another definition goes another way.
"""

from engine.simulation.differences import Difference
from engine.simulation.environment import Environment
from engine.simulation.exploration import Explored, Trigger, explore
from engine.simulation.limits import limits
from engine.simulation.replay import Replay, replay
from engine.simulation.running import Happened, Simulation, Tables
from engine.simulation.scenario import Answer, Scenario, Simulated, simulate
from engine.simulation.transitions import Problem

__all__ = [
    "Answer",
    "Difference",
    "Environment",
    "Explored",
    "Happened",
    "Problem",
    "Replay",
    "Scenario",
    "Simulated",
    "Simulation",
    "Tables",
    "Trigger",
    "explore",
    "limits",
    "replay",
    "simulate",
]
