"""Celery's side of text messages."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task

from engine.outages import is_outage
from portal.notifications import nudges, sending
from portal.notifications.backends import TIMEOUT

logger = logging.getLogger(__name__)


# A backend that forgets its time-out is stopped, which counts as a failure.
@shared_task(name=nudges.SEND, ignore_result=True, soft_time_limit=TIMEOUT + 5)
def send(key: str) -> None:
    """A nudge; a text that is sent already, or not due yet, is left alone."""
    with _left_to_the_next_sweep():
        sending.send(key)


@shared_task(
    name="portal.notifications.tasks.sweep", ignore_result=True, soft_time_limit=sending.SWEEP_SECONDS + TIMEOUT + 5
)
def sweep() -> None:
    """Every few seconds."""
    with _left_to_the_next_sweep():
        sending.sweep()


@contextmanager
def _left_to_the_next_sweep() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if not is_outage(error):
            raise
        logger.warning("texts wait, a service is away: %s", error)
