"""Whose names a reader sees, and as what everybody else is shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery

from portal.accounts import roles
from portal.accounts.models import User


def sees_names(user: Any) -> bool:
    """The operator's own people; enterprises, experts and agencies see roles instead."""
    return bool(user.has_perm("registry.view_enterprise"))


def roles_of(person: Any) -> ArraySubquery:
    """For rows that name a person (`OuterRef("by")`): the groups that he is in, for `role_name`."""
    return ArraySubquery(User.groups.through.objects.filter(user=person).values("group__name"))


def role_name(groups: Collection[str]) -> str:
    """One role, the first in the order in which the scheme names its roles; empty where it is none of those."""
    return next((roles.name_of(role) for role in roles.NAMES if role in groups), "")


def shown_name(person: Any, *, reader: Any, names: bool, role: str = "") -> str:
    """“周审（登记审核员）” for those who see names, and of oneself; else the role alone."""
    if person is None:
        return role
    if not names and person.pk != reader.pk:
        return role
    return f"{person.get_full_name()}（{role}）" if role else person.get_full_name()
