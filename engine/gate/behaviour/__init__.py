"""What a diagram can do, found by playing it through in every way that makes a difference.

Data is left out: any condition may hold or not, any event may happen or not. So a finding shows a way that the
drawing allows, and an error that only data rules out is for the modeller to draw out of reach.

What an event from outside could still end (the deadline on a sub-process that is stuck inside, say) counts as
stuck all the same. What a non-interrupting event starts is played by itself, unless a join waits for it, and
so is each sub-process; two reminders may share a task, and a loop may start one each round.
"""

from engine.gate.behaviour.check import behaviour
from engine.gate.behaviour.scopes import Explored, explored

__all__ = ["Explored", "behaviour", "explored"]
