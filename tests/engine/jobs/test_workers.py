"""Several workers at once, and one that is killed: each job is done once."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from engine import jobs, runtime
from engine.models import Job, ProcessInstance
from engine.registry import handles
from engine.runtime.steps import lock_instance
from tests.clock import Clock
from tests.engine.jobs.test_service_tasks import ONE
from tests.engine.runtime.world import deploy, open_tasks
from tests.engine.runtime.world import jobs as job_states

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still(clock: Clock):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))


@pytest.mark.django_db(transaction=True)
def test_two_workers_on_the_same_job_do_it_once():
    calls = []
    handles("test.topic")(lambda context: calls.append(context.id))
    deploy(ONE)
    runtime.start("p")
    job_id = Job.objects.get().pk
    Job.objects.update(due_at="2026-01-01T00:00:00Z")
    together = Barrier(2)

    def work():
        together.wait()
        jobs.run_job(job_id)
        connection.close()

    threads = [Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [job_id]
    assert open_tasks() == ["B"]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_share_the_work_and_a_completion_at_the_same_time_does_not_deadlock():
    calls = []
    handles("test.topic")(lambda context: calls.append(context.instance_id))
    deploy(ONE)
    cases = [runtime.start("p") for _number in range(10)]
    Job.objects.update(due_at="2026-01-01T00:00:00Z")
    together = Barrier(3)

    def work():
        together.wait()
        jobs.sweep()
        connection.close()

    def disturb():
        together.wait()
        for case in cases:
            runtime.set_variables(case.pk, variables={"x": 1}, by=None)
        connection.close()

    threads = [Thread(target=work), Thread(target=work), Thread(target=disturb)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(calls) == sorted(case.pk for case in cases)
    assert open_tasks() == ["B"] * 10


WORKER = """
import sys, time, django
django.setup()
from django.contrib.auth import get_user_model
from engine import jobs
from engine.registry import handles

@handles("test.topic")
def slow(context):
    get_user_model().objects.create(username="half done")
    print("busy", flush=True)
    time.sleep(60)

jobs.run_job(sys.argv[1])
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_doubles_nothing():
    deploy(ONE)
    case = runtime.start("p")
    job = Job.objects.get()
    # The worker has a real clock: the job has to be due for it.
    Job.objects.update(due_at="2020-01-01T00:00:00Z")
    url = connection.settings_dict
    address = f"postgresql://{url['USER']}:{url['PASSWORD']}@{url['HOST']}:{url['PORT']}/{url['NAME']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(job.pk)],
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        stdout=subprocess.PIPE,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"busy\n"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    wait_until_unlocked(case)
    assert job_states() == {"A": "ready"}
    assert open_tasks() == []
    assert not get_user_model().objects.filter(username="half done").exists()
    handles("test.topic")(lambda context: {"done": True})
    assert jobs.run_due_jobs() == 1, "at once: nothing has to run out first"
    job.refresh_from_db()
    assert (job.attempts, job.retries_left) == (2, 3)
    assert open_tasks() == ["B"]
    assert ProcessInstance.objects.get().variables == {"done": True}


def wait_until_unlocked(case: ProcessInstance):
    """PostgreSQL notices a dead client when it next talks to it; the step's lock is then free."""
    deadline = time.monotonic() + 20
    while True:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '1s'")
                lock_instance(case.pk)
                return
        except Exception:
            assert time.monotonic() < deadline, "the killed worker's lock is still held"
