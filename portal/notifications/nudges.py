"""Having messages sent at once. Only a hint: a row is the promise, and the sweep finds what was missed."""

from __future__ import annotations

from functools import partial
from threading import BoundedSemaphore, Thread

from django.db import connection, transaction

from engine.outages import left_to_the_next_sweep
from engine.queue import hint
from portal.notifications import sending

SEND = "portal.notifications.tasks.send"
SWEEP = "portal.notifications.tasks.sweep"
# Not in the queue of the texts: whoever waits for a code does not wait for a chat.
SWEEP_POSTS = "portal.notifications.posts.sweep"
# Each uses a connection of the pool while it waits for the service; pages need the others.
_beside = BoundedSemaphore(2)


def nudge(key: str) -> None:
    """Once this transaction is committed, have the text sent by a worker."""
    transaction.on_commit(lambda: _ask_a_worker(key), robust=True)


def nudge_all(*, posts: bool = False, texts: bool = False) -> None:
    """The same for many at once: a worker looks what there is."""
    for task in [SWEEP_POSTS] * posts + [SWEEP] * texts:
        transaction.on_commit(partial(hint, task), robust=True)


def _ask_a_worker(key: str) -> None:
    """Without a broker this process sends the text beside its requests: people wait for their codes."""
    if hint(SEND, args=[key]):
        return
    if _beside.acquire(blocking=False):
        Thread(target=_send_beside, args=[key], name=f"text {key}", daemon=True).start()


def _send_beside(key: str) -> None:
    """What the service says is noted with the text; of all else only an outage is left to the sweep."""
    try:
        with left_to_the_next_sweep("texts"):
            sending.send(key)
    finally:
        connection.close()
        _beside.release()
