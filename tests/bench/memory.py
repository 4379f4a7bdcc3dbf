"""Whether a web process keeps anything of the steps that it served."""

from __future__ import annotations

from pathlib import Path

from portal.services.serving import workers
from portal.services.terminal import say
from tests.bench.http import completing
from tests.bench.load import Site, children
from tests.bench.process import ANSWERS, KEY

AT_ONCE = 500  # cases prepared together


def say_memory(site: Site, steps: int) -> None:
    """`steps` of each process, beside what it took after a tenth of them."""
    early = _after(site, steps // 10)
    late = _after(site, steps - steps // 10)
    grown = [f"{late[pid] / 1024:.1f} MB, {late[pid] / early[pid] - 1:+.1%}" for pid in early if pid in late]
    say("")
    say(f"Memory of each web process after {steps:,} steps, and how much more than after {steps // 10:,}:")
    say("; ".join(grown))


def _after(site: Site, steps: int) -> dict[int, int]:
    left = steps * workers
    while left > 0:
        site.post(completing(KEY, min(left, AT_ONCE), ANSWERS))
        left -= AT_ONCE
    return {pid: _kilobytes(pid) for pid in children(site.web)}


def _kilobytes(pid: int) -> int:
    """What it holds, also what it shares with its siblings as long as none of them writes there: proc_pid_status(5)."""
    told = Path(f"/proc/{pid}/status").read_text()
    return int(told.partition("RssAnon:")[2].split()[0])
