"""What every page shows about the current enterprise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.registry.current import current_enterprise, my_enterprises


def enterprises(request: HttpRequest) -> dict[str, Any]:
    """`current_enterprise` and `my_enterprises`, asked for only when a template uses them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "current_enterprise": SimpleLazyObject(lambda: current_enterprise(request)),
        "my_enterprises": SimpleLazyObject(lambda: my_enterprises(request)),
    }
