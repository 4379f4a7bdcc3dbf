"""Limits of a case (setting OTOP_ENGINE_LIMITS, a dict with any of these names).

Reaching one undoes the step, so nothing is lost; an incident names the limit and the element, and when the
limit has been raised or its cause is gone, the same command or a retry of the incident goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from engine import spiff
from engine.bounds import in_force
from engine.errors import LimitReached


@dataclass(frozen=True)
class CaseLimits(spiff.Limits):
    """Those of the running diagram, and those of what is around it."""

    call_depth: int = 10  # called processes inside each other
    state: int = 16 * 1024 * 1024  # bytes of the stored state of one instance


def limits() -> CaseLimits:
    """The limits in force."""
    return in_force(CaseLimits, "OTOP_ENGINE_LIMITS")


def check_state(text: str) -> None:
    allowed = limits().state
    if len(text.encode()) > allowed:
        raise LimitReached(limit=_("保存的流程状态（字节）"), allowed=allowed)
