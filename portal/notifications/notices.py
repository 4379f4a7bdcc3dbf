"""Tell people something: the bell on every page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.models import Membership
from portal.notifications.models import Notification
from portal.notifications.models.notices import LONGEST


def notify(*, text: str, url: str = "", groups: Iterable[str] = (), users: Iterable[Any] = ()) -> int:
    """One notification to each person once, also who is in several of the groups; answers how many."""
    text = text[:LONGEST]
    rows = {user.pk: Notification(user=user, text=text, url=url) for user in users}
    for group in groups:
        for user in Membership.objects.members_of(group):
            rows.setdefault(user.pk, Notification(user=user, group=group, text=text, url=url))
    Notification.objects.bulk_create(rows.values())
    return len(rows)
