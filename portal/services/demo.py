"""``make demo``: everything that makes up the platform on one machine, started and stopped together."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from pathlib import Path

from portal.celery import app
from portal.services.child import Child
from portal.services.embedded import EmbeddedServices
from portal.services.errors import ServicesError
from portal.services.places import PROJECT, data_dir
from portal.services.ports import is_free
from portal.services.signals import stop_on_request
from portal.services.terminal import complain, say, table

DEATHS_ALLOWED, WITHIN_SECONDS = 5, 60


class Demo:
    def __init__(self) -> None:
        self.folder = data_dir()
        self.host = os.environ.get("OTOP_HOST", "127.0.0.1")
        self.port = _port()
        self.services = EmbeddedServices(self.folder, say=say)
        self.children: list[Child] = []
        self.deaths: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=DEATHS_ALLOWED))

    def run(self) -> None:
        if not is_free(self.port, self.host):
            raise ServicesError(f"Port {self.port} is taken. Choose another one: make demo PORT={self.port + 1}")
        with self.services:
            self._tell_children()
            try:
                self._prepare()
                self._start_children()
                self._welcome()
                self._watch()
            finally:
                self._stop_children()

    def _tell_children(self) -> None:
        os.environ.update(
            DATA_DIR=str(self.folder),
            PORT=str(self.port),
            DATABASE_URL=self.services.database_url,
            CELERY_BROKER_URL=self.services.broker_url,
            DJANGO_SETTINGS_MODULE="portal.settings",
            PYTHONUNBUFFERED="1",
        )

    def _child(self, name: str, module: str, arguments: list[str], **environment: str) -> Child:
        return Child(
            name,
            [sys.executable, "-m", module, *arguments],
            log=self.folder / "logs" / f"{name}.log",
            env=os.environ | environment,
            cwd=PROJECT,
        )

    def _prepare(self) -> None:
        preparation = self._child("prepare", "portal.services.prepare", [])
        preparation.speaks = True
        self.children.append(preparation.start())
        ended_well = preparation.wait() == 0
        self.children.pop()
        if not ended_well:
            raise ServicesError(f"This step failed. See {preparation.log}:\n{preparation.last_words(15)}")

    def _start_children(self) -> None:
        say("Starting the worker, the beat and the web server")
        celery = ["-A", "portal.celery", "--quiet"]
        # Celery closes a connection pool after every task, so a pool would only cost there.
        no_pool = {"OTOP_DB_POOL_SIZE": "0"}
        alone = ["--concurrency=2", "--without-gossip", "--without-mingle"]
        worker = self._child("worker", "celery", [*celery, "worker", "--loglevel=INFO", *alone], **no_pool)
        beat = self._child("beat", "celery", [*celery, "beat", "--pidfile="], **no_pool)
        address = f"[{self.host}]" if ":" in self.host else self.host
        web = self._child(
            "web",
            "gunicorn",
            [
                "portal.wsgi",
                f"--bind={address}:{self.port}",
                "--workers=2",
                "--threads=4",
                "--graceful-timeout=10",
                "--no-control-socket",
            ],
        )
        for child in (worker, beat, web):
            self.children.append(child.start())
        web.wait_until(self._web_answers, patience=90)
        worker.wait_until(_worker_answers, patience=90)

    def _web_answers(self) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        try:
            with urllib.request.urlopen(f"http://{host}:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            raise ServicesError(
                f"The web server answers {error.code} at /healthz. See {self.folder / 'logs' / 'web.log'}"
            ) from error
        except OSError:
            return False

    def _welcome(self) -> None:
        sign_ins = _sign_ins(self.folder / "signins.json")
        say("")
        say(f"The platform is at http://localhost:{self.port}")
        if sign_ins:
            say("")
            say(table(["role", "username", "password"], sign_ins))
        say("")
        say(f"Data and logs are in {self.folder}. Ctrl-C stops everything; the data stays.")

    def _watch(self) -> None:
        while True:
            time.sleep(0.5)
            for child in self.services.revive():
                self._note_death(child)
            for child in self.children:
                if not child.running:
                    child.start()
                    self._note_death(child)

    def _note_death(self, child: Child) -> None:
        deaths = self.deaths[child.name]
        deaths.append(time.monotonic())
        if len(deaths) == DEATHS_ALLOWED and deaths[-1] - deaths[0] < WITHIN_SECONDS:
            raise ServicesError(f"{child.name} ended {DEATHS_ALLOWED} times within a minute. See {child.log}")
        say(f"{child.name} ended unexpectedly and was started again. See {child.log}")

    def _stop_children(self) -> None:
        """Web first, so that nothing new comes in; then beat; then the worker with the jobs in its hands."""
        while self.children:
            child = self.children[-1]
            say(f"Stopping {child.name}")
            child.stop()
            self.children.pop()


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ServicesError(f"PORT is {given!r}, but must be a number from 1 to 65535.")
    return int(given)


def _worker_answers() -> bool:
    return bool(app.control.ping(timeout=0.5))


def _sign_ins(path: Path) -> list[list[str]]:
    """As the demo loader wrote them: the first sign-in of each role."""
    if not path.exists():
        return []
    first: dict[str, list[str]] = {}
    for entry in json.loads(path.read_text(encoding="utf-8")):
        first.setdefault(entry["role"], [entry["role"], entry["username"], entry["password"]])
    return list(first.values())


def main() -> int:
    try:
        with stop_on_request():
            Demo().run()
    except ServicesError as error:
        complain(f"\n{error}")
        return 1
    say("Stopped.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    sys.exit(main())
