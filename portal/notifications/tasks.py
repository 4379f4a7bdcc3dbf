"""Celery's side of text messages."""

from __future__ import annotations

from celery import shared_task

from engine.outages import left_to_the_next_sweep
from portal.notifications import nudges, sending
from portal.notifications.backends import TIMEOUT


# A backend that forgets its time-out is stopped, which counts as a failure.
@shared_task(name=nudges.SEND, ignore_result=True, soft_time_limit=TIMEOUT + 5)
def send(key: str) -> None:
    """A nudge; a text that is sent already, or not due yet, is left alone."""
    with left_to_the_next_sweep("texts"):
        sending.send(key)


@shared_task(name=nudges.SWEEP, ignore_result=True, soft_time_limit=sending.SWEEP_SECONDS + TIMEOUT + 5)
def sweep() -> None:
    """Every few seconds."""
    with left_to_the_next_sweep("texts"):
        sending.sweep()


@shared_task(name=nudges.SWEEP_POSTS, ignore_result=True, soft_time_limit=sending.SWEEP_SECONDS + TIMEOUT + 5)
def sweep_posts() -> None:
    """Every few seconds, and when there is news: e-mails and robots."""
    with left_to_the_next_sweep("posts"):
        sending.posts.sweep()
