"""The sweep finds whatever nobody was told about: lost nudges, killed workers, due timers, messages that
missed their wait."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction
from django.db.models import F

from engine import clock
from engine.jobs.running import LEASE, due, run_claimed
from engine.models import Job
from engine.runtime.messages import pair_buffered

# After so many seconds a sweep begins no further job; the next sweep goes on.
BUDGET = 45.0


def sweep(limit: int = 100) -> int:
    """Run up to `limit` jobs that are due; how many were run. Several sweeps at the same time share the
    work."""
    pair_buffered(limit)
    ran, stop_at = 0, time.monotonic() + BUDGET
    while ran < limit and time.monotonic() < stop_at:
        job_id = _claim_next()
        if job_id is None:
            break
        run_claimed(job_id)
        ran += 1
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


@transaction.atomic
def _claim_next() -> UUID | None:
    """One at a time, so that a sweep that is stopped holds no lease on work it has not begun."""
    waiting = due(Job.objects.all()).select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "pk")
    job_id = waiting.values_list("pk", flat=True).first()
    if job_id is not None:
        Job.objects.filter(pk=job_id).update(lease_until=clock.now() + LEASE, attempts=F("attempts") + 1)
    return job_id
