"""PostgreSQL only."""

from typing import Any

import environ

from portal.settings.environment import env, kept_addresses

_database_url = env.str("DATABASE_URL", default="") or kept_addresses.get("database_url", "")
_pool_size = env.int("OTOP_DB_POOL_SIZE", default=10)
_database: dict[str, Any] = (
    env.db_url_config(_database_url) if _database_url else {"ENGINE": "portal.services.no_database"}
)
if _database["ENGINE"] not in ("django.db.backends.postgresql", "portal.services.no_database"):
    raise environ.ImproperlyConfigured(
        "DATABASE_URL must name a PostgreSQL database: postgresql://user:password@host/name"
    )
if _database_url:
    _database["ENGINE"] = "portal.database"
# Both sides notice within half a minute that the other is gone, also when a machine vanishes without a word:
# what a dead worker had locked is free again.
_noticing = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
    "options": " ".join(
        f"-c {name}={value}"
        for name, value in {
            "tcp_keepalives_idle": 10,
            "tcp_keepalives_interval": 5,
            "tcp_keepalives_count": 3,
            "client_connection_check_interval": 5000,
            # Statements of the hot path ask by id: one plan serves all values, and is made once for a connection.
            "plan_cache_mode": "force_generic_plan",
        }.items()
    ),
}
# Statements of the hot path are prepared when a connection runs them first (engine.models.statements).
_prepared = {"prepare_threshold": 0}
# A request waits for a database that restarts a moment; then it is told so. The pool asks anew for each
# request instead of pausing ever longer.
_pool = {"min_size": 1, "max_size": _pool_size, "timeout": 5, "reconnect_timeout": 5}
DATABASES = {
    "default": _database
    | {
        "CONN_HEALTH_CHECKS": not _pool_size,  # what comes from the pool is looked at by the engine
        # A worker's connection serves many jobs, each of which looks first whether it is alive (portal.celery).
        "CONN_MAX_AGE": 0 if _pool_size else 60,
        "OPTIONS": _prepared | _noticing | _database.get("OPTIONS", {}) | ({"pool": _pool} if _pool_size else {}),
    }
}
