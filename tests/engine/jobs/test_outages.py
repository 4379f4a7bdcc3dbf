"""Connections that break and workers that are at it: one job is one step, and an outage is not its failure."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError

from engine import clock as engine_clock
from engine import jobs, runtime
from engine.jobs.holding import held
from engine.models import Incident, Job, ProcessInstance
from engine.outages import is_outage
from engine.registry import JobContext, handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.runtime.world import jobs as job_states
from tests.engine.spiff.diagrams import diagram, end, path, service, start, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(60)]

ONE = diagram(start(), service("A", retries="1"), user("B"), end(), path("S", "A", "B", "E"))
PATIENCE = 20


class AnotherWorker:
    """Runs a job in a thread with its own connection; its handler halts in the middle until it may go on."""

    def __init__(self) -> None:
        self.halted, self.go_on = Event(), Event()
        self.connection_of: list[int] = []
        self.error: Exception | None = None

    def handle(self, context: JobContext) -> dict[str, str]:
        self.connection_of.append(own_connection())
        self.halted.set()
        assert self.go_on.wait(PATIENCE)
        return {"by": "another worker"}

    def begin(self, job_id: UUID) -> None:
        self.thread = Thread(target=self._run, args=[job_id])
        self.thread.start()
        assert self.halted.wait(PATIENCE)

    def _run(self, job_id: UUID) -> None:
        try:
            jobs.run_job(job_id)
        except Exception as error:
            self.error = error
        finally:
            connection.close()

    def end(self) -> None:
        self.go_on.set()
        self.thread.join(PATIENCE)


def own_connection() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def cut(process_id: int) -> None:
    """As a restart of the database does to it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process_id])


def ready_job() -> Job:
    deploy(ONE)
    runtime.start("p")
    Job.objects.update(due_at="2020-01-01T00:00:00Z")
    return Job.objects.get()


@pytest.fixture
def other() -> AnotherWorker:
    return AnotherWorker()


def test_a_job_that_somebody_is_at_is_left_to_them_however_long_it_takes(other: AnotherWorker, clock: Clock):
    handles("test.topic")(other.handle)
    job = ready_job()
    other.begin(job.pk)
    clock.advance(hours=1)
    assert not jobs.run_job(job.pk)
    assert jobs.sweep() == 0
    other.end()
    assert other.error is None
    assert open_tasks() == ["B"]
    assert Job.objects.get().attempts == 1, "who only looked has not tried"


def test_a_sweep_goes_past_a_job_that_somebody_is_at(other: AnotherWorker):
    def first_slow(context: JobContext) -> object:
        return other.handle(context) if context.id == first.pk else None

    handles("test.topic")(first_slow)
    first = ready_job()
    other.begin(first.pk)
    runtime.start("p")
    assert jobs.sweep() == 1
    other.end()
    assert open_tasks() == ["B", "B"]


def test_a_worker_whose_connection_was_cut_is_overtaken_at_once_and_cannot_do_the_job_as_well(other: AnotherWorker):
    done: list[UUID] = []

    def first_halts(context: JobContext) -> object:
        if not other.halted.is_set():
            return other.handle(context)
        done.append(context.id)
        return {"by": "us"}

    handles("test.topic")(first_halts)
    job = ready_job()
    other.begin(job.pk)
    cut(other.connection_of[0])
    assert jobs.sweep() == 1
    other.end()
    assert done == [job.pk]
    assert other.error is not None
    assert is_outage(other.error)
    assert ProcessInstance.objects.get().variables == {"by": "us"}
    job.refresh_from_db()
    assert (job.status, job.retries_left) == ("done", 1)


def lost_database(context: JobContext) -> None:
    cut_self = "SELECT pg_terminate_backend(pg_backend_pid())"
    with connection.cursor() as cursor:
        cursor.execute(cut_self)


def lost_broker(context: JobContext) -> None:
    raise BrokerError("[Errno 111] Connection refused")


@pytest.mark.parametrize("lost", [lost_database, lost_broker])
def test_an_outage_costs_the_job_no_attempt(lost: Callable[[JobContext], None]):
    outages = iter([lost] * 5)
    handles("test.topic")(lambda context: next(outages, lambda _context: {"done": True})(context))
    job = ready_job()
    for _time in range(5):
        with pytest.raises((OperationalError, BrokerError)):
            jobs.sweep()
        assert job_states() == {"A": "ready"}
    job.refresh_from_db()
    assert (job.attempts, job.retries_left, job.last_error) == (0, 1, "")
    assert jobs.sweep() == 1
    assert open_tasks() == ["B"]
    assert not Incident.objects.exists()


def test_a_statement_that_takes_too_long_is_the_jobs_own_failure():
    @handles("test.topic")
    def slow(context: JobContext):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(5)")

    ready_job()
    assert jobs.sweep() == 1
    assert Incident.objects.get().kind == "job-failed"


def test_a_job_whose_worker_dies_each_time_is_stopped_in_the_end():
    class Died(BaseException):
        pass

    @handles("test.topic")
    def deadly(context: JobContext):
        raise Died

    ready_job()
    for _time in range(25):
        with pytest.raises(Died):
            jobs.sweep()
    assert jobs.sweep() == 1
    assert Incident.objects.get().kind == "limit-reached"


def test_failures_pause_ever_longer_and_interruptions_do_not_count(clock: Clock):
    @handles("test.topic")
    def broken(context: JobContext):
        raise ValueError

    clock.set(engine_clock.now())
    deploy(diagram(start(), service("A", retries="3"), end(), path("S", "A", "E")))
    runtime.start("p")
    Job.objects.update(attempts=7)
    for seconds in (10, 30):
        began = engine_clock.now()
        assert jobs.sweep() == 1
        assert Job.objects.get().due_at - began == timedelta(seconds=seconds)
        clock.advance(seconds=seconds)


def test_what_somebody_is_at_nobody_else_begins_until_it_is_let_go():
    something, found = uuid4(), list[bool]()

    def another() -> None:
        with held(something) as is_theirs:
            found.append(is_theirs)
        connection.close()

    def ask() -> bool:
        thread = Thread(target=another)
        thread.start()
        thread.join(PATIENCE)
        return found[-1]

    with held(something) as is_ours:
        assert is_ours
        assert not ask()
        assert not ask(), "who was refused has let nothing go"
    assert ask()
