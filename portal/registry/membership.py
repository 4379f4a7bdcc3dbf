"""The dynamic groups `enterprise:12`: the members of an enterprise."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.accounts.roles import ENTERPRISE_PREFIX
from portal.registry.models import EnterpriseMember


def groups_of(user: Any) -> list[str]:
    members = EnterpriseMember.objects.filter(user=user)
    return [f"{ENTERPRISE_PREFIX}{pk}" for pk in members.values_list("enterprise", flat=True)]


def members_of(identifier: str) -> QuerySet[User]:
    if not identifier.isdecimal():
        return User.objects.none()
    return User.objects.filter(memberships__enterprise=int(identifier))
