"""A bound on the processor time of one piece of work, set where strangers' files come in."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What asks `is_spent` inside this block has so many seconds of this thread's processor time.

    Processor time and not the clock's: a busy machine must not refuse what a quiet one takes.
    """
    token = _deadline.set(min(time.thread_time() + seconds, _deadline.get()))
    try:
        yield
    finally:
        _deadline.reset(token)


@contextmanager
def part(seconds: float) -> Iterator[None]:
    """No more than so many of the seconds that are left; nothing where there is no bound."""
    with within(seconds if _deadline.get() < math.inf else math.inf):
        yield


def is_spent() -> bool:
    return time.thread_time() > _deadline.get()
