"""Timers fire through their job, when the engine's clock says so."""

from datetime import UTC, datetime

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent, Job
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, open_tasks, person
from tests.engine.spiff.diagrams import boundary, diagram, end, path, start, timer, user

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(clock: Clock):
    clock.set(MONDAY)


def bordered(definition: str, *, interrupting: bool = True) -> bytes:
    return diagram(
        start(), user("A"), boundary("X", "A", definition, interrupting=interrupting), user("B"), user("C"),
        end(), path("S", "A", "B", "E"), path("X", "C", "E"),
    )  # fmt: skip


def test_a_timer_fires_when_its_time_has_come_and_not_before(clock: Clock):
    deploy(bordered(timer("P1D")))
    case = runtime.start("p")
    job = Job.objects.get()
    assert (job.kind, job.element_id, job.due_at) == ("timer", "X", datetime(2026, 3, 3, 4, tzinfo=UTC))
    clock.advance(hours=23, minutes=59)
    assert jobs.run_due_jobs() == 0
    assert not jobs.run_job(job.pk)
    clock.advance(minutes=1)
    assert jobs.run_due_jobs() == 1
    assert open_tasks() == ["C"]
    case.refresh_from_db()
    assert case.active_elements == ["C"]
    told = HistoryEvent.objects.filter(kind__in=["timer_fired", "element_cancelled"])
    assert list(told.values_list("element_id", flat=True)) == ["X", "A"]


def test_a_finished_task_takes_its_timer_with_it(clock: Clock):
    deploy(bordered(timer("P1D")))
    runtime.start("p")
    runtime.complete_task(open_task("A").pk, answers={}, by=person("li", "reviewers"))
    assert Job.objects.get().status == "cancelled"
    clock.advance(days=2)
    assert jobs.run_due_jobs() == 0
    assert open_tasks() == ["B"]


def test_a_cycle_is_a_new_job_each_time(clock: Clock):
    deploy(bordered(timer(cycle="R2/P1D"), interrupting=False))
    runtime.start("p")
    for number in (1, 2):
        clock.advance(days=1)
        assert jobs.run_due_jobs() == 1
        assert open_tasks() == ["A"] + ["C"] * number
    clock.advance(days=30)
    assert jobs.run_due_jobs() == 0
    assert [job.status for job in Job.objects.all()] == ["done", "done"]


def test_a_weekend_is_no_working_day(clock: Clock):
    clock.set(datetime(2026, 3, 6, 2, tzinfo=UTC))
    deploy(bordered(timer(date="=add_working_days(now(), 1)")))
    runtime.start("p")
    assert Job.objects.get().due_at == datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
