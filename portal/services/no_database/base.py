"""The database engine while no database is known: commands that need none work, the others say what to do."""

from typing import Any, NoReturn

from django.db import OperationalError
from django.db.backends.postgresql import base

NO_DATABASE = (
    "No database: neither DATABASE_URL is set nor do the embedded services run. "
    "Run `make services` (or `make demo`) in another terminal and try again."
)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> NoReturn:
        raise OperationalError(NO_DATABASE)

    def get_new_connection(self, conn_params: dict[str, Any]) -> NoReturn:
        raise OperationalError(NO_DATABASE)
