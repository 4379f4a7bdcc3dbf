"""Who is in which candidate group: Django's groups (roles), and dynamic ones such as `enterprise:12`.

The apps above register their dynamic groups here, so that accounts need not know enterprises or agencies. The engine
keeps the table that everybody reads (`engine.models.Membership`) equal to this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from engine.registry import django_groups, hooks


@dataclass(frozen=True)
class GroupProvider:
    """Dynamic groups named `{prefix}{id}`: rows of people (`user`) who are in the group of `field`, the id."""

    prefix: str
    rows: Callable[[], QuerySet[Any]]
    field: str

    def memberships(self) -> QuerySet[Any]:
        name = Concat(Value(self.prefix), Cast(self.field, TextField()), output_field=TextField())
        return self.rows().annotate(person=F("user"), group=name)


providers: dict[str, GroupProvider] = {}


def provide(provider: GroupProvider) -> None:
    """Register dynamic groups; a second provider of the same prefix is a programmer's mistake."""
    if provider.prefix in providers:
        raise ValueError(f"groups {provider.prefix!r} are provided already")
    providers[provider.prefix] = provider
    hooks.dynamic_group_prefixes = (*hooks.dynamic_group_prefixes, provider.prefix)


def memberships() -> list[QuerySet[Any]]:
    """The engine's hook."""
    return [*django_groups(), *(provider.memberships() for provider in providers.values())]
