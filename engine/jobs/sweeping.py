"""The sweep finds whatever nobody was told about: lost nudges, killed workers, due timers, messages that
missed their wait."""

from __future__ import annotations

import time
from uuid import UUID

from engine.jobs.running import due, run_job
from engine.models import Job
from engine.runtime.messages import pair_buffered

# After so many seconds a sweep begins no further job; the next sweep goes on.
BUDGET = 45.0


def sweep(limit: int = 100) -> int:
    """Run up to `limit` jobs that are due; how many were run. Several sweeps at the same time share the
    work."""
    pair_buffered(limit)
    ran, seen, stop_at = 0, set[UUID](), time.monotonic() + BUDGET
    while ran < limit and time.monotonic() < stop_at:
        waiting = due(Job.objects.exclude(pk__in=seen)).order_by("due_at", "pk")
        job_id = waiting.values_list("pk", flat=True).first()
        if job_id is None:
            break
        if run_job(job_id):
            ran += 1
        else:
            seen.add(job_id)  # another worker is at it
    return ran


def run_due_jobs(limit: int = 1000) -> int:
    """Run everything that is due now and what follows from it, in this process; how many jobs that were."""
    ran = 0
    while ran < limit:
        newly = sweep(limit - ran)
        if newly == 0:
            break
        ran += newly
    return ran
