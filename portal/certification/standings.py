"""The public status of products, for the pages of registry."""

from __future__ import annotations

from collections.abc import Iterable

from portal.certification.models import Authorisation
from portal.registry.standing import Standing


def of_products(product_ids: Iterable[int]) -> dict[int, Standing]:
    """As the scan page shows it, in one query."""
    shown = Authorisation.objects.shown_of(product_ids)
    return {pk: Standing(found.status_now, found.get_status_now_display()) for pk, found in shown.items()}
