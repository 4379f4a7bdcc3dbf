"""The days to come of products that have a star."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from engine import clock
from portal.certification.models import Authorisation
from portal.certification.renewals import Days
from portal.evaluation.eligibility import running_of
from portal.registry.next_steps import NextStep
from portal.upkeep.commands.inspections import anniversaries
from portal.upkeep.models import AnnualInspection


def of_products(product_ids: Iterable[int]) -> dict[int, list[NextStep]]:
    """Of each authorisation in force: its next inspection, the time for its renewal, and its end."""
    ids = tuple(product_ids)
    sent = AnnualInspection.objects.filter(authorisation=OuterRef("pk")).exclude(
        status=AnnualInspection.Status.TO_SUBMIT
    )
    found = list(
        Authorisation.objects.in_force()
        .filter(product__in=ids)
        .annotate(inspected=ArraySubquery(sent.values("ordinal")))
    )
    if not found:
        return {}
    applied = running_of(ids)
    days = Days.now()
    return {
        each.product_id: list(_steps(each, days, each.inspected, renews=each.product_id in applied))
        for each in found
        if not each.is_past
    }


def _steps(authorisation: Authorisation, days: Days, inspected: list[int], *, renews: bool) -> Iterable[NextStep]:
    """`inspected`: the years whose inspection was handed in; `renews`: an application of the product is under way."""
    today = clock.today()
    coming = (day for year, day in anniversaries(authorisation) if day >= today and year not in inspected)
    if anniversary := next(coming, None):
        yield NextStep(_("年度检查报送截止"), day=anniversary)
    window = days.window(authorisation)
    if window.closes >= today and not renews:
        is_open = window.opens <= today
        yield NextStep(_("现在可以申请续展，截止") if is_open else _("续展申请截止"), day=window.closes)
    yield NextStep(_("授权有效期至"), day=authorisation.valid_to)
