"""What every page shows about the signed-in person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.notifications.models import Notification


def notifications(request: HttpRequest) -> dict[str, Any]:
    """`unread_count`, counted only when a template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"unread_count": SimpleLazyObject(lambda: Notification.objects.of(user).unread().count())}
