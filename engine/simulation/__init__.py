"""Simulation: a process runs without a database, handlers or people, on answers given to it.

`explore` walks through every branch with sample values before a diagram may run: offered tasks are completed with what
their form takes, service tasks and messages with what the diagram reads of them, timers fire when the exploration
likes. After every step the case is saved and restored and must come back the same.
"""

from engine.simulation.environment import Environment
from engine.simulation.exploration import Explored, Trigger, explore
from engine.simulation.limits import limits
from engine.simulation.transitions import Problem

__all__ = ["Environment", "Explored", "Problem", "Trigger", "explore", "limits"]
