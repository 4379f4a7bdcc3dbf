"""How far a rehearsal goes (setting OTOP_REHEARSAL_LIMITS, a dict with any of these names)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class Limits(NamedTuple):
    steps: int = 300  # tasks completed, timers fired, messages received … in one process
    seconds: float = 2.0  # processor time for one process
    patience: int = 60  # steps in a row that show nothing new


def limits() -> Limits:
    try:
        configured: Mapping[str, Any] = getattr(settings, "OTOP_REHEARSAL_LIMITS", {})
    except ImproperlyConfigured:  # no Django project around us: a plain unit test
        configured = {}
    return Limits(**configured)
