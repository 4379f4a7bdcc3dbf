"""The processes of a running demo, by what they do."""

import os
import random
import signal
import time

from portal.services.child import processes
from tests.services.launching import command, told_of

KINDS = (
    "web worker",
    "web master",
    "celery child",
    "celery parent",
    "beat",
    "broker",
    "database session",
    "postmaster",
)


def kill_one(kind: str, *, launcher: int, chance: random.Random, patience: float = 30) -> bool:
    """One process of this kind, as soon as there is one; False when none came."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := of_kind(kind, launcher):
            try:
                os.kill(chance.choice(found), signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        time.sleep(0.05)
    return False


def of_kind(kind: str, launcher: int) -> list[int]:
    parts = children(launcher)
    if kind == "web master":
        return having(parts, "gunicorn")
    if kind == "web worker":
        return [pid for master in having(parts, "gunicorn") for pid in children(master)]
    if kind == "celery parent":
        return having(parts, " worker ")
    if kind == "celery child":
        return [pid for parent in having(parts, " worker ") for pid in children(parent)]
    if kind == "beat":
        return having(parts, " beat ")
    if kind == "broker":
        return having(parts, "valkey")
    postmasters = having(parts, "postgres -D") or having(parts, "/postgres")
    if kind == "postmaster":
        return postmasters
    return having([pid for postmaster in postmasters for pid in children(postmaster)], "postgres: otop")


def children(parent: int) -> list[int]:
    return [pid for pid in processes() if f"\nPPid:\t{parent}\n" in told_of(pid, "status")]


def having(pids: list[int], words: str) -> list[int]:
    return [pid for pid in pids if words in command(pid)]


def below(folder: str) -> list[int]:
    """Whatever was started with this data folder or works in it."""
    return [
        pid
        for pid in processes()
        if f"DATA_DIR={folder}\0" in told_of(pid, "environ") or folder in _working_folder(pid)
    ]


def _working_folder(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""
