"""Reports from the scan page."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.limits import REPORT, TooMany, network
from portal.registry.models import Product
from portal.supervision import notices
from portal.supervision.errors import TooManyReports
from portal.supervision.models import Report


def report_product(report: Report, *, product: Product | None, address: str, code: str = "") -> Report:
    """Keep a report and tell compliance. Raises `TooManyReports`; the address counts and is not kept.

    `product` None: the code that was scanned is none of ours, and `code` is what it says.
    """
    try:
        REPORT.take(network(address))
    except TooMany:
        raise TooManyReports from None
    return _keep(report, product, code)


@transaction.atomic
def _keep(report: Report, product: Product | None, code: str) -> Report:
    report.product, report.code = product, "" if product else code[:100]
    report.save()
    notices.tell_reported(report)
    return report
