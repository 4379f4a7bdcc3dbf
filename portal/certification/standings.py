"""How products stand, for the pages of registry and for the rule on what may be applied for."""

from __future__ import annotations

from collections.abc import Iterable

from portal.certification import concerns, renewals
from portal.certification.models import Authorisation
from portal.evaluation.models import Application
from portal.registry.deadlines import deadline
from portal.registry.standing import Alarm, Standing


def of_products(product_ids: Iterable[int]) -> dict[int, Standing]:
    """As the scan page shows it, in one query."""
    shown = Authorisation.objects.shown_of(product_ids)
    if not shown:
        return {}
    alarms, days = concerns.of_products(shown), renewals.Days.now()
    return {
        pk: Standing(
            found.status_now,
            found.get_status_now_display(),
            star=_star(found),
            is_renewable=renewals.is_open(found, days),
            alarms=tuple(map(_alarm, alarms[pk])),
        )
        for pk, found in shown.items()
    }


def _alarm(concern: concerns.Concern) -> Alarm:
    cure_by = deadline(concern.cure_by)
    return Alarm(concern.level, concern.label, concern.reason, concern.since, cure_by, concern.effects)


def _star(authorisation: Authorisation) -> int:
    is_held = authorisation.status in Authorisation.IN_FORCE and not authorisation.is_past
    return authorisation.star if is_held else 0


def awaiting_issue(product_ids: Iterable[int]) -> set[int]:
    """Products of which an application has passed, and nothing is in force yet that came of it."""
    passed = Application.objects.filter(product__in=product_ids, status=Application.Status.PASSED)
    issued = Authorisation.objects.published().values("application")
    return set(passed.exclude(pk__in=issued).values_list("product", flat=True))
