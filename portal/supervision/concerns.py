"""The warnings in force, as certification and the scan page show them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from engine import clock
from portal.certification.concerns import ByProduct, Concern
from portal.certification.models import Authorisation
from portal.supervision.models import Warning
from portal.supervision.notices import effects_of

# For how many days the scan page says that a warning should not have been.
_SAID_FOR = timedelta(days=30)


def taken_back(product: int) -> list[Warning]:
    """Warnings that everybody could see and that had no ground, as long as that is said in public."""
    since = datetime.combine(clock.today() - _SAID_FOR, time.min, clock.LOCAL_ZONE)
    recent = Warning.objects.of_product(product).filter(lifted_at__gte=since)
    return list(recent.filter(end__in=Warning.TAKEN_BACK))


def in_force(product_ids: list[int]) -> ByProduct:
    """What revoked a star is said of that one alone: a later one has nothing to do with it."""
    later = Authorisation.objects.published().filter(
        product=OuterRef("case__authorisation__product"), published_at__gt=OuterRef("issued_at")
    )
    warnings = Warning.objects.open().filter(case__authorisation__product__in=product_ids)
    warnings = warnings.exclude(Q(level=Warning.Level.REVOKED) & Q(Exists(later)))
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
