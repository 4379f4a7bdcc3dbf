"""How far the exploration goes (setting OTOP_BEHAVIOUR_LIMITS, a dict with any of these names)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Limits(NamedTuple):
    states: int = 10_000  # of one scope: the process or a sub-process
    steps: int = 50_000  # moves between these states
    tokens: int = 200  # in one state


def limits() -> Limits:
    try:
        configured: Mapping[str, Any] = getattr(settings, "OTOP_BEHAVIOUR_LIMITS", {})
    except ImproperlyConfigured:  # no Django project around us: a plain unit test
        configured = {}
    return Limits(**configured)
