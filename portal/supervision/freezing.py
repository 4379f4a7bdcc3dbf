"""What revocations and suspensions bring: until when nothing may be applied for, and a frozen enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engine import clock
from portal.registry.models import Enterprise
from portal.scheme import values
from portal.supervision import notices, pausing
from portal.supervision.models import Case, Warning
from portal.supervision.models.warnings import WarningQuerySet

Level = Warning.Level


def barred_until(product_ids: Iterable[int]) -> dict[int, date]:
    """By product whose star was revoked: the first day on which it may apply again."""
    found: dict[int, date] = {}
    for warning in _revocations().filter(case__authorisation__product__in=product_ids):
        product = warning.case.authorisation.product_id
        found[product] = max(bar(warning.case, since=warning.issued_at), found.get(product, date.min))
    return found


def bar(case: Case, *, since: datetime) -> date:
    """The first day on which the product may apply again, if its star is revoked at that moment."""
    name = "OTOP_REAPPLY_YEARS_FRAUD" if case.trigger == Case.Trigger.FRAUD else "OTOP_REAPPLY_YEARS"
    return _years_after(since, values.whole(name))


def keeping(enterprise: Enterprise) -> list[str]:
    """Nobody leaves the platform to come back before the bar is over."""
    names = dict(enterprise.products.values_list("pk", "name"))
    return [
        _("%(product)s在%(day)s前不得重新申请星级评价，期间不能退出平台") % {"product": names[pk], "day": day}
        for pk, day in barred_until(names).items()
        if clock.today() < day
    ]


def _revocations() -> WarningQuerySet:
    return Warning.objects.open().filter(level=Level.REVOKED).select_related("case__authorisation")


def _years_after(moment: datetime, years: int) -> date:
    day = clock.day_of(moment)
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def refresh(enterprise_id: int) -> None:
    """Frozen while too many of its products, or one for fraud, are suspended or revoked and barred."""
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    if enterprise.status not in (Enterprise.Status.ACTIVE, Enterprise.Status.FROZEN):
        return
    status = Enterprise.Status.FROZEN if _is_to_be_frozen(enterprise_id) else Enterprise.Status.ACTIVE
    if status == enterprise.status:
        return
    enterprise.move(status)
    is_frozen = status == Enterprise.Status.FROZEN
    notices.tell_freeze(enterprise, is_frozen=is_frozen)
    if is_frozen:
        pausing.pause(enterprise_id)
    else:
        pausing.go_on(enterprise_id)


def _is_to_be_frozen(enterprise_id: int) -> bool:
    severe = Warning.objects.open().filter(
        case__authorisation__product__enterprise=enterprise_id, level__in=(Level.SUSPENDED, Level.REVOKED)
    )
    counted = [
        warning
        for warning in severe.select_related("case__authorisation")
        if warning.level == Level.SUSPENDED or bar(warning.case, since=warning.issued_at) > clock.today()
    ]
    products = {warning.case.authorisation.product_id for warning in counted}
    is_fraud = any(warning.case.trigger == Case.Trigger.FRAUD for warning in counted)
    return is_fraud or len(products) >= values.whole("OTOP_FREEZE_PRODUCTS")


def look_again_at_the_frozen() -> None:
    """A bar ends with a day, not with something that somebody does."""
    frozen = Enterprise.objects.filter(status=Enterprise.Status.FROZEN).order_by("pk")
    for enterprise_id in list(frozen.values_list("pk", flat=True)):
        refresh(enterprise_id)
    for enterprise_id in frozen.values_list("pk", flat=True):
        pausing.pause(enterprise_id)  # what began at the very moment of the freeze
