"""Signs of life of those who do the jobs, and how well they keep up."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Now

from engine.models import Heartbeat

logger = logging.getLogger(__name__)

# Seconds between two signs of life of a process.
INTERVAL = 5.0
# Seconds after which a part that gave no sign is taken for dead, and a due job for overdue.
SILENCE = 20.0
OVERDUE = 60.0

_last: dict[str, float] = {}


@dataclass(frozen=True)
class Pulse:
    """`silent`: seconds since each part's last sign of life, None for never."""

    silent: Mapping[str, float | None]
    overdue_jobs: int

    def lives(self, part: str) -> bool:
        seconds = self.silent[part]
        return seconds is not None and seconds < SILENCE


def give_sign(part: Heartbeat.Part) -> None:
    """From the loop of the process itself, as often as it likes. Never fails."""
    if time.monotonic() - _last.get(part, -INTERVAL) < INTERVAL:
        return
    _last[part] = time.monotonic()
    try:
        Heartbeat.objects.bulk_create(
            [Heartbeat(part=part, at=Now())], update_conflicts=True, unique_fields=["part"], update_fields=["at"]
        )
    except (DatabaseError, InterfaceError) as error:
        logger.warning("no sign of life from the %s: %s", part, error)
    finally:
        connection.close()  # processes that are forked later must not inherit it


def pulse(database: BaseDatabaseWrapper) -> Pulse:
    """One statement on this connection; times by the database's clock."""
    with database.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM engine_job
                        WHERE status = 'ready' AND due_at < now() - make_interval(secs => %s)),
                      (SELECT json_object_agg(part, extract(epoch FROM now() - at)) FROM engine_heartbeat)""",
            [OVERDUE],
        )
        overdue, silent = cursor.fetchone()
    known = silent or {}
    return Pulse({part: known.get(part) for part in Heartbeat.Part.values}, overdue)
