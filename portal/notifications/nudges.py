"""Having a text sent at once. Only a hint: its row is the promise, and the sweep finds what was missed."""

from __future__ import annotations

import logging
import time
from threading import BoundedSemaphore, Thread

from celery import current_app
from django.db import connection, transaction

from portal.notifications import sending

logger = logging.getLogger(__name__)

SEND = "portal.notifications.tasks.send"
# A broker that did not answer is left alone for a while, so that it costs one request a moment, not every request.
PAUSE = 30.0

_silent_until = 0.0
# Each uses a connection of the pool while it waits for the service; pages need the others.
_beside = BoundedSemaphore(2)


def nudge(key: str) -> None:
    """Once this transaction is committed, have the text sent by a worker."""
    transaction.on_commit(lambda: _ask_a_worker(key), robust=True)


def _ask_a_worker(key: str) -> None:
    """Without a broker this process sends the text beside its requests: people wait for their codes."""
    global _silent_until
    if time.monotonic() >= _silent_until:
        try:
            current_app.send_task(SEND, args=[key], ignore_result=True, retry=False)
            return
        except Exception as error:
            _silent_until = time.monotonic() + PAUSE
            logger.warning("broker unreachable, texts are sent without it: %s", error)
    if _beside.acquire(blocking=False):
        Thread(target=_send_beside, args=[key], name=f"text {key}", daemon=True).start()


def _send_beside(key: str) -> None:
    try:
        sending.send(key)
    except Exception:
        logger.warning("text %s waits for the sweep", key, exc_info=True)
    finally:
        connection.close()
        _beside.release()
