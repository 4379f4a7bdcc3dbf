"""What every open page asks again and again: how much is unread, how much is offered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from engine.models.statements.signing_in import groups_of
from portal.accounts.roles import is_of_work
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


def work_of(user: Any) -> set[str]:
    """The roles of a person, besides that of an enterprise."""
    return {group for group in groups_of(user) if is_of_work(group)}


def works_here(user: Any) -> bool:
    return bool(user.is_superuser or work_of(user))
