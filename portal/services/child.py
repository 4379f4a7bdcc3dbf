"""Child processes that never outlive the launcher."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from portal.services.account import Identity
from portal.services.errors import ServicesError

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000  # bytes; one older log is kept
_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_launcher(with_signal: int) -> Callable[[], None]:
    launcher = os.getpid()

    def ask_kernel() -> None:
        # After the change of user, which would clear it. Even kill -9 of the launcher ends the child.
        _libc.prctl(PR_SET_PDEATHSIG, with_signal, 0, 0, 0)
        if os.getppid() != launcher:
            os._exit(1)

    return ask_kernel


@dataclass
class Child:
    """A long-running program, its log, and the signal that ends it cleanly.

    Start it from the main thread: the kernel ties it to the thread that made it.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    stop_signal: int = signal.SIGTERM
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    identity: Identity = field(default_factory=lambda: Identity())
    speaks: bool = False  # its standard output is for the terminal; only the rest goes to the log
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> Self:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in self.command],
                stdin=subprocess.DEVNULL,
                stdout=None if self.speaks else log,
                stderr=log,
                env=self.env,
                cwd=self.cwd,
                # Ctrl-C in the terminal reaches the launcher only, which stops its children in order.
                start_new_session=True,
                preexec_fn=_end_with_launcher(self.stop_signal),
                **self.identity,
            )
        return self

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """The exit code, once the program has ended."""
        assert self.process is not None, "start it first"
        return self.process.wait()

    def stop(self, *, patience: float = 20) -> None:
        """End the program and whatever it started; by force when it does not end in time."""
        if self.process is None:
            return
        if self.running:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()

    def last_words(self, lines: int = 5) -> str:
        try:
            said = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in said[-lines:])

    def wait_until(self, ready: Callable[[], bool], *, patience: float) -> None:
        """Wait until ``ready()``; a child that ends or stays silent is an error."""
        deadline = time.monotonic() + patience
        while not ready():
            if not self.running:
                raise ServicesError(f"{self.name} ended while starting. See {self.log}:\n{self.last_words()}")
            if time.monotonic() > deadline:
                raise ServicesError(
                    f"{self.name} gave no answer in {patience:.0f} s. See {self.log}:\n{self.last_words()}"
                )
            time.sleep(0.05)


def end_with_parent(with_signal: int = signal.SIGTERM) -> None:
    """Ask the kernel to send us a signal when the process that started us ends."""
    _libc.prctl(PR_SET_PDEATHSIG, with_signal, 0, 0, 0)


def end_leftover(pid_file: Path, *, folder: Path, stop_signal: int, patience: float = 20) -> None:
    """End the server that a killed launcher left behind, if it is still there, and remove a stale pid file.

    A server works in its data folder, which tells it from an unrelated process with the same number.
    """
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    deadline = time.monotonic() + patience
    asked = False
    while _works_in(pid, folder):
        if time.monotonic() > deadline:
            raise ServicesError(f"Process {pid} still uses {folder} and does not end. End it, then start again.")
        if not asked:
            os.kill(pid, stop_signal)
            asked = True
        time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False
