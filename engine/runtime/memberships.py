"""The table of memberships follows what the scheme says of people."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Concat

from engine.models import Membership
from engine.models.memberships import ONE_PERSON
from engine.registry import hooks

logger = logging.getLogger(__name__)
# (id of a person, group)
Pair = tuple[Any, str]


def follow(user: Any) -> None:
    """Bring the rows of one person up to what is true now."""
    _settle(get_user_model()._default_manager.filter(pk=user.pk), Membership.objects.filter(user=user.pk))


def reconcile() -> int:
    """Bring all rows up to what is true now; how many were wrong. Each tells of a change that nobody announced."""
    missing, spare = _settle(get_user_model()._default_manager.all(), Membership.objects.all())
    if missing or spare:
        logger.warning("memberships were mended: missing %s, spare %s", sorted(missing), sorted(spare))
    return len(missing) + len(spare)


def _settle(people: QuerySet[Any], rows: QuerySet[Membership]) -> tuple[set[Pair], set[Pair]]:
    # Each difference is one statement, so that what somebody else commits meanwhile is in both sides or in neither.
    kept, true = rows.values_list("user_id", "group"), _true_of(people)
    missing, spare = set(true.difference(kept)), set(kept.difference(true))
    Membership.objects.bulk_create(
        (Membership(user_id=pk, group=group) for pk, group in missing), ignore_conflicts=True
    )
    for person, groups in _by_person(spare).items():
        Membership.objects.filter(user=person, group__in=groups).delete()
    return missing, spare


def _true_of(people: QuerySet[Any]) -> QuerySet[Any, Pair]:
    """What the scheme says; a closed account is in no group."""
    active = people.filter(is_active=True)
    name = F(get_user_model().USERNAME_FIELD)
    alone = active.annotate(person=F("pk"), group=Concat(Value(ONE_PERSON), name, output_field=TextField()))
    sources = [alone, *(source.filter(person__in=active.values("pk")) for source in hooks.memberships())]
    first, *others = [source.order_by().values_list("person", "group") for source in sources]
    return first.union(*others)


def _by_person(pairs: Iterable[Pair]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    for person, group in pairs:
        found[person].append(group)
    return found
