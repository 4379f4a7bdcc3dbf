"""The warnings in force, as certification and the scan page show them."""

from __future__ import annotations

from collections import defaultdict

from portal.certification.concerns import ByProduct, Concern
from portal.supervision.models import Warning
from portal.supervision.notices import effects_of


def in_force(product_ids: list[int]) -> ByProduct:
    warnings = Warning.objects.open().filter(case__authorisation__product__in=product_ids)
    found: dict[int, list[Concern]] = defaultdict(list)
    for warning in warnings.select_related("case__authorisation", "document"):
        found[warning.case.authorisation.product_id].append(
            Concern(
                level=warning.level,
                label=warning.get_level_display(),
                reason=warning.reason,
                since=warning.issued_at,
                cure_by=warning.cure_by,
                document=warning.document,
                effects=effects_of(warning.level),
            )
        )
    return found
