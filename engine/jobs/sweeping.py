"""The sweep finds whatever nobody was told about: lost nudges, killed workers, due timers, messages that
missed their wait.

What somebody is waiting for comes first: work that follows from what has just happened in a case. What time makes
due, what one deed makes due in many cases, and what failed before, comes in the order in which it became due; some
of it always, however much of the other there is.
"""

from __future__ import annotations

import logging
import time
from uuid import UUID

from django.db.models import Q

from engine import clock
from engine.jobs.running import Outcome, attempt
from engine.models import Job
from engine.runtime import nudges
from engine.runtime.messages import pair_buffered

logger = logging.getLogger(__name__)

# After so many seconds a sweep begins no further job. Whoever waits in the queue for a process has their turn then.
TURN = 2.0
# After so many jobs or seconds a sweep looks again for what is due.
WINDOW, LOOK = 20, 0.25
# So many of what nobody is waiting for are looked at each time.
LEAST = WINDOW // 4
# Seconds that `run_due_jobs` waits, after all else, for instances that somebody else is changing.
PATIENCE = 5.0
# Messages that one sweep brings to their wait.
_MESSAGES = 100
_FRESH = Q(kind__in=Job.FOLLOWS, attempts=0)


def sweep(seconds: float = TURN) -> int:
    """Run what is due, for some seconds; how many jobs that were. Where that is not all, another sweep is asked for, at
    once if there is enough for two: sweeps at the same time share the work. An outage that a job met is raised at the
    end."""
    pair_buffered(_MESSAGES)
    ends, is_asked, turn = time.monotonic() + seconds, False, _Turn()
    with nudges.silent():
        while jobs := turn.due(WINDOW):
            is_over = time.monotonic() >= ends
            if not is_asked and (is_over or len(jobs) >= WINDOW):
                nudges.ask_for_sweep()
                is_asked = True
            if is_over:
                break
            turn.run(jobs, until=min(ends, time.monotonic() + LOOK))
        turn.run_busy(LOOK)
    return turn.end()


def run_due_jobs(limit: int = 1000) -> int:
    """Run everything that is due now and what follows from it, in this process; how many jobs that were."""
    pair_buffered(limit)
    turn = _Turn()
    with nudges.silent():
        while jobs := turn.due(min(WINDOW, limit - turn.ran)):
            turn.run(jobs[: limit - turn.ran], until=float("inf"))
        turn.run_busy(PATIENCE)
    return turn.end()


class _Turn:
    """What one sweep has done, and what it leaves to others."""

    def __init__(self) -> None:
        self.ran = 0
        self._passed: set[UUID] = set()
        self._busy: list[UUID] = []
        self._error: Exception | None = None

    def due(self, most: int) -> list[UUID]:
        if most <= 0:
            return []
        due = Job.objects.filter(status=Job.Status.READY, due_at__lte=clock.now()).exclude(pk__in=self._passed)
        ordered = due.order_by("due_at", "pk").values_list("pk", flat=True)
        fresh = list(ordered.filter(_FRESH)[:most])
        return fresh + list(ordered.exclude(_FRESH)[: max(most - len(fresh), LEAST)])

    def run(self, jobs: list[UUID], *, until: float) -> None:
        """One after the other, as long as there is time and no service is away."""
        for job_id in jobs:
            if time.monotonic() >= until or not self._attempt(job_id):
                return

    def run_busy(self, seconds: float) -> None:
        """Those whose instance somebody else was changing when their turn came."""
        ends, jobs, self._busy = time.monotonic() + seconds, self._busy, []
        for job_id in jobs:
            self._attempt(job_id, patience=ends - time.monotonic())

    def end(self) -> int:
        if self._error is not None:
            raise self._error
        return self.ran

    def _attempt(self, job_id: UUID, patience: float = 0.0) -> bool:
        """False where an error says to look again whether the database is there: there is more than this job."""
        try:
            outcome = attempt(job_id, patience=patience)
        except Exception as error:
            logger.warning("job %s left for later: %s", job_id, type(error).__name__)
            self._error = self._error or error
            self._passed.add(job_id)
            return False
        if outcome is Outcome.RAN:
            self.ran += 1
            return True
        self._passed.add(job_id)
        if outcome is Outcome.BUSY:
            self._busy.append(job_id)
        return True
