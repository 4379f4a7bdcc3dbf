"""`make bench`, or `python -m tests.bench --seconds 60`. What the lines mean: docs/benchmark.md."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from portal.services.child import Child
from portal.services.embedded import EmbeddedServices
from portal.services.errors import ServicesError
from portal.services.places import PROJECT
from portal.services.ports import remembered_port
from portal.services.signals import stop_on_request
from portal.services.terminal import complain, say
from tests.bench.load import CLIENTS, Site


def main() -> int:
    arguments = parsed()
    try:
        with stop_on_request(), platform() as site:
            # Only now: the settings need the services.
            from tests.bench.age import say_age
            from tests.bench.gate import say_behaviour
            from tests.bench.http import measure_requests, token
            from tests.bench.jobs import measure_jobs
            from tests.bench.measure import measure, say_inbox
            from tests.bench.memory import say_memory
            from tests.bench.modeler import say_modeler
            from tests.bench.scan import say_scan

            site.token = token()
            if arguments.only in ("", "http"):
                measure_requests(site, seconds=arguments.seconds, rounds=arguments.rounds, requests=arguments.requests)
            if arguments.only in ("", "memory"):
                say_memory(site, arguments.steps)
            if not arguments.only:
                say_age()
                say_behaviour(PROJECT / "bpmn")
                say_scan(site.database)
                measure()
            if arguments.only in ("", "modeler"):
                say_modeler(site)
            if arguments.only in ("", "inbox"):
                say_inbox(arguments.open_tasks)
            if arguments.only in ("", "jobs"):
                measure_jobs(worker(), database=site.database, timers=arguments.timers, seconds=arguments.timer_seconds)
    except ServicesError as error:
        complain(str(error))
        return 1
    return 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=90, help="bound of the requests over HTTP (default 90)")
    parser.add_argument("--rounds", type=int, default=5, help="most rounds (default 5)")
    parser.add_argument("--requests", type=int, default=80, help="most requests per view and round (default 80)")
    is_full = bool(os.environ.get("BENCH_FULL"))
    timers, seconds, steps, opened = (10_000, 240, 10_000, 1_000_000) if is_full else (2000, 40, 2000, 10_000)
    parser.add_argument("--steps", type=int, default=steps, help=f"of each web process, for memory (default {steps})")
    parser.add_argument("--timers", type=int, default=timers, help=f"timers that are due at once (default {timers})")
    parser.add_argument(
        "--timer-seconds", type=float, default=seconds, help=f"bound of firing them (default {seconds})"
    )
    parser.add_argument(
        "--open-tasks", type=int, default=opened, help=f"of the inbox, and ten times as many done (default {opened})"
    )
    choices = ["http", "memory", "modeler", "inbox", "jobs"]
    parser.add_argument("--only", choices=choices, default="", help="measure only that part")
    arguments = parser.parse_args()
    if arguments.timers < 20:
        parser.error("--timers must be 20 or more")
    if arguments.steps < 100:
        parser.error("--steps must be 100 or more")
    if arguments.open_tasks < 1000:
        parser.error("--open-tasks must be 1000 or more")
    if arguments.seconds <= 0 or arguments.rounds < 1 or arguments.requests < CLIENTS:
        parser.error(f"--rounds must be 1 or more, --requests {CLIENTS} or more: one for each client")
    return arguments


@contextmanager
def platform() -> Iterator[Site]:
    """PostgreSQL, Valkey and the web server in a temporary folder, never on somebody's own database."""
    folder = Path(tempfile.mkdtemp(prefix="otop-bench-"))
    services = EmbeddedServices(
        folder,
        database_url="",
        broker_url="",
        # The disk's speed is not what is measured.
        postgres_options={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"},
    )
    try:
        say("Starting PostgreSQL and the web server in a temporary folder")
        with services:
            database = next(kept.child for _, kept in services.kept if kept.name == "PostgreSQL")
            tell_settings(services)
            prepare(folder)
            django.setup()
            port = remembered_port("web", folder=folder)
            # As `make demo` serves it.
            served = ["portal.wsgi", "--config=python:portal.services.serving", f"--bind=127.0.0.1:{port}"]
            web = child("web", "gunicorn", served, folder=folder)
            web.start()
            web.wait_until(lambda: answers(port), patience=90)
            try:
                yield Site(port, web=process_id(web), database=process_id(database))
            finally:
                close_connections()
                web.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tell_settings(services: EmbeddedServices) -> None:
    os.environ.update(
        DATA_DIR=str(services.folder),
        DATABASE_URL=services.database_url,
        CELERY_BROKER_URL=services.broker_url,
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        OTOP_LOG_LEVEL="WARNING",
        OTOP_PUBLIC_BASE_URL="http://localhost",
    )


def child(name: str, module: str, arguments: list[str], *, folder: Path) -> Child:
    command = [sys.executable, "-m", module, *arguments]
    return Child(name, command, log=folder / "logs" / f"{name}.log", env=os.environ, cwd=PROJECT)


def worker() -> Child:
    """As `make demo` starts it."""
    folder = Path(os.environ["DATA_DIR"])
    alone = ["--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
    os.environ["OTOP_DB_POOL_SIZE"] = "0"
    return child("worker", "celery", ["-A", "portal.celery", "--quiet", "worker", *alone], folder=folder)


def prepare(folder: Path) -> None:
    preparation = child("prepare", "tests.bench.prepare", [], folder=folder)
    if preparation.run() != 0:
        raise ServicesError(f"The tables or the processes could not be made:\n{preparation.last_words(15)}")


def process_id(running: Child) -> int:
    assert running.process is not None
    return running.process.pid


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        raise ServicesError(f"The web server answers {error.code} at /healthz") from error
    except OSError:
        return False


def close_connections() -> None:
    from django.db import connection

    connection.close_pool()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
