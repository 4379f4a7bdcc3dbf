"""A real Celery worker in a process of its own."""

import time

import pytest
from django.db import connection

from engine import jobs, queue, runtime
from engine.models import Job
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.spiff.diagrams import call, diagram, end, path, start, user
from tests.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def calling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that a worker has to move on: it calls another one."""
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    deploy(diagram(start(), call("A", "child"), end(), path("S", "A", "E")))
    deploy(diagram(start(), user("U"), end(), path("S", "U", "E"), key="child"))


def wait_for(element_ids: list[str]) -> None:
    deadline = time.monotonic() + 30
    while open_tasks() != element_ids:
        assert time.monotonic() < deadline, f"only {open_tasks()} after 30 seconds"
        time.sleep(0.1)


def test_a_nudge_makes_the_worker_do_the_job(worker: Worker):
    runtime.start("p")
    wait_for(["U"])
    assert Job.objects.get().status == "done"


def test_what_a_dead_worker_left_is_done_by_the_sweep(worker: Worker):
    worker.kill()
    runtime.start("p")
    assert open_tasks() == []
    assert jobs.sweep() == 1
    assert open_tasks() == ["U"]
    worker.start()
    runtime.start("p")
    wait_for(["U", "U"])
    first = Job.objects.earliest("pk")
    assert first.attempts == 1, "its late nudge, first in the queue, found it done"


def test_a_worker_keeps_its_connection_and_takes_another_when_it_was_cut(worker: Worker):
    before = backends()
    runtime.start("p")
    wait_for(["U"])
    of_the_worker = backends() - before
    assert len(of_the_worker) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid, 10000) FROM unnest(%s) pid", [list(of_the_worker)])
    runtime.start("p")
    wait_for(["U", "U"])
    assert Job.objects.latest("pk").attempts == 1, "at once, by its nudge"


def backends() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}
