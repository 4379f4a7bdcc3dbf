"""Commands of the engine. Each is one transaction: lock the instance, change it, advance, store everything,
commit."""

from engine.runtime.definitions import decide
from engine.runtime.drafts import save_draft
from engine.runtime.due_dates import change_calendar, check_day, due_unchecked
from engine.runtime.explanations import Explanation, explain, why
from engine.runtime.incidents import retry, skip
from engine.runtime.instances import cancel, set_variables, start
from engine.runtime.leaving import look_again, look_at_everybody
from engine.runtime.messages import broadcast, correlate
from engine.runtime.operations import MigrationPlan, migrate, movable, move_token, plan_migration
from engine.runtime.preconditions import HANDS_OUT, Command, may
from engine.runtime.simulations import replay, replay_on, simulate
from engine.runtime.suspension import resume, resume_definition, suspend, suspend_definition
from engine.runtime.user_tasks import (
    assign,
    claim,
    complete_task,
    give_to_the_only_one,
    is_nobodys,
    only_one_may_have,
    release,
    reschedule,
    unclaim,
    who_may_have,
)

__all__ = [
    "HANDS_OUT",
    "Command",
    "Explanation",
    "MigrationPlan",
    "assign",
    "broadcast",
    "cancel",
    "change_calendar",
    "check_day",
    "claim",
    "complete_task",
    "correlate",
    "decide",
    "due_unchecked",
    "explain",
    "give_to_the_only_one",
    "is_nobodys",
    "look_again",
    "look_at_everybody",
    "may",
    "migrate",
    "movable",
    "move_token",
    "only_one_may_have",
    "plan_migration",
    "release",
    "replay",
    "replay_on",
    "reschedule",
    "resume",
    "resume_definition",
    "retry",
    "save_draft",
    "set_variables",
    "simulate",
    "skip",
    "start",
    "suspend",
    "suspend_definition",
    "unclaim",
    "who_may_have",
    "why",
]
