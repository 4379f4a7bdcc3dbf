"""Telling Celery that there is a job. Only a hint: the job's row is the promise and the sweep finds what
was missed."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

RUN_JOB = "engine.tasks.run_job"
# A broker that did not answer is left alone for a while, so that it costs one request a moment, not every
# request.
PAUSE = 30.0

_silent_until = 0.0


def nudge(job_id: UUID) -> None:
    """Once this transaction is committed, ask a worker to run the job."""
    transaction.on_commit(lambda: _send(job_id), robust=True)


def _send(job_id: UUID) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task(RUN_JOB, args=[str(job_id)], ignore_result=True, retry=False)
    except Exception as error:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("broker unreachable, jobs wait for the sweep: %s", error)
