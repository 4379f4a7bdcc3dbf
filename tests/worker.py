import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from engine.runtime.nudges import SWEEP
from portal.celery import app
from portal.services.child import Child
from portal.services.places import PROJECT

SWEEP_SECONDS = settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"]


class Worker:
    """A real Celery worker that tests may kill and start again. `module` holds the Celery application."""

    def __init__(self, *, log: Path, concurrency: int = 1, module: str = "portal.celery") -> None:
        self.log = log
        self._child = Child(
            "worker",
            [
                *(sys.executable, "-W", "ignore", "-m", "celery", "-A", module, "--quiet"),
                *("worker", f"--concurrency={concurrency}", "--loglevel=INFO"),
                *("--without-gossip", "--without-mingle"),
            ],
            log=log,
            cwd=PROJECT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "portal.settings",
                "DATABASE_URL": _database_url(),
                "OTOP_DB_POOL_SIZE": "0",
                "OTOP_PUBLIC_BASE_URL": settings.PUBLIC_BASE_URL,
            },
        )

    def start(self) -> Self:
        self._child.start()
        self._child.wait_until(lambda: bool(app.control.ping(timeout=0.3)), patience=60)
        return self

    @contextmanager
    def swept(self) -> Iterator[None]:
        """With the beat of the engine's sweep: what a busy machine did not get to at once is done a little later."""
        over = Event()

        def beat() -> None:
            while not over.wait(SWEEP_SECONDS):
                app.send_task(SWEEP, expires=SWEEP_SECONDS)

        thread = Thread(target=beat)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def kill(self) -> None:
        """As the out-of-memory killer would: the worker and its pool, at once."""
        assert self._child.process is not None
        os.killpg(self._child.process.pid, signal.SIGKILL)
        self._child.process.wait()

    def stop(self) -> None:
        self._child.stop()

    def __enter__(self) -> Self:
        app.control.purge()  # what earlier tests queued for nobody
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _database_url() -> str:
    of = connection.settings_dict
    password = quote(of["PASSWORD"], safe="")
    return f"postgresql://{of['USER']}:{password}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
