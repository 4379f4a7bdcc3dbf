"""``make demo``: everything that makes up the platform on one machine, started and stopped together."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from portal.services.child import Child
from portal.services.embedded import EmbeddedServices
from portal.services.errors import ServicesError
from portal.services.filling import PRODUCTS
from portal.services.keeping import FIRST_PAUSE, LONGEST_PAUSE, Kept
from portal.services.places import PROJECT, data_dir
from portal.services.ports import is_free
from portal.services.prepare import OUTAGE
from portal.services.signals import stop_on_request
from portal.services.terminal import complain, keep_log, say, table

LOOK_EVERY = 0.25  # seconds
TELL_EVERY = 20.0  # seconds, while something does not come up


class Demo:
    def __init__(self) -> None:
        self.folder = data_dir()
        self.host = os.environ.get("OTOP_HOST", "127.0.0.1")
        self.port = _port()
        self.services = EmbeddedServices(self.folder, say=say)
        self.parts: list[Kept] = []
        self.filling: Child | None = None
        self._fill_at = 0.0

    def run(self) -> None:
        if not is_free(self.port, self.host):
            raise ServicesError(f"Port {self.port} is taken. Choose another one: make demo PORT={self.port + 1}")
        try:
            self.services.start()
            keep_log(self.folder / "logs" / "launcher.log")
            self._tell_children()
            self._prepare()
            self._start_parts()
            self._welcome()
            self._fill()
            while True:
                self._look()
        finally:
            if self.filling is not None:
                self.filling.stop(patience=5)
            self._stop_parts()
            self.services.stop()

    def _look(self) -> None:
        time.sleep(LOOK_EVERY)
        self.services.look()
        for part in self.parts:
            part.look()
        if self.filling is not None and not self.filling.running:
            self._look_at_what_filled(self.filling)

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
        """As often as it takes when a service was away or the process was killed; a mistake is told once."""
        pause = FIRST_PAUSE
        while not self._prepared():
            say(f"!! The preparation was interrupted and begins again in {pause:.0f} s.")
            again = time.monotonic() + pause
            while time.monotonic() < again or not self.services.are_well:
                self._look()
            pause = min(LONGEST_PAUSE, pause * 2)

    def _prepared(self) -> bool:
        deaths = self.services.deaths
        preparation = self._child("prepare", "portal.services.prepare", [])
        preparation.speaks = True
        try:
            preparation.start()
            while (code := preparation.exit_code) is None:
                self._look()
        finally:
            preparation.stop(patience=5)
        interrupted = code == OUTAGE or code < 0 or self.services.deaths > deaths
        if code != 0 and not interrupted:
            raise ServicesError(f"This step failed. See {preparation.log}:\n{preparation.last_words(15)}")
        return code == 0

    def _start_parts(self) -> None:
        say("Starting the worker, the beat and the web server")
        celery = ["-A", "portal.celery", "--quiet"]
        # Celery closes a connection pool after every task, so a pool would only cost there.
        no_pool = {"OTOP_DB_POOL_SIZE": "0"}
        alone = ["--concurrency=2", "--without-gossip", "--without-mingle"]
        address = f"[{self.host}]" if ":" in self.host else self.host
        web = ["portal.wsgi", "--config=python:portal.services.serving", f"--bind={address}:{self.port}"]
        self._keep(self._child("worker", "celery", [*celery, "worker", "--loglevel=INFO", *alone], **no_pool))
        self._keep(self._child("beat", "celery", [*celery, "beat", "--pidfile="], **no_pool))
        self._keep(self._child("web", "gunicorn", web))
        tell_at = time.monotonic() + TELL_EVERY
        while waiting := [part.child for part in self.parts if not part.is_well]:
            if time.monotonic() > tell_at:
                tell_at = time.monotonic() + TELL_EVERY
                say(f"Still waiting for: {', '.join(child.name for child in waiting)}. See {waiting[0].log}")
            self._look()

    def _fill(self) -> None:
        """More products, beside the platform; whatever ends it, the next start goes on where it was."""
        if os.environ.get(PRODUCTS) != "0":
            self.filling = self._child("background", "portal.services.filling", [])
            self.filling.speaks = True
            self.filling.start()

    def _look_at_what_filled(self, child: Child) -> None:
        code = child.exit_code
        if code == OUTAGE or (code or 0) < 0:
            self._fill_at = self._fill_at or time.monotonic() + LONGEST_PAUSE
            if time.monotonic() >= self._fill_at and self.services.are_well:
                self._fill_at = 0.0
                child.start()
            return
        if code:
            say(f"!! Not all products for the demo could be loaded; the next start goes on. See {child.log}")
        self.filling = None

    def _keep(self, child: Child) -> None:
        port_of = {"web": self.port}

        def in_the_way() -> str:
            port = port_of.get(child.name)
            taken = port is not None and not is_free(port, self.host)
            return f"port {port} is taken by another program" if taken else ""

        kept = Kept(child, answers=lambda: self._answers(kept), in_the_way=in_the_way, say=say)
        self.parts.append(kept)
        kept.start()

    def _answers(self, part: Kept) -> bool:
        """The web server by answering at all, the others by a sign of life since they were born."""
        health = self._health()
        if part.name == "web" or health is None:
            return health is not None
        silent = health[part.name]["silent_seconds"]
        return silent is not None and silent < time.monotonic() - part.born

    def _health(self) -> dict[str, Any] | None:
        """What the web server says of all parts; None while it says nothing."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        try:
            try:
                answer = urllib.request.urlopen(f"http://{host}:{self.port}/healthz", timeout=2)
            except urllib.error.HTTPError as unavailable:
                answer = unavailable
            with answer:
                return dict(json.load(answer))
        except (OSError, ValueError):
            return None

    def _welcome(self) -> None:
        sign_ins = _sign_ins(self.folder / "signins.json")
        say("")
        say(f"The platform is at http://localhost:{self.port}")
        if sign_ins:
            say("")
            say(table(["role", "username", "password"], sign_ins))
        say("")
        say(f"Data and logs are in {self.folder}. Ctrl-C stops everything; the data stays.")

    def _stop_parts(self) -> None:
        """Web first, so that nothing new comes in; then beat; then the worker with the jobs in its hands."""
        while self.parts:
            child = self.parts[-1].child
            say(f"Stopping {child.name}")
            child.stop()
            self.parts.pop()


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ServicesError(f"PORT is {given!r}, but must be a number from 1 to 65535.")
    return int(given)


def _sign_ins(path: Path) -> list[list[str]]:
    """As the demo loader wrote them: the first sign-in of each role."""
    if not path.exists():
        return []
    first: dict[str, list[str]] = {}
    for entry in json.loads(path.read_text(encoding="utf-8")):
        first.setdefault(entry["role"], [entry["role"], entry["username"], entry["password"]])
    return list(first.values())


def main(demo: type[Demo] = Demo) -> int:
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        with stop_on_request():
            demo().run()
    except ServicesError as error:
        complain(f"\n{error}")
        return 1
    say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
