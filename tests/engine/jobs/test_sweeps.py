"""Sweeps: all that is due, as fast as it is done, shared by all who sweep, and nobody who waits comes last."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerError

from engine import jobs, queue, runtime
from engine.jobs.sweeping import LEAST, WINDOW
from engine.models import HistoryEvent, Incident, Job, ProcessInstance
from engine.registry import JobContext, handles
from engine.runtime import nudges
from engine.runtime.steps import lock_instance
from portal.celery import app
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.spiff.diagrams import (
    call,
    catch,
    diagram,
    end,
    path,
    service,
    signal,
    signal_event,
    start,
    timer,
    user,
)
from tests.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]

LONG = 60.0  # seconds: a sweep with all the time it needs
MANY = 2 * WINDOW + 5
LATE = diagram(start(), catch("T", timer("PT1H")), user("B"), end(), path("S", "T", "B", "E"), key="late")
ONE = diagram(start(), service("A", retries="5"), user("B"), end(), path("S", "A", "B", "E"))


@pytest.fixture(autouse=True)
def still(clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))


def timers_due(clock: Clock, count: int) -> None:
    """All at once, and for two hours already."""
    deploy(LATE)
    for _number in range(count):
        runtime.start("late")
    clock.advance(hours=3)


def fired() -> int:
    return HistoryEvent.objects.filter(kind="timer_fired").count()


def told() -> int:
    """Messages that were sent to workers since this was last asked."""
    return app.control.purge() or 0


def together(*work: Callable[[], object]) -> list[object]:
    """In threads with connections of their own, begun at the same moment; what each gave."""
    ready, found = Barrier(len(work)), list[object]()

    def run(each: Callable[[], object]) -> None:
        ready.wait()
        found.append(each())
        connection.close()

    threads = [Thread(target=run, args=[each]) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_sweep_does_all_that_is_due_and_what_follows_from_it(clock: Clock):
    handles("test.topic")(lambda context: None)
    follow = diagram(start(), catch("T", timer("PT1H")), service("A"), end(), path("S", "T", "A", "E"))
    deploy(follow)
    for _number in range(MANY):
        runtime.start("p")
    clock.advance(hours=1)
    assert jobs.sweep(LONG) == 2 * MANY
    assert set(ProcessInstance.objects.values_list("status", flat=True)) == {"completed"}


def test_what_somebody_waits_for_comes_before_timers_that_are_hours_late(clock: Clock):
    handles("test.topic")(lambda context: None)
    timers_due(clock, WINDOW)
    deploy(ONE)
    case = runtime.start("p")
    assert jobs.run_due_jobs(1) == 1
    assert (open_tasks(), fired()) == (["B"], 0)
    assert Job.objects.get(instance=case).status == "done"


def test_what_failed_before_waits_for_its_turn_like_a_timer(clock: Clock):
    tries = []

    @handles("test.topic")
    def broken(context: JobContext):
        tries.append(context.id)
        raise ValueError

    timers_due(clock, 3)
    deploy(ONE)
    runtime.start("p")
    assert jobs.run_due_jobs(1) == 1
    clock.advance(minutes=1)
    assert jobs.run_due_jobs(3) == 3
    assert (len(tries), fired()) == (1, 3)
    assert jobs.run_due_jobs(1) == 1
    assert len(tries) == 2


def test_timers_have_their_share_however_much_else_there_is(clock: Clock):
    handles("test.topic")(lambda context: None)
    timers_due(clock, LEAST)
    deploy(ONE)
    for _number in range(MANY):
        runtime.start("p")
    assert jobs.run_due_jobs(WINDOW + LEAST) == WINDOW + LEAST
    assert fired() == LEAST


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_the_same_time_share_the_work_and_nothing_is_fired_twice(clock: Clock):
    timers_due(clock, MANY)
    Job.objects.update(due_at="2026-01-01T00:00:00Z")  # threads have the real clock
    shares = together(*[lambda: jobs.sweep(LONG)] * 3)
    assert sum(shares) == MANY
    assert min(shares) > 0
    assert fired() == HistoryEvent.objects.filter(kind="timer_fired").values("instance").distinct().count() == MANY
    assert set(Job.objects.values_list("status", "attempts")) == {("done", 1)}


@pytest.mark.django_db(transaction=True)
def test_a_sweep_goes_past_a_case_that_somebody_is_changing_and_comes_back_to_it(clock: Clock):
    timers_due(clock, 3)
    Job.objects.update(due_at="2026-01-01T00:00:00Z")
    first = Job.objects.order_by("due_at", "pk")[0]
    is_locked, go_on = Event(), Event()

    def change() -> None:
        with transaction.atomic():
            lock_instance(first.instance_id)
            is_locked.set()
            go_on.wait(LONG)

    def sweep() -> tuple[int, float]:
        is_locked.wait(LONG)
        began = time.monotonic()
        ran = jobs.sweep(LONG)
        go_on.set()
        return ran, time.monotonic() - began

    found = together(change, sweep)
    assert [each[0] for each in found if each] == [2]
    first.refresh_from_db()
    assert (first.status, first.attempts) == ("ready", 0), "who only looked has not tried"
    assert not jobs.sweep(0)
    assert jobs.sweep(LONG) == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_case_is_changed_for_a_moment_is_done_in_the_same_sweep(clock: Clock):
    timers_due(clock, 1)
    Job.objects.update(due_at="2026-01-01T00:00:00Z")
    is_locked = Event()

    def change() -> None:
        with transaction.atomic():
            lock_instance(Job.objects.get().instance_id)
            is_locked.set()
            time.sleep(0.05)

    def sweep() -> int:
        is_locked.wait(LONG)
        return jobs.sweep(LONG)

    assert 1 in together(change, sweep)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_asks_for_one_more_where_there_is_enough_for_two_and_tells_nobody_of_what_it_does_itself(clock: Clock):
    handles("test.topic")(lambda context: None)
    deploy(diagram(start(), catch("T", timer("PT1H")), service("A"), end(), path("S", "T", "A", "E")))
    for _number in range(WINDOW):
        runtime.start("p")
    clock.advance(hours=1)
    told()
    assert jobs.sweep(LONG) == 2 * WINDOW
    assert told() == 1
    runtime.start("p")
    clock.advance(hours=1)
    assert jobs.sweep(LONG) == 2
    assert told() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_left_until_its_pause_is_over(clock: Clock):
    @handles("test.topic")
    def broken(context: JobContext):
        raise ValueError

    deploy(ONE)
    runtime.start("p")
    told()
    assert jobs.sweep(LONG) == 1
    assert jobs.sweep(LONG) == 0
    assert told() == 0, "no further sweep is asked for"


@pytest.mark.django_db(transaction=True)
def test_a_signal_to_many_cases_is_one_message_to_the_workers():
    deploy(diagram(start(), catch("X", signal_event("news")), end(), path("S", "X", "E"), roots=signal("news")))
    for _number in range(nudges.FEW):
        runtime.start("p")
    told()
    assert runtime.broadcast("news") == told() == nudges.FEW
    runtime.start("p")
    assert runtime.broadcast("news") == nudges.FEW + 1
    assert told() == 1


def test_a_service_that_is_away_holds_up_only_those_who_need_it(clock: Clock):
    @handles("test.topic")
    def send(context: JobContext):
        if context.business_key == "needs it":
            raise BrokerError

    deploy(ONE)
    for key in ("needs it", "1", "2"):
        runtime.start("p", business_key=key)
    with pytest.raises(BrokerError):
        jobs.sweep(LONG)
    assert open_tasks() == ["B", "B"]
    assert Job.objects.get(status="ready").instance.business_key == "needs it"


def test_a_failure_is_recorded_whatever_it_says():
    @handles("test.topic")
    def broken(context: JobContext):
        raise ValueError("\0")

    deploy(diagram(start(), service("A", retries="1"), end(), path("S", "A", "E")))
    runtime.start("p")
    assert jobs.sweep(LONG) == 1
    assert Incident.objects.get().job.status == "failed"


@pytest.mark.django_db(transaction=True)
def test_where_a_sweep_has_no_time_left_a_worker_goes_on(worker: Worker, clock: Clock):
    timers_due(clock, 3)
    assert jobs.sweep(0) == 0
    wait_until(lambda: open_tasks() == ["B"] * 3)


@pytest.mark.django_db(transaction=True)
def test_a_click_is_answered_while_hundreds_of_timers_are_due(worker: Worker, clock: Clock):
    timers_due(clock, 200)
    deploy(diagram(start(), call("A", "child"), end(), path("S", "A", "E")))
    deploy(diagram(start(), user("U"), end(), path("S", "U", "E"), key="child"))
    nudges.ask_for_sweep()
    wait_until(lambda: fired() > 0)
    runtime.start("p")
    wait_until(lambda: "U" in open_tasks())
    assert Job.objects.filter(kind="timer", status="ready").exists(), "not after all the others"


def wait_until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_as_many_jobs_as_asked_for_and_no_more(clock: Clock):
    timers_due(clock, WINDOW + LEAST + 5)
    assert jobs.run_due_jobs(0) == fired() == 0
    assert jobs.run_due_jobs(WINDOW + 2) == fired() == WINDOW + 2, "also where the last look finds more than that"
    assert jobs.run_due_jobs() == LEAST + 3
