"""Telling Celery that there is a job. Only a hint: the job's row is the promise and the sweep finds what
was missed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

RUN_JOB = "engine.tasks.run_job"
SWEEP = "engine.tasks.sweep"
# A broker that did not answer is left alone for a while, so that it costs one request a moment, not every
# request.
PAUSE = 30.0
# More jobs of one deed than this are not told one by one.
FEW = 5
# A sweep that no process had time for is not waited for longer than this; the next one comes anyway.
SWEEP_EXPIRES = 5.0
# All else in the queue goes before sweeps: they are many where much is due, and take as long as they are given.
LAST = 9

_silent_until = 0.0
_is_silent: ContextVar[bool] = ContextVar("nudges_are_silent", default=False)


def nudge(*job_ids: UUID) -> None:
    """Once this transaction is committed, ask workers to run the jobs."""
    if _is_silent.get() or not job_ids:
        return
    if len(job_ids) > FEW:
        transaction.on_commit(ask_for_sweep, robust=True)
        return
    transaction.on_commit(lambda: _tell(job_ids), robust=True)


def ask_for_sweep() -> None:
    """Let a process that has time sweep now."""
    _send(SWEEP, expires=SWEEP_EXPIRES, priority=LAST)


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
        _send(RUN_JOB, args=[str(job_id)])


def _send(task: str, **options: Any) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(task, ignore_result=True, retry=False, **options)
    except Exception as error:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("broker unreachable, jobs wait for the sweep: %s", error)
