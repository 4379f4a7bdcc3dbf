"""What every test may ask for: a clock it sets, a real worker, a browser, the site as a visitor sees it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.utils import translation

from tests.clock import Clock
from tests.worker import Worker

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The engine's clock for this test: `clock.set(instant)`, `clock.advance(days=2)`. This thread only."""
    with Clock() as clock:
        yield clock


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language in the thread that served it, which with Django's client is the test's."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, which goes at the end even while somebody is still connected to it.

    Threads of the live server and of the tests share the pool; what one of them did not give back would
    keep the database from being dropped.
    """
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.close_pool()
        _end_every_other_connection()


def _end_every_other_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        cursor.fetchall()


@pytest.fixture
def site(live_server: Any, settings: Any) -> Iterator[Any]:
    """The running site; links in QR codes and letters lead to it."""
    settings.PUBLIC_BASE_URL = live_server.url
    yield live_server
    _wait_until_nobody_asks()


def _wait_until_nobody_asks(patience: float = 30) -> None:
    """A request that outlives its browser would lock tables against the emptying of the database, and the other way
    round."""
    deadline, busy, quiet = monotonic() + patience, [], 0
    while monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT state, query FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            busy = cursor.fetchall()
        quiet = 0 if busy else quiet + 1
        if quiet == 12:  # one that has only just come in asks nothing yet
            return
        sleep(0.05)
    pytest.fail(f"still busy after the test: {busy}")


@pytest.fixture
def worker(transactional_db: None, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worker]:
    """A Celery worker in a process of its own, on this test's database and queue."""
    in_browser = "site" in request.fixturenames
    if in_browser:
        request.getfixturevalue("site")
    with Worker(log=tmp_path / "worker.log") as worker, worker.swept() if in_browser else nullcontext():
        yield worker


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium; nothing is downloaded, nothing leaves the machine."""
    if shutil.which(CHROMIUM) is None:
        pytest.fail(f"{CHROMIUM} is missing. Install it: apt-get install chromium fonts-noto-cjk", pytrace=False)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


# Machines are busy; how long an example took says nothing.
hypothesis.settings.register_profile("otop", deadline=None)
hypothesis.settings.load_profile("otop")


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1280, "height": 900}}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_ToldAtOnce(reporter))


class _ToldAtOnce:
    """What fails is said when it fails: a run that is ended from outside never comes to its summary."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._reporter.ensure_newline()
            self._reporter.write_line(f"{report.nodeid} failed in its {report.when} after {report.duration:.0f} s")
            self._reporter.write_line(report.longreprtext[-4000:])
