"""A demo of its own for the pictures: the demo's cases, without the products that are loaded beside it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.services.places import PROJECT, data_dir
from portal.services.terminal import say
from tests.services.launching import clean_environment

PATIENCE = 900.0  # seconds; the cases of the demo take one or two minutes, several on a busy machine


@dataclass(frozen=True)
class Platform:
    """Where it answers, and the password of each account."""

    address: str
    passwords: dict[str, str]


@contextmanager
def started(*, port: int) -> Iterator[Platform]:
    above = Path(tempfile.mkdtemp(prefix="otop-manual-"))
    above.chmod(0o755)
    folder, log = above / "data", above / "launcher.log"
    say("Starting a platform with the demo's cases")
    with log.open("w") as output:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "portal.services.demo"],
            cwd=PROJECT,
            env=clean_environment(DATA_DIR=str(folder), PORT=str(port), OTOP_DEMO_PRODUCTS="0"),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(launcher, log)
        yield running(folder, port=port)
    finally:
        if launcher.poll() is None:
            launcher.send_signal(signal.SIGINT)
        launcher.wait(120)
        shutil.rmtree(above, ignore_errors=True)


def running(folder: Path | None = None, *, port: int) -> Platform:
    """The demo that is up already, with its data in `folder`."""
    entries = json.loads(((folder or data_dir()) / "signins.json").read_text(encoding="utf-8"))
    return Platform(f"http://127.0.0.1:{port}", {entry["username"]: entry["password"] for entry in entries})


def _wait_for(launcher: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "Ctrl-C stops everything" not in (said := log.read_text(errors="replace")):
        if launcher.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The platform did not come up:\n{said[-3000:]}")
        time.sleep(0.5)
