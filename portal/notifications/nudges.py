"""Having a text sent at once. Only a hint: its row is the promise, and the sweep finds what was missed."""

from __future__ import annotations

import logging
from threading import BoundedSemaphore, Thread

from django.db import connection, transaction

from engine.queue import hint
from portal.notifications import sending

logger = logging.getLogger(__name__)

SEND = "portal.notifications.tasks.send"
# Each uses a connection of the pool while it waits for the service; pages need the others.
_beside = BoundedSemaphore(2)


def nudge(key: str) -> None:
    """Once this transaction is committed, have the text sent by a worker."""
    transaction.on_commit(lambda: _ask_a_worker(key), robust=True)


def _ask_a_worker(key: str) -> None:
    """Without a broker this process sends the text beside its requests: people wait for their codes."""
    if hint(SEND, args=[key]):
        return
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
