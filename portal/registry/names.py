"""Whose names a reader sees, and as what everybody else is shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.accounts import roles
from portal.accounts.models import User


def sees_names(user: Any) -> bool:
    """The operator's own people; enterprises, experts and agencies see roles instead."""
    return bool(user.has_perm("registry.view_enterprise"))


def role_names(users: Iterable[Any]) -> dict[Any, str]:
    """One role for each account, in the order in which the scheme names its roles; one query for all."""
    wanted = {user if isinstance(user, int) else user.pk for user in users if user is not None}
    order = {name: place for place, name in enumerate(roles.NAMES)}
    found: dict[Any, str] = {}
    memberships = User.groups.through.objects.filter(user__in=wanted, group__name__in=order)
    for pk, name in sorted(memberships.values_list("user_id", "group__name"), key=lambda row: order[row[1]]):
        found.setdefault(pk, roles.name_of(name))
    return found


def shown_name(person: Any, *, reader: Any, names: bool, role: str = "") -> str:
    """“周审（登记审核员）” for those who see names, and of oneself; else the role alone."""
    if person is None:
        return role
    if not names and person.pk != reader.pk:
        return role
    return f"{person.get_full_name()}（{role}）" if role else person.get_full_name()
