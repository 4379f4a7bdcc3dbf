"""Telling an outage (database or broker gone, restarting, out of room) from a mistake. An outage is nobody's
fault: whoever asked tries again, and a job loses no attempt to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)

_DATABASE_ERRORS = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# SQLSTATE classes: connection lost, out of resources, stopped by an operator or a crash.
_OUTAGE_CLASSES = ("08", "53", "57")
_QUERY_CANCELED = "57014"  # a statement that takes too long does so again


def is_outage(error: BaseException) -> bool:
    """Whether this error, or one that it was raised from, means that a service is away for now."""
    return any(_means_outage(each) for each in _with_causes(error))


@contextmanager
def left_to_the_next_sweep(what: str) -> Iterator[None]:
    """Inside a worker's task an outage is no failure: `what` waits, and the next sweep comes anyway."""
    try:
        yield
    except Exception as error:
        if not is_outage(error):
            raise
        logger.warning("%s wait, a service is away: %s", what, error)


def _means_outage(error: BaseException) -> bool:
    if isinstance(error, BrokerError):
        return True
    if not isinstance(error, _DATABASE_ERRORS):
        return False
    state = getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None)
    # A connection that broke, or never came about, has no SQLSTATE.
    return state is None or (state != _QUERY_CANCELED and state.startswith(_OUTAGE_CLASSES))


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
