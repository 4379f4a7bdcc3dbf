"""The days to come of products that have a star."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from engine import clock
from portal.certification.models import Authorisation
from portal.certification.renewals import Days
from portal.evaluation.eligibility import running_of
from portal.registry.next_steps import NextStep
from portal.upkeep.commands.inspections import anniversaries


def of_products(product_ids: Iterable[int]) -> dict[int, list[NextStep]]:
    """Of each authorisation in force: its next inspection, the time for its renewal, and its end."""
    ids = tuple(product_ids)
    found = list(Authorisation.objects.in_force().filter(product__in=ids))
    if not found:
        return {}
    applied = running_of(ids)
    days = Days.now()
    return {
        each.product_id: list(_steps(each, days, renews=each.product_id in applied))
        for each in found
        if not each.is_past
    }


def _steps(authorisation: Authorisation, days: Days, *, renews: bool) -> Iterable[NextStep]:
    """`renews`: an application of the product is under way."""
    today = clock.today()
    coming = (day for _ordinal, day in anniversaries(authorisation) if day >= today)
    if anniversary := next(coming, None):
        yield NextStep(_("年度检查报送截止"), day=anniversary)
    window = days.window(authorisation)
    if window.closes >= today and not renews:
        is_open = window.opens <= today
        yield NextStep(_("现在可以申请续展，截止") if is_open else _("续展申请截止"), day=window.closes)
    yield NextStep(_("授权有效期至"), day=authorisation.valid_to)
