"""Limits of a case (setting OTOP_ENGINE_LIMITS, a dict with any of these names)."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from engine import spiff
from engine.errors import LimitReached


class CaseLimits(NamedTuple):
    steps: int = 1000  # elements that one command may run
    tree_size: int = 5000  # tasks in the tree of one instance
    multi_instance: int = 200  # items of one loop
    variables: int = 256 * 1024  # bytes of one instance's variables as JSON
    call_depth: int = 10  # called processes inside each other


def limits() -> CaseLimits:
    return CaseLimits(**getattr(settings, "OTOP_ENGINE_LIMITS", {}))


def spiff_limits() -> spiff.Limits:
    bounds = limits()
    return spiff.Limits(steps=bounds.steps, tree_size=bounds.tree_size, multi_instance=bounds.multi_instance)


def check_variables(text: str) -> None:
    allowed = limits().variables
    if len(text.encode()) > allowed:
        raise LimitReached(limit=_("变量总量（字节）"), allowed=allowed)
