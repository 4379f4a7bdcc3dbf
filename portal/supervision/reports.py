"""Reports from the scan page."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts import roles
from portal.accounts.limits import REPORT, TooMany, network
from portal.notifications.notices import notify
from portal.registry.models import Product
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
    with override(settings.LANGUAGE_CODE):  # the reporter may read English
        words = {"product": report.subject, "kind": report.get_kind_display()}
        text = _("收到公众举报：%(product)s，%(kind)s") % words
    notify(text=text, url=reverse("supervision:cases"), groups=[roles.COMPLIANCE_OFFICER])
    return report
