"""How long people still have and how long they took, in the working days that they count in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engine import business_time, clock
from engine.models import UserTask

# What lies further back than this is counted from here on.
_FAR = timedelta(days=1500)


class WorkingDays:
    """The working days around some moments and now, looked up once for a whole page."""

    def __init__(self, moments: Iterable[datetime | None] = ()) -> None:
        today = clock.today()
        days = [today, *(_local(moment) for moment in moments if moment is not None)]
        first, last = max(min(days), today - _FAR), min(max(days), today + _FAR)
        found = business_time.days_between(first, last)
        self._days = [day for day, what in found.items() if what.is_working]
        self._guessed_from = next((day for day, what in found.items() if day >= today and what.provisional), None)

    def is_guessed(self, moment: datetime) -> bool:
        """Whether days up to then are not published yet, so that the date may move."""
        return self._guessed_from is not None and _local(moment) >= self._guessed_from

    def between(self, start: datetime, end: datetime) -> int:
        """Working days after the day of `start`, that of `end` included."""
        return max(0, bisect_right(self._days, _local(end)) - bisect_right(self._days, _local(start)))


def _local(moment: datetime) -> date:
    return clock.day_of(moment)


@dataclass(frozen=True)
class Deadline:
    """`working_days`: those after today up to the due day, 0 is today; where it `is_late`, those since that day.
    `stands_since`: since when no time passes; what is left is then what was left, and the day will move."""

    due_at: datetime
    working_days: int
    is_late: bool
    is_soon: bool
    is_provisional: bool = False
    stands_since: datetime | None = None

    @property
    def words(self) -> str:
        """还有 2 个工作日, 今天到期, 逾期 3 个工作日, 暂停计时，还剩 2 个工作日."""
        days = self.working_days
        if self.stands_since is not None and not self.is_late:
            words = {"n": days}
            return ngettext("暂停计时，还剩 %(n)s 个工作日", "暂停计时，还剩 %(n)s 个工作日", days) % words
        if self.is_late:
            return ngettext("逾期 %(n)s 个工作日", "逾期 %(n)s 个工作日", days) % {"n": days} if days else _("已逾期")
        if _local(self.due_at) == clock.today():
            return _("今天到期")
        return ngettext("还有 %(n)s 个工作日", "还有 %(n)s 个工作日", days) % {"n": days}


def deadline(
    due_at: datetime | None, days: WorkingDays | None = None, *, stands_since: datetime | None = None
) -> Deadline | None:
    """`days`: the page's working days, where it asks for several deadlines; `stands_since`: since when no time of it
    passes."""
    if due_at is None:
        return None
    days, now = days or WorkingDays([due_at, stands_since]), stands_since or clock.now()
    if due_at < now:
        found = Deadline(due_at=due_at, working_days=days.between(due_at, now), is_late=True, is_soon=True)
    else:
        left = days.between(now, due_at)
        guessed = days.is_guessed(due_at)
        found = Deadline(due_at=due_at, working_days=left, is_late=False, is_soon=left <= 1, is_provisional=guessed)
    return replace(found, stands_since=stands_since)


def deadline_of(task: UserTask, days: WorkingDays | None = None) -> Deadline | None:
    """Of a task that was read with its instance and case."""
    return deadline(task.due_at, days, stands_since=stands_since(task))


def stands_since(task: UserTask) -> datetime | None:
    """Since when no time of an open task passes, if it is so."""
    held = task.suspended if task.status == UserTask.Status.OPEN else None
    return held.stands_since if held else None


def time_used(start: datetime, end: datetime, days: WorkingDays) -> str:
    """How long a step took: minutes and hours within a day, then working days."""
    minutes = int((end - start).total_seconds() // 60)
    if minutes < 1:
        return _("不到 1 分钟")
    if minutes < 60:
        return ngettext("%(n)s 分钟", "%(n)s 分钟", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s 小时", "%(n)s 小时", minutes // 60) % {"n": minutes // 60}
    worked = max(1, days.between(start, end))
    return ngettext("%(n)s 个工作日", "%(n)s 个工作日", worked) % {"n": worked}
