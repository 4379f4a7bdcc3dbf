"""How products stand, for the pages of registry and for the rule on what may be applied for."""

from __future__ import annotations

from collections.abc import Iterable

from portal.certification.models import Authorisation
from portal.evaluation.models import Application
from portal.registry.standing import Standing


def of_products(product_ids: Iterable[int]) -> dict[int, Standing]:
    """As the scan page shows it, in one query."""
    shown = Authorisation.objects.shown_of(product_ids)
    return {
        pk: Standing(found.status_now, found.get_status_now_display(), star=_star(found)) for pk, found in shown.items()
    }


def _star(authorisation: Authorisation) -> int:
    is_held = authorisation.status in Authorisation.IN_FORCE and not authorisation.is_past
    return authorisation.star if is_held else 0


def awaiting_issue(product_ids: Iterable[int]) -> set[int]:
    """Products of which an application has passed, and nothing is in force yet that came of it."""
    passed = Application.objects.filter(product__in=product_ids, status=Application.Status.PASSED)
    issued = Authorisation.objects.published().values("application")
    return set(passed.exclude(pk__in=issued).values_list("product", flat=True))
