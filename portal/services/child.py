"""Child processes that never outlive the launcher, and what is left of them when they die before it."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from portal.services.account import Identity
from portal.services.errors import ServicesError

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000  # bytes; one older log is kept
_libc = ctypes.CDLL(None, use_errno=True)


# What asks the launcher to stop.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def _no_stop_between() -> Iterator[None]:
    """A request to stop waits until the child is ours: none is lost between its birth and our knowing it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_launcher(with_signal: int) -> Callable[[], None]:
    launcher = os.getpid()

    def ask_kernel() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
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
        log_file = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(log_file, "ab") as log, _no_stop_between():
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

    @property
    def exit_code(self) -> int | None:
        """None while it runs, negative when a signal ended it."""
        return None if self.process is None else self.process.poll()

    def run(self) -> int:
        """Start it and wait for its end; its exit code. Whatever interrupts us ends it."""
        try:
            self.start()
            while (code := self.exit_code) is None:
                time.sleep(0.05)
            return code
        finally:
            self.stop(patience=0)

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
        while self.end_group():
            time.sleep(0.02)

    def end_group(self) -> bool:
        """Kill what is left of the program and what it started; whether anything of it is still there."""
        if self.process is None:
            return False
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.poll()  # what has ended stays in the group until it is asked for
        return any(group_of(pid) == self.process.pid for pid in processes())

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


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def group_of(pid: int) -> int | None:
    """The process group; None when the process is gone, or dead and only not yet asked for."""
    try:
        state, _parent, group = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else int(group)


def working_in(folder: Path, *, program: str) -> list[int]:
    """The processes of this program that work in this folder: a server, or what a killed one left behind."""
    return [pid for pid in processes() if _leads_to(pid, "cwd") == str(folder) and _program_of(pid) == program]


def _program_of(pid: int) -> str:
    return Path(_leads_to(pid, "exe").removesuffix(" (deleted)")).name


def _leads_to(pid: int, link: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/{link}")
    except OSError:
        return ""
