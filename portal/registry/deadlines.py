"""How long people still have, in the working days that they count in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import business_time, clock

_FAR = 200


@dataclass(frozen=True)
class Deadline:
    """`working_days`: those after today up to the due day; 0 is today, negative never: then `is_late`."""

    due_at: datetime
    working_days: int
    is_late: bool
    is_soon: bool


def deadline(due_at: datetime | None) -> Deadline | None:
    if due_at is None:
        return None
    left = working_days_until(due_at)
    return Deadline(due_at=due_at, working_days=left, is_late=due_at < clock.now(), is_soon=left <= 1)


def working_days_until(due_at: datetime) -> int:
    """Working days after today, the due day included."""
    last = due_at.astimezone(clock.LOCAL_ZONE).date()
    today = clock.today()
    days = min((last - today).days, _FAR)
    return sum(business_time.is_working_day(today + timedelta(days=n)).is_working for n in range(1, days + 1))
