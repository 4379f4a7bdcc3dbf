"""How many evaluations one piece of work may take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from engine.errors import LimitReached


@dataclass
class _Meter:
    allowed: int
    used: int = 0


_meter: ContextVar[_Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered(allowed: int) -> Iterator[None]:
    """Inside this block more than `allowed` evaluations (expressions and cells of tables) raise LimitReached."""
    token = _meter.set(_Meter(allowed))
    try:
        yield
    finally:
        _meter.reset(token)


def count(number: int) -> None:
    meter = _meter.get()
    if meter is None:
        return
    meter.used += number
    if meter.used > meter.allowed:
        raise LimitReached(limit=_("一次操作计算的表达式数"), allowed=meter.allowed)
