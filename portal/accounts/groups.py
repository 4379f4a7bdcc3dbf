"""Which groups a user is in: Django's groups (roles), and dynamic ones such as `enterprise:12`.

The apps above register their dynamic groups here, so that accounts need not know enterprises or agencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from engine.registry import hooks
from portal.accounts.models import User


@dataclass(frozen=True)
class GroupProvider:
    """Dynamic groups named `{prefix}{id}`; `members_of` gets the id as text."""

    prefix: str
    groups_of: Callable[[Any], Iterable[str]]
    members_of: Callable[[str], QuerySet[User]]


providers: dict[str, GroupProvider] = {}


def provide(provider: GroupProvider) -> None:
    """Register dynamic groups; a second provider of the same prefix is a programmer's mistake."""
    if provider.prefix in providers:
        raise ValueError(f"groups {provider.prefix!r} are provided already")
    providers[provider.prefix] = provider
    hooks.dynamic_group_prefixes = (*hooks.dynamic_group_prefixes, provider.prefix)


def groups_of(user: Any) -> list[str]:
    """Names of all groups of a user; the engine's hook for candidate groups."""
    if not user.is_authenticated:
        return []
    names = list(user.groups.values_list("name", flat=True))
    for provider in providers.values():
        names.extend(provider.groups_of(user))
    return names


def members_of(group: str) -> QuerySet[User]:
    """Active users of a role, of a dynamic group, or of `user:<username>`."""
    active = User.objects.filter(is_active=True)
    prefix, colon, identifier = group.partition(":")
    if not colon:
        return active.filter(groups__name=group)
    if prefix == "user":
        return active.filter(username=identifier)
    provider = providers.get(prefix + colon)
    if provider is None:
        return User.objects.none()
    return provider.members_of(identifier).filter(is_active=True)
