"""The worker that tests may ask for is real: its own process, this test's database and queue."""

import time
from pathlib import Path

import pytest

from engine import tasks
from portal.celery import app
from tests.worker import Worker

pytestmark = pytest.mark.slow


def waiting() -> int:
    with app.connection_for_read() as connection:
        return int(connection.default_channel.queue_declare("celery").message_count)


def wait_until_empty() -> None:
    deadline = time.monotonic() + 30
    while waiting():
        assert time.monotonic() < deadline, "The worker takes nothing from the queue"
        time.sleep(0.05)


def test_a_killed_worker_leaves_the_queue_to_the_next_one(worker: Worker):
    tasks.sweep.delay()
    wait_until_empty()

    worker.kill()
    tasks.sweep.delay()
    assert waiting() == 1

    worker.start()
    wait_until_empty()


def test_the_worker_reads_the_database_of_the_test(worker: Worker):
    tasks.run_job.delay("00000000-0000-0000-0000-000000000000")
    wait_until_empty()
    worker.stop()
    assert "OperationalError" not in Path(worker.log).read_text()
