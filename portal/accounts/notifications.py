"""Tell people something: the bell on every page."""

from __future__ import annotations

from collections.abc import Iterable

from portal.accounts.groups import members_of
from portal.accounts.models import Notification, User


def notify(*, text: str, url: str = "", groups: Iterable[str] = (), users: Iterable[User] = ()) -> int:
    """One notification to each person once, also who is in several of the groups; answers how many."""
    rows = {user.pk: Notification(user=user, text=text, url=url) for user in users}
    for group in groups:
        for user in members_of(group):
            rows.setdefault(user.pk, Notification(user=user, group=group, text=text, url=url))
    Notification.objects.bulk_create(rows.values())
    return len(rows)
