"""Who is at a job: whoever has its advisory lock, which PostgreSQL takes back the moment the worker's
connection is gone. Nothing has to run out before the next worker takes over.

It only spares workers from queueing up for the same case. That a job is done once does not rest on it: the
step locks the instance, looks at the job again, and its commit needs the very connection that holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection


@contextmanager
def held(job_id: UUID) -> Iterator[bool]:
    """Inside, the job is ours; False: somebody else is at it."""
    key = int.from_bytes(job_id.bytes[8:], signed=True)
    if not _ask("SELECT pg_try_advisory_lock(%s)", key):
        yield False
        return
    try:
        yield True
    finally:
        try:
            _ask("SELECT pg_advisory_unlock(%s)", key)
        except (DatabaseError, InterfaceError):
            pass  # with the connection the lock is gone


def _ask(statement: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return bool(cursor.fetchone()[0])
