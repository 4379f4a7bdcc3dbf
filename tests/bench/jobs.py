"""What runs behind the pages: a job's way through Celery and back, and many timers that are due at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from uuid import uuid4

from django.db.models import Max

from engine import clock, runtime
from engine.models import HistoryEvent, Job, ProcessInstance
from engine.runtime import nudges
from portal.celery import app
from portal.services.child import Child
from portal.services.errors import ServicesError
from portal.services.terminal import say, table
from tests.bench.load import children, processor_time
from tests.bench.process import JOBS_KEY, VARIABLES

PROCESSES = 2
TRIPS = 60
TRIPS_SECONDS = 15.0
# As the beat does.
SWEEP_EVERY = 5.0


def measure_jobs(worker: Child, *, database: int, timers: int, seconds: float) -> None:
    """Two processes of one worker, as `make demo` starts it; no more than about `seconds` for the timers. `database`:
    PostgreSQL's first process."""
    worker.start()
    try:
        worker.wait_until(lambda: bool(app.control.ping(timeout=0.3)), patience=60)
        say("")
        say(f"Jobs: one worker with {PROCESSES} processes")
        trips = round_trips()
        say(f"A click's job through Celery and back: {milliseconds(trips)}; {len(trips)} of them, one at a time")
        fire(worker, database, timers=timers, seconds=seconds)
    finally:
        worker.stop()


def round_trips() -> list[float]:
    """Seconds from the end of the command that makes a job until the job's step is committed."""
    took, ends = [], time.monotonic() + TRIPS_SECONDS
    while len(took) < TRIPS + 1 and time.monotonic() < ends:
        case = runtime.start(JOBS_KEY, variables=VARIABLES)
        began = time.perf_counter()
        job = Job.objects.filter(instance=case, kind=Job.Kind.SERVICE)
        wait_until(job.filter(status=Job.Status.DONE).exists, patience=30)
        took.append(time.perf_counter() - began)
    return took[1:]  # the first one meets processes that have seen nothing yet


def fire(worker: Child, database: int, *, timers: int, seconds: float) -> None:
    """All due at the same instant, after which sweeps are sent as the beat sends them."""
    waiting_at_timer(timers)
    due = clock.now() + timedelta(seconds=1)
    ready = Job.objects.filter(kind=Job.Kind.TIMER, status=Job.Status.READY)
    ready.update(due_at=due)
    done = Job.objects.filter(kind=Job.Kind.TIMER, status=Job.Status.DONE)
    early: dict[int, int] = {}
    used = [processor_time(pid) for pid in (process_id(worker), database)]
    next_sweep, ends = time.monotonic() + 1, time.monotonic() + seconds
    while (left := ready.count()) and time.monotonic() < ends:
        if time.monotonic() >= next_sweep:
            nudges.ask_for_sweep()
            next_sweep += SWEEP_EVERY
        if not early and timers - left >= timers // 10:
            early = memory(worker)
        time.sleep(0.1)
    late = memory(worker)
    used = [processor_time(pid) - before for pid, before in zip((process_id(worker), database), used, strict=True)]
    fired = done.count()
    last = done.aggregate(last=Max("done_at"))["last"]
    if not fired or last is None:
        raise ServicesError(f"No timer fired. See {worker.log}")
    lateness = sorted((at - due).total_seconds() for at in done.values_list("done_at", flat=True))
    doubled = HistoryEvent.objects.filter(kind=HistoryEvent.Kind.TIMER_FIRED).count() - fired
    rate = fired / (last - due).total_seconds()
    cost = " + ".join(f"{1000 * seconds / fired:.1f}" for seconds in used)
    say(f"{fired} of {timers} timers due at once fired: {rate:.0f} a second; {doubled} twice")
    most = PROCESSES * fired / sum(used)
    say(f"Processor time of a timer, worker + PostgreSQL: {cost} ms; two processors alone: {most:.0f} a second")
    percentiles = quantiles(lateness, n=100)
    late_by = [f"{seconds:.2f}" for seconds in (*(percentiles[n - 1] for n in (50, 95, 99)), lateness[-1])]
    say(table(["lateness, s", "50 %", "95 %", "99 %", "longest"], [["", *late_by]]))
    grown = [f"{late[pid] / 1024:.1f} MB, {late[pid] / early[pid] - 1:+.1%}" for pid in early if pid in late]
    say(f"Memory of the worker's processes at the end, and how much more than after a tenth: {'; '.join(grown)}")


def waiting_at_timer(count: int) -> None:
    """Copies of one case that came there by itself."""
    case = runtime.start(JOBS_KEY, variables=VARIABLES)
    wait_until(Job.objects.filter(instance=case, kind=Job.Kind.TIMER).exists, patience=30)
    case.refresh_from_db()
    timer = Job.objects.get(instance=case, kind=Job.Kind.TIMER)
    Job.objects.filter(kind=Job.Kind.TIMER).exclude(pk=timer.pk).delete()
    copies = [_copy(case) for _number in range(count - 1)]
    ProcessInstance.objects.bulk_create(copies)
    Job.objects.bulk_create(
        Job(
            instance=copy,
            kind=timer.kind,
            task_id=timer.task_id,
            element_id=timer.element_id,
            payload=timer.payload,
            due_at=timer.due_at,
            created_at=timer.created_at,
        )
        for copy in copies
    )


def _copy(case: ProcessInstance) -> ProcessInstance:
    fields = ("definition_id", "process_key", "state", "variables", "active_elements", "steps", "started_at")
    return ProcessInstance(id=uuid4(), **{name: getattr(case, name) for name in fields})


def memory(worker: Child) -> dict[int, int]:
    """Kilobytes that belong to each process of the worker alone: proc_pid_smaps(5)."""
    return {pid: _private(Path(f"/proc/{pid}/smaps_rollup")) for pid in children(process_id(worker))}


def _private(rollup: Path) -> int:
    lines = (line.split() for line in rollup.read_text().splitlines() if line.startswith("Private_"))
    return sum(int(fields[1]) for fields in lines)


def process_id(running: Child) -> int:
    assert running.process is not None
    return running.process.pid


def milliseconds(took: list[float]) -> str:
    return f"{1000 * median(took):.1f} ms (half), {1000 * quantiles(took, n=20)[-1]:.1f} ms (95 %)"


def wait_until(ready: Callable[[], bool], *, patience: float) -> None:
    ends = time.monotonic() + patience
    while not ready():
        if time.monotonic() > ends:
            raise ServicesError("A job was not done in time")
        time.sleep(0.001)
