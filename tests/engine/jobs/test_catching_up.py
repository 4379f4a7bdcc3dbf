"""Timers that came due while nobody was there to fire them: each fires once, and what repeats goes on in its rhythm.

docs/timers.md says the same in plain words.
"""

from datetime import UTC, datetime, timedelta

import pytest

from engine import clock as engine_clock
from engine import jobs, runtime
from engine.models import HistoryEvent, Job
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.spiff.diagrams import boundary, catch, diagram, end, path, start, timer, user

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 15, 4, tzinfo=UTC)  # in Shanghai


def reminding(cycle: str) -> bytes:
    return diagram(
        start(), user("A"), boundary("X", "A", timer(cycle=cycle), interrupting=False), user("C"), end(),
        path("S", "A", "E"), path("X", "C", "E"),
    )  # fmt: skip


def begin(source: bytes, clock: Clock, at: datetime = NOON) -> None:
    clock.set(at)
    deploy(source)
    runtime.start("p")


def reminders() -> int:
    return open_tasks().count("C")


def due() -> datetime:
    return Job.objects.get(status="ready").due_at


def test_hours_without_a_worker_are_one_firing_and_the_rhythm_stays(clock: Clock):
    begin(reminding("R/PT1H"), clock)
    clock.advance(hours=5, minutes=10)
    assert jobs.run_due_jobs() == 1
    assert reminders() == 1
    assert due() == NOON + timedelta(hours=6), "not an hour from now, and not at once for each that was missed"


def test_a_timer_that_is_fired_late_each_time_does_not_drift(clock: Clock):
    begin(reminding("R/PT1H"), clock)
    for number in (1, 2, 3):
        clock.set(NOON + timedelta(hours=number, minutes=7))
        assert jobs.run_due_jobs() == 1
        assert due() == NOON + timedelta(hours=number + 1)


def test_the_one_that_is_due_at_this_very_moment_is_among_those_that_are_made_up_for_by_one(clock: Clock):
    begin(reminding("R/PT1H"), clock)
    clock.advance(hours=5)
    assert jobs.run_due_jobs() == 1
    assert due() == NOON + timedelta(hours=6)


def test_three_times_are_three_firings_whatever_was_missed_between(clock: Clock):
    begin(reminding("R3/PT1H"), clock)
    clock.advance(hours=5, minutes=10)
    jobs.run_due_jobs()
    for hour in (6, 7):
        assert due() == NOON + timedelta(hours=hour)
        clock.set(NOON + timedelta(hours=hour))
        jobs.run_due_jobs()
    assert reminders() == 3
    assert not Job.objects.filter(status="ready").exists()


def test_months_without_a_worker_are_one_firing_and_the_day_of_the_month_stays(clock: Clock):
    begin(reminding("R/P1M"), clock)
    assert due() == datetime(2026, 2, 15, 4, tzinfo=UTC)
    clock.set(datetime(2026, 4, 20, tzinfo=UTC))
    assert jobs.run_due_jobs() == 1
    assert reminders() == 1
    assert due() == datetime(2026, 5, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        (datetime(2026, 1, 31, 4, tzinfo=UTC), datetime(2026, 2, 28, 4, tzinfo=UTC)),
        (datetime(2028, 1, 31, 4, tzinfo=UTC), datetime(2028, 2, 29, 4, tzinfo=UTC)),
        # In Shanghai it is the 31st already.
        (datetime(2026, 3, 30, 20, tzinfo=UTC), datetime(2026, 4, 29, 20, tzinfo=UTC)),
    ],
)
def test_a_month_that_has_no_such_day_takes_its_last_one(clock: Clock, began: datetime, expected: datetime):
    begin(reminding("R/P1M"), clock, began)
    assert due() == expected


def test_a_date_that_is_over_fires_once_and_at_once(clock: Clock):
    fixed = diagram(
        start(), catch("T", timer(date="2025-12-31T23:00:00+08:00")), user("C"), end(), path("S", "T", "C", "E")
    )
    begin(fixed, clock)
    assert jobs.run_due_jobs() == 1
    assert reminders() == 1
    clock.advance(days=365)
    assert jobs.run_due_jobs() == 0


def test_waiting_that_follows_a_late_timer_counts_from_when_it_was_fired(clock: Clock):
    two = diagram(start(), catch("T", timer("PT1H")), catch("U", timer("PT1H")), end(), path("S", "T", "U", "E"))
    begin(two, clock)
    clock.advance(hours=5)
    assert jobs.run_due_jobs() == 1
    assert due() == engine_clock.now() + timedelta(hours=1)


def test_history_tells_for_when_a_late_timer_was_due(clock: Clock):
    begin(reminding("R/PT1H"), clock)
    late = clock.advance(hours=5)
    jobs.run_due_jobs()
    event = HistoryEvent.objects.get(kind="timer_fired")
    assert (event.at, event.data["due"]) == (late, (NOON + timedelta(hours=1)).isoformat())


def test_a_monthly_cycle_keeps_the_last_day_of_the_month(clock: Clock):
    begin(reminding("R/P1M"), clock, datetime(2026, 1, 31, 4, tzinfo=UTC))
    found = []
    for _number in range(3):
        found.append(due())
        clock.set(due())
        jobs.run_due_jobs()
    assert [(each.month, each.day) for each in found] == [(2, 28), (3, 31), (4, 30)]
    clock.set(datetime(2026, 7, 10, tzinfo=UTC))
    jobs.run_due_jobs()
    assert due() == datetime(2026, 7, 31, 4, tzinfo=UTC)
