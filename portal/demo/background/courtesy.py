"""Nobody waits for the background: a story that is in somebody's way is given up, and told later.

A story is one transaction, and what it has counted on is locked until its end: the next number of a letter, say.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from engine import clock
from engine.models import Job
from engine.outages import is_outage

# The story itself waits for nobody longer than this, and so is never what a deadlock is broken by.
_LOCK_TIMEOUT = "300ms"
_WAITED_FOR = """
SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""
_LOOK_EVERY, _PATIENCE = 0.5, 60.0  # seconds


class InTheWay(Exception):
    """Somebody waits for what the story holds, or holds what it waits for."""


@contextmanager
def giving_way() -> Iterator[None]:
    """Inside, a transaction that waits for nobody for long. Raises `InTheWay` where it would have to."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            yield
    except OperationalError as error:
        if is_outage(error):
            raise
        raise InTheWay from error


def look() -> None:
    """Raises `InTheWay` where somebody waits for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITED_FOR)
        if cursor.fetchone()[0]:
            raise InTheWay


def wait_until_nothing_is_due() -> None:
    """What falls due while a story is told is then its own: it never runs anybody's jobs, nor holds up their cases."""
    until = time.monotonic() + _PATIENCE
    while _is_due() and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)


def _is_due() -> bool:
    return Job.objects.filter(status=Job.Status.READY, due_at__lte=clock.now()).exists()
