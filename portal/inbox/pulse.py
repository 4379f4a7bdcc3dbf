"""What every open page asks again and again: how much is unread, how much is offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal.accounts import roles
from portal.inbox.lists import counts
from portal.notifications.models import Notification


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """The bell, and the badge of the menu beside it; nothing for those whose sign-in has ended."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    unread = Notification.objects.of(request.user).unread().count()
    # Only those who work here have the badge in their menu.
    offered = counts(request)["offered"] if works_here(request.user) else None
    # Without the request: what every page shows besides is not asked for here.
    return HttpResponse(render_to_string("inbox/pulse.html", {"unread_count": unread, "offered": offered}))


def roles_of(user: Any) -> frozenset[str]:
    """Asked once for each request."""
    if not hasattr(user, "_roles"):
        user._roles = frozenset(user.groups.values_list("name", flat=True))
    found: frozenset[str] = user._roles
    return found


def works_here(user: Any) -> bool:
    """Has a role besides that of an enterprise."""
    return bool(user.is_superuser or roles_of(user) - {roles.ENTERPRISE})
