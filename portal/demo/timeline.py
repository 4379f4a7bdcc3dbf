"""The clock of one story: it moves forward, and what falls due on the way happens at its own time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from typing import Self

from engine import business_time, clock, jobs
from engine.models import Job


class Timeline:
    """Inside `with`, the engine's clock stands at `now`; it never passes `end`. `look` is called between all that is
    done, and may end the story by an error."""

    def __init__(self, begins: datetime, *, end: datetime, look: Callable[[], None] = lambda: None) -> None:
        self.now, self.end, self.look = begins, end, look
        self._held = ExitStack()

    def __enter__(self) -> Self:
        self._set(self.now)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def to(self, instant: datetime) -> None:
        """Let the time pass until `instant`, timer by timer."""
        if not self.now <= instant <= self.end:
            raise ValueError(f"a story cannot go from {self.now} to {instant} and end at {self.end}")
        while (due := _next_due()) is not None and due <= instant:
            self._set(max(due, self.now))
            jobs.run_due_jobs()
        self._set(instant)

    def after(self, working_days: int, at: time = time(10)) -> None:
        """On to that working day after today, at a time of the day."""
        day = business_time.add_working_days(_noon(clock.today()), working_days).date()
        self.to(datetime.combine(day, at, clock.LOCAL_ZONE))

    def later(self, **by: float) -> None:
        """On by so many hours or minutes, in the words of `timedelta`."""
        self.to(self.now + timedelta(**by))

    def finish(self) -> None:
        """On to the present."""
        self.to(self.end)

    def _set(self, instant: datetime) -> None:
        self.look()
        self.now = instant
        self._held.close()
        self._held.enter_context(clock.at(instant))


def working_day_before(day: date, *, count: int, at: time = time(10)) -> datetime:
    """A time on the `count`-th working day before `day`."""
    while count:
        day -= timedelta(days=1)
        count -= business_time.is_working_day(day).is_working
    return datetime.combine(day, at, clock.LOCAL_ZONE)


def _next_due() -> datetime | None:
    waiting = Job.objects.filter(status=Job.Status.READY).order_by("due_at")
    return waiting.values_list("due_at", flat=True).first()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), clock.LOCAL_ZONE)
