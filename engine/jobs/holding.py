"""Who is at a job: whoever has its advisory lock, which PostgreSQL takes back the moment the worker's
connection is gone. Nothing has to run out before the next worker takes over.

It only spares workers from queueing up for the same case. That a job is done once does not rest on it: the
step locks the instance, looks at the job again, and its commit needs the very connection that holds both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from engine import clock

# One statement, and its commit need not reach the disk: a count that a crash of the database loses is no loss.
# The job may be done between the look and the lock, so it is looked at once more where it is counted.
_TAKE = """
WITH ours AS MATERIALIZED (
    SELECT id, set_config('synchronous_commit', 'off', true)
      FROM engine_job
     WHERE id = %(id)s
       AND CASE WHEN status = 'ready' AND due_at <= %(now)s THEN pg_try_advisory_lock(%(key)s) ELSE false END
), counted AS (
    UPDATE engine_job SET attempts = attempts + 1
      FROM ours
     WHERE engine_job.id = ours.id AND status = 'ready' AND due_at <= %(now)s
 RETURNING instance_id, attempts
)
SELECT EXISTS (SELECT FROM ours), (SELECT instance_id FROM counted), (SELECT attempts FROM counted)
"""


@dataclass(frozen=True)
class Taken:
    """A job that is ours. `attempts`: with this one."""

    id: UUID
    instance_id: UUID
    attempts: int


@contextmanager
def held(something: UUID) -> Iterator[bool]:
    """Inside, something that is no job is ours; False: somebody else is at it."""
    key = _key(something)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            _let_go(key)


@contextmanager
def taken(job_id: UUID) -> Iterator[Taken | None]:
    """Inside, the job is ours and this attempt is counted. None: it is not due, or somebody else is at it."""
    key = _key(job_id)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"id": job_id, "key": key, "now": clock.now()})
        is_locked, instance_id, attempts = cursor.fetchone()
    if not is_locked:
        yield None
        return
    try:
        yield None if instance_id is None else Taken(job_id, instance_id, attempts)
    finally:
        _let_go(key)


def _key(something: UUID) -> int:
    return int.from_bytes(something.bytes[8:], signed=True)


def _let_go(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except (DatabaseError, InterfaceError):
        pass  # with the connection the lock is gone
