"""Telling Celery that there is a job. Only a hint: the job's row is the promise and the sweep finds what
was missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import transaction

from engine.queue import hint

RUN_JOB = "engine.tasks.run_job"
SWEEP = "engine.tasks.sweep"
# More jobs of one deed than this are not told one by one.
FEW = 5
# A sweep that no process had time for is not waited for longer than this; the next one comes anyway.
SWEEP_EXPIRES = 5.0
# All else in the queue goes before sweeps: they are many where much is due, and take as long as they are given.
LAST = 9

_is_silent: ContextVar[bool] = ContextVar("nudges_are_silent", default=False)


def nudge(*job_ids: UUID) -> None:
    """Once this transaction is committed, ask workers to run the jobs."""
    if _is_silent.get() or not job_ids:
        return
    if len(job_ids) > FEW:
        transaction.on_commit(ask_for_sweep)
        return
    transaction.on_commit(lambda: _tell(job_ids))


def ask_for_sweep() -> None:
    """Let a process that has time sweep now."""
    hint(SWEEP, expires=SWEEP_EXPIRES, priority=LAST)


@contextmanager
def silent() -> Iterator[None]:
    """Inside, nobody is told of new jobs: whoever runs jobs until none is due finds them without."""
    token = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(token)


def _tell(job_ids: Sequence[UUID]) -> None:
    for job_id in job_ids:
        hint(RUN_JOB, args=[str(job_id)])
