"""The rehearsal: before a diagram may run it is run, with plausible data and without any effect.

No database, no handlers, no people: offered tasks are completed with what their form takes, service tasks and
messages with what the diagram reads of them, timers fire when the rehearsal likes. After every step the case is
saved and restored and must come back the same.
"""

from engine.gate.rehearsal.check import rehearse

__all__ = ["rehearse"]
