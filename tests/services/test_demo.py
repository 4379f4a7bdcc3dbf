"""`make demo` without make: up with everything in it, and gone after Ctrl-C."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.child import processes
from portal.services.places import PROJECT
from tests.services.launching import clean_environment, command, told_of, works_below

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """The launcher's session holds everything it starts, so what is left can be counted."""

    def __init__(self, folder: Path, *, port: int | str, **environment: str) -> None:
        self.folder = folder
        self.port = port
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.services.demo"],
            cwd=PROJECT,
            # What is loaded beside the running platform is there, and soon done.
            env=clean_environment(DATA_DIR=str(folder), PORT=str(port), OTOP_DEMO_PRODUCTS="2", **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_said(self, words: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return
        raise AssertionError("".join(self.said))

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=120)
        self.said.append(rest)
        return self.process.returncode

    def end(self) -> int:
        """The exit code of a demo that ends by itself."""
        said, _ = self.process.communicate(timeout=60)
        self.said.append(said)
        return self.process.returncode

    def children(self) -> dict[int, str]:
        """What was started with this data folder or works in it, by process id."""
        return {
            pid: command(pid)
            for pid in processes()
            if pid != self.process.pid
            if f"DATA_DIR={self.folder}\0" in told_of(pid, "environ") or works_below(pid, self.folder)
        }

    def child(self, part: str) -> int:
        """The process that the launcher itself started for this part."""
        started = f"PPid:\t{self.process.pid}\n"
        return next(
            pid for pid, command in self.children().items() if part in command and started in told_of(pid, "status")
        )


@pytest.fixture
def demo(folder: Path) -> Iterator[Demo]:
    demo = Demo(folder, port=free_port())
    yield demo
    demo.stop()


def test_the_demo_answers_prints_sign_ins_and_leaves_nothing_running(demo: Demo):
    demo.wait_until_said("Ctrl-C stops everything")
    with urllib.request.urlopen(f"http://localhost:{demo.port}/healthz") as answer:
        assert json.load(answer)["status"] == "ok"
    said = "".join(demo.said)
    assert f"http://localhost:{demo.port}" in said
    sign_ins = json.loads((demo.folder / "signins.json").read_text())
    assert all(entry["username"] in said for entry in sign_ins if entry["role"] == "admin")
    running = " ".join(demo.children().values())
    assert all(part in running for part in ("gunicorn", " worker ", " beat ", "postgres", "valkey"))
    demo.wait_until_said("All products of the demo are loaded")
    assert "Loading 2 more products for the demo in the background" in "".join(demo.said)

    assert demo.stop() == 0
    assert re.findall(r"Stopping (\w+)", demo.said[-1]) == ["web", "beat", "worker", "Valkey", "PostgreSQL"]
    assert demo.children() == {}


def test_a_database_that_is_killed_while_the_demo_prepares_is_waited_for(demo: Demo):
    demo.wait_until_said("Deploying the processes in bpmn/")
    os.kill(demo.child("postgres"), signal.SIGKILL)
    demo.wait_until_said("The preparation was interrupted and begins again")
    demo.wait_until_said("Ctrl-C stops everything")
    assert "PostgreSQL is well again" in "".join(demo.said)


def test_a_mistake_in_the_preparation_is_told_with_a_sentence(folder: Path):
    demo = Demo(folder, port=free_port(), OTOP_SIMULATION_LIMITS="no JSON")
    assert demo.end() == 1
    assert "This step failed. See" in demo.said[-1]
    assert demo.children() == {}


@pytest.mark.parametrize(
    "after", ["Starting PostgreSQL", "Bringing the database", "Loading the demo", "Starting the worker"]
)
def test_a_stop_at_any_moment_of_the_start_leaves_nothing_running(demo: Demo, after: str):
    demo.wait_until_said(after)
    assert demo.stop() == 0
    assert demo.children() == {}
    assert "Traceback" not in "".join(demo.said)


def test_a_killed_demo_leaves_nothing_running(demo: Demo):
    demo.wait_until_said("Ctrl-C stops everything")
    demo.process.kill()
    deadline = time.monotonic() + 60
    while demo.children():
        assert time.monotonic() < deadline, demo.children()
        time.sleep(0.2)


def test_a_taken_port_is_refused_with_a_sentence_before_anything_starts(folder: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = Demo(folder, port=port)
        assert demo.end() == 1
    assert f"Port {port} is taken. Choose another one: make demo PORT={port + 1}" in "".join(demo.said)
    assert not folder.exists()


def test_a_port_that_is_no_number_is_refused_with_a_sentence(folder: Path):
    demo = Demo(folder, port="http")
    assert demo.end() == 1
    assert "must be a number from 1 to 65535" in "".join(demo.said)
