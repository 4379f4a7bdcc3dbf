"""A step that a case comes back to goes on with the time that was left of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine import clock as engine_clock
from engine import runtime
from engine.business_time import end_of_day, halfway
from engine.models import Job
from tests.engine.runtime.world import deploy, open_task, person
from tests.engine.spiff.diagrams import boundary, diagram, end, path, start, timer, user, zeebe

pytestmark = pytest.mark.django_db

# A Wednesday, 10:00 in Shanghai.
NOW = datetime(2030, 3, 6, 2, 0, tzinfo=UTC)
FOUR_DAYS = "=add_working_days(now(), 4)"
HALF_OF_THEM = "=halfway(now(), add_working_days(now(), 4))"
GOES_ON = zeebe("properties", zeebe("property", name="continuesClock", value="true"))


def test_timers_that_count_days_come_earlier_with_it_and_others_stay(clock: Any):
    def beside(name: str, when: str) -> str:
        return boundary(name, "A", when, interrupting=False) + end(f"{name}E") + path(name, f"{name}E")

    deploy(
        diagram(
            start(),
            user("A", extensions=zeebe("taskSchedule", dueDate=FOUR_DAYS) + GOES_ON),
            user("B"),
            beside("Over", timer(date=FOUR_DAYS)),
            beside("Half", timer(date=HALF_OF_THEM)),
            beside("Daily", timer("P1D")),
            path("S", "A", "B", "A"),
        )
    )
    clock.set(NOW)
    runtime.start("p")
    clock.advance(days=1)  # three of the four are left
    reviewer = person("first", "reviewers")
    runtime.complete_task(open_task("A").pk, answers={}, by=reviewer)
    clock.advance(days=1)
    runtime.complete_task(open_task("B").pk, answers={}, by=reviewer)
    due = end_of_day(date(2030, 3, 13))
    assert open_task("A").due_at == due
    waiting = Job.objects.filter(kind=Job.Kind.TIMER, status=Job.Status.READY)
    assert dict(waiting.values_list("element_id", "due_at")) == {
        "Over": due,
        "Half": halfway(engine_clock.now(), due),
        "Daily": engine_clock.now() + timedelta(days=1),
    }
