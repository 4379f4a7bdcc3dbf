"""Hints through Celery that there is work: the promise is always a row, and a sweep finds what was missed."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import current_app

logger = logging.getLogger(__name__)

# A broker that did not answer is left alone for a while, so that it costs one request a moment, not every request.
PAUSE = 30.0

_silent_until = 0.0


def hint(task: str, **options: Any) -> bool:
    """Ask a worker for a task; whether the broker took it. Never raises: a hint must not fail a request."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return False
    try:
        current_app.send_task(task, ignore_result=True, retry=False, **options)
    except Exception as error:  # each transport has errors of its own
        _silent_until = time.monotonic() + PAUSE
        logger.warning("broker unreachable, work waits for the sweep: %s", error)
        return False
    return True
