"""One run: a demo of its own, load, blind kills, and what is left of it all."""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from portal.services.places import PROJECT
from tests.chaos import checking
from tests.chaos.handlers import COUNTED
from tests.chaos.load import PROCESS, Load
from tests.chaos.victims import KINDS, below, kill_one
from tests.engine.spiff.diagrams import catch, diagram, end, path, service, start, timer, user
from tests.services.launching import clean_environment

REVIEWER, STARTER = "star_evaluator", "admin"
MUST_BE_UP_AFTER = 30.0
DRAIN = 90.0
CASE = diagram(
    start(),
    service("A", topic="chaos.count", retries="1"),  # one attempt: an outage must not cost it
    catch("T", timer("PT1S")),
    user("U", candidateGroups=REVIEWER),
    service("B", topic="chaos.count", retries="1"),
    end(),
    path("S", "A", "T", "U", "B", "E"),
    key=PROCESS,
)


@dataclass
class Report:
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    recoveries: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cases: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.kills.items()))
        up = self.recoveries or [0.0]
        answers = ", ".join(f"{status}: {number}" for status, number in sorted(self.answers.items()))
        return (
            f"{self.kills.total()} kills in {self.seconds:.0f} s (seed {self.seed}): {kinds}\n"
            f"up again after {statistics.median(up):.1f} s (median), {max(up):.1f} s (longest);"
            f" {self.cases} cases; answers {answers}\n"
            f"{'nothing lost, nothing doubled, no 500' if not self.faults else f'{len(self.faults)} FAULTS'}"
        )


class Chaos:
    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        seed: int,
        say: Callable[[str], None],
        must_be_up_after: float = MUST_BE_UP_AFTER,
    ) -> None:
        self.must_be_up_after = must_be_up_after
        self.folder, self.port, self.say = folder, port, say
        self.address = f"http://127.0.0.1:{port}"
        self.chance = random.Random(seed)
        self.report = Report(seed)

    def run(self, *, kills: int, seconds: float) -> Report:
        output = self.folder.with_name(f"{self.folder.name}-launcher.log")
        with output.open("w") as log:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.demo"],
                cwd=PROJECT,
                env=clean_environment(DATA_DIR=str(self.folder), PORT=str(self.port)),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self.say(f"Starting the platform in {self.folder}")
            self._wait_for("the platform", lambda: "Ctrl-C stops everything" in output.read_text(), patience=400)
            self._wreak(kills, seconds)
        finally:
            self._stop()
        return self.report

    def _wreak(self, kills: int, seconds: float) -> None:
        addresses = json.loads((self.folder / "services.json").read_text())
        with psycopg.connect(addresses["database_url"]) as connection:
            connection.execute(COUNTED)
        load = self._load()
        try:
            self._wreak_under(load, kills, seconds, addresses["database_url"])
        finally:
            load.over.set()

    def _wreak_under(self, load: Load, kills: int, seconds: float, database_url: str) -> None:
        began = time.monotonic()
        order = self._order(kills)
        while order and time.monotonic() - began < seconds:
            self._strike(order.pop(0))
            while order and self.chance.random() < 0.25:  # before it has recovered
                time.sleep(self.chance.uniform(0, 2.5))
                self._strike(order.pop(0))
            self._see_it_rise()
            time.sleep(self.chance.uniform(0, 1.5))
        load.over.set()
        self._drain(database_url)
        load.end()
        self.report.seconds = time.monotonic() - began
        self.report.cases, self.report.answers = len(load.book.started), load.book.answers
        log = self.folder / "logs" / "web.log"
        self.report.faults += checking.faults(database_url, load.book, log)
        if order:
            self.report.faults.append(f"only {kills - len(order)} of {kills} kills in {seconds:.0f} s")

    def _order(self, kills: int) -> list[str]:
        """Each kind as often as any other, in an order of chance."""
        order: list[str] = []
        while len(order) < kills:
            order += self.chance.sample(KINDS, len(KINDS))
        return order[:kills]

    def _load(self) -> Load:
        sign_ins = json.loads((self.folder / "signins.json").read_text())
        load = Load(self.address, sign_ins, reviewer=REVIEWER, starter=STARTER)
        deployed = _upload(f"{self.address}/api/v1/deployments/", load.client(STARTER).token, "chaos.bpmn", CASE)
        assert deployed == 201, f"The process was refused with {deployed}"
        load.begin()
        return load

    def _strike(self, kind: str) -> None:
        self.struck, self.kind = time.monotonic(), kind
        if kill_one(kind, launcher=self.launcher.pid, chance=self.chance):
            self.report.kills[kind] += 1
            self.struck = time.monotonic()
        else:
            self.report.faults.append(f"no {kind} came up within 30 s")

    def _see_it_rise(self) -> None:
        while not self._is_up():
            if time.monotonic() - self.struck > self.must_be_up_after:
                self.report.faults.append(
                    f"not up {self.must_be_up_after:.0f} s after the kill of a {self.kind}: {self._health()}"
                )
                self._wait_for("the platform", self._is_up, patience=120)
                return
            time.sleep(0.2)
        took = time.monotonic() - self.struck
        self.report.recoveries.append(took)
        self.say(f"{self.report.kills.total():3} {self.kind}: up after {took:.1f} s")

    def _is_up(self) -> bool:
        """Every part is well, worker and beat by a sign of life after the kill, and the page of the sign-in comes."""
        health = self._health()
        if health is None or health["status"] != "ok":
            return False
        since = time.monotonic() - self.struck
        parts = {"celery parent": ["worker"], "beat": ["beat"], "broker": ["worker", "beat"]}.get(self.kind, [])
        return (
            all(health[part]["silent_seconds"] < since for part in parts)
            and _status(f"{self.address}/accounts/sign-in/") == 200
        )

    def _health(self) -> dict[str, Any] | None:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except (OSError, ValueError):
            return None

    def _drain(self, database_url: str) -> None:
        deadline = time.monotonic() + DRAIN
        while time.monotonic() < deadline:
            if checking.unfinished(database_url) == 0:
                return
            time.sleep(0.5)

    def _wait_for(self, what: str, ready: Callable[[], bool], *, patience: float) -> None:
        deadline = time.monotonic() + patience
        while not ready():
            assert self.launcher.poll() is None, f"The launcher ended with {self.launcher.returncode}"
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} did not come in {patience:.0f} s: {self._health()}\n{self._last_words()}")
            time.sleep(0.3)

    def _last_words(self) -> str:
        logs = [self.folder.with_name(f"{self.folder.name}-launcher.log"), *(self.folder / "logs").glob("*.log")]
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in logs)

    def _stop(self) -> None:
        if self.launcher.poll() is None:
            self.launcher.send_signal(signal.SIGINT)
        else:
            self.report.faults.append(f"the launcher had ended with {self.launcher.returncode}")
        self.launcher.wait(120)
        if left := below(str(self.folder)):
            self.report.faults.append(f"still running after the stop: {left}")
            for pid in left:
                os.kill(pid, signal.SIGKILL)


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
    except OSError:
        return 0


def _upload(address: str, token: str, name: str, content: bytes) -> int:
    mark = "chaos-boundary"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    headers = {"Authorization": f"Token {token}", "Content-Type": f"multipart/form-data; boundary={mark}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
