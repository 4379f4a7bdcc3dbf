"""Commands of the engine. Each is one transaction: lock the instance, change it, advance, store everything,
commit."""

from engine.runtime.explanations import Explanation, explain, why
from engine.runtime.incidents import retry, skip
from engine.runtime.instances import cancel, set_variables, start
from engine.runtime.messages import broadcast, correlate
from engine.runtime.user_tasks import assign, claim, complete_task, unclaim

__all__ = [
    "Explanation",
    "assign",
    "broadcast",
    "cancel",
    "claim",
    "complete_task",
    "correlate",
    "explain",
    "retry",
    "set_variables",
    "skip",
    "start",
    "unclaim",
    "why",
]
