"""A step that a case comes back to goes on with the time that was left of it, where its diagram says so
(`continuesClock`): what others took meanwhile is not counted, what was used before is.

The rule alone, over plain instants: the real run asks it with its rows (`engine.runtime.continuing`), a simulation with
what it remembers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from engine import business_time
from engine.spiff.case import Case
from engine.spiff.waits import Wait

CONTINUES_CLOCK = "continuesClock"


class Clock(NamedTuple):
    """`due`: by the time that was left; `planned`: as if the step were met for the first time."""

    due: datetime
    planned: datetime


def continues(properties: Mapping[str, str]) -> bool:
    """Whether coming back to a user task with these properties does not begin its time anew."""
    return properties.get(CONTINUES_CLOCK) == "true"


def left(due: datetime, done: datetime) -> int:
    """Working days that were left of a task when it was done, at least one."""
    # What is done after the cut-off is done on the next working day, as what comes then.
    return max(1, business_time.working_days_between(business_time.add_working_days(done, 0), due))


def continued(wait: Wait, days: int, now: datetime) -> Clock | None:
    """Of a new task of which so many days were left; None where it is due no earlier for it, or never."""
    if not wait.details["due"]:
        return None
    planned, due = datetime.fromisoformat(wait.details["due"]), business_time.add_working_days(now, days)
    return Clock(due, planned) if due < planned else None


def timer_due(
    case: Case, timer: UUID, planned: datetime, clocks: Mapping[UUID, Clock], now: datetime
) -> datetime | None:
    """When a timer on the border of such a task fires that is counted in days: earlier with it, a reminder when half of
    what is left is gone. None: it fires when it was planned."""
    if not case.counts_days(timer):
        return None
    clock = clocks.get(case.guarded_by(timer) or timer)
    if clock is None:
        return None
    if planned < clock.planned:
        return business_time.halfway(now, clock.due)
    return business_time.shift(clock.due, business_time.working_days_between(clock.planned, planned))
