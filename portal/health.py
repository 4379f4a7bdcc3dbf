"""`/healthz`: how each part of the platform is. It hangs on none of them for more than a moment."""

import logging
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from engine.jobs.heartbeats import Pulse, pulse
from engine.models import Heartbeat

logger = logging.getLogger(__name__)

PATIENCE = 2  # seconds for a service that does not answer


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as pages can be served, which takes the database and nothing else: `ok` when every part is
    well, `degraded` when one is not; 503 `unavailable` without the database. What the database would know is
    null without it."""
    found = _pulse()
    parts = {"database": {"ok": found is not None}, "broker": {"ok": _broker_answers()}} | _parts(found)
    if found is None:
        return JsonResponse({"status": "unavailable", **parts}, status=503)
    well = all(part["ok"] for part in parts.values())
    return JsonResponse({"status": "ok" if well else "degraded", **parts})


def _parts(found: Pulse | None) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {
        part: {
            "ok": None if found is None else found.lives(part),
            "silent_seconds": None if found is None else found.silent[part],
        }
        for part in Heartbeat.Part.values
    }
    overdue = None if found is None else found.overdue_jobs
    return parts | {"jobs": {"ok": None if overdue is None else overdue == 0, "overdue": overdue}}


def _pulse() -> Pulse | None:
    """On a connection of its own: the pool would let it wait for one."""
    own = connection.copy()
    options = own.settings_dict["OPTIONS"]
    options.pop("pool", None)
    options["connect_timeout"] = PATIENCE
    options["options"] = f"{options.get('options', '')} -c statement_timeout={PATIENCE * 1000}"
    try:
        return pulse(own)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database does not answer: %s", error)
        return None
    finally:
        own.close()


def _broker_answers() -> bool:
    patience = {"socket_connect_timeout": PATIENCE / 2, "socket_timeout": PATIENCE / 2}
    try:
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, **patience) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
