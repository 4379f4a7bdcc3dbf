"""How long people still have and how long they took, in the working days that they count in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    return working_days_between(clock.now(), due_at)


def in_words(due: Deadline) -> str:
    """还有 2 个工作日, 今天到期, 逾期 3 个工作日."""
    if due.is_late:
        days = working_days_between(due.due_at, clock.now())
        if not days:
            return _("已到期")
        return ngettext("逾期 %(n)s 个工作日", "逾期 %(n)s 个工作日", days) % {"n": days}
    if due.due_at.astimezone(clock.LOCAL_ZONE).date() == clock.today():
        return _("今天到期")
    days = due.working_days
    return ngettext("还有 %(n)s 个工作日", "还有 %(n)s 个工作日", days) % {"n": days}


def time_used(start: datetime, end: datetime) -> str:
    """How long a step took: minutes and hours within a day, then working days."""
    minutes = int((end - start).total_seconds() // 60)
    if minutes < 1:
        return _("不到 1 分钟")
    if minutes < 60:
        return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s 小时", "%(n)s 小时", minutes // 60) % {"n": minutes // 60}
    days = max(1, working_days_between(start, end))
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", days) % {"n": days}


def working_days_between(start: datetime, end: datetime) -> int:
    """Working days after the day of `start`, that of `end` included."""
    first, last = (moment.astimezone(clock.LOCAL_ZONE).date() for moment in (start, end))
    days = min((last - first).days, _FAR)
    return sum(business_time.is_working_day(first + timedelta(days=n)).is_working for n in range(1, days + 1))
