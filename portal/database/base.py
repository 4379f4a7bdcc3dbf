"""The database engine: PostgreSQL, whose pool gets over a restart at once."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """A connection that is alive.

        A dead one in the pool means that the database restarted and that all others there are dead too. The pool's
        own check would find that out one by one and pause twice as long after each, until nobody waits any more.
        """
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        if self.pool is None:
            return connection
        try:
            self.pool.check_connection(connection)
        except psycopg.Error:
            self.pool.drain()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection
