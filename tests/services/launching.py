"""A launcher in a process of its own, as `make services` runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from portal.services.child import processes
from portal.services.places import PROJECT

NOBODY = 65534
# Root's Python may lie where others cannot read it, so an ordinary user is played by a root that steps down.
AS_NOBODY = f"""
import os, sys
from portal.services.__main__ import main
import encodings.idna
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
sys.exit(main())
"""
INHERITED = ("DATABASE_URL", "CELERY_BROKER_URL", "DATA_DIR", "MAKELEVEL", "PORT")


def clean_environment(**changes: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in INHERITED} | changes


class LauncherError(Exception):
    """The launcher ended: what it said, its exit code."""


class Launcher:
    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = clean_environment(DATA_DIR=str(folder), **environment)
        self.program = ["-m", "portal.services"]
        self.output = ""

    def as_nobody(self) -> Self:
        self.program = ["-c", AS_NOBODY]
        return self

    def launch(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, *self.program],
            cwd=PROJECT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self

    def start(self) -> Self:
        self.launch()
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            if line.startswith("Ready"):
                return self
        raise LauncherError(self.output, self.ask_to_stop())

    def wait_until_said(self, *words: str) -> None:
        """Each of these, from here on."""
        missing = set(words)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.output += line
            missing -= {each for each in missing if each in line}
            if not missing:
                return
        raise AssertionError(f"Not said: {missing}\n{self.output}")

    def kill_server(self, name: str) -> None:
        """The server that runs now, as soon as there is one."""
        deadline = time.monotonic() + 30
        while not (found := self._server(name)):
            assert time.monotonic() < deadline, f"No {name}: {self.output}"
            time.sleep(0.02)
        os.kill(found, signal.SIGKILL)

    def _server(self, name: str) -> int | None:
        program = {"PostgreSQL": "postgres", "Valkey": "valkey"}[name]
        started = f"PPid:\t{self.process.pid}\n"
        return next((pid for pid in processes() if started in told_of(pid, "status") and program in command(pid)), None)

    def refusal(self) -> str:
        """What it says instead of starting."""
        with pytest.raises(LauncherError) as refused:
            self.start()
        said, code = refused.value.args
        assert code == 1
        assert "Traceback" not in said
        return str(said)

    def ask_to_stop(self, with_signal: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        rest, _ = self.process.communicate(timeout=60)
        self.output += rest
        return self.process.returncode

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)

    @property
    def addresses(self) -> dict[str, str]:
        return dict(json.loads((self.folder / "services.json").read_text()))

    def servers(self) -> list[int]:
        """The processes that work in this folder."""
        return [pid for pid in processes() if works_below(pid, self.folder)]

    def wait_until_gone(self, patience: float = 20) -> None:
        deadline = time.monotonic() + patience
        while self.servers():
            assert time.monotonic() < deadline, f"Still running: {self.servers()}"
            time.sleep(0.05)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.ask_to_stop()


def told_of(pid: int, kind: str) -> str:
    try:
        return Path(f"/proc/{pid}/{kind}").read_text(errors="replace")
    except OSError:
        return ""


def command(pid: int) -> str:
    return told_of(pid, "cmdline").replace("\0", " ")


def works_below(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True).is_relative_to(folder)
    except OSError:
        return False
