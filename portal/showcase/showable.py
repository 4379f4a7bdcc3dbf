"""What may be shown today: the one place that knows. A star that is simply valid, and a sample that passed where an
outside eye saw it: in a laboratory, with a third party, or with experts on site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.certification.models import Authorisation
from portal.evaluation.models import InspectionRecord, Sample, SampleEvent, Star
from portal.showcase.models import Scope

Kind = InspectionRecord.Kind
_ONSITE, _THIRD_PARTY, _LABORATORY = _("专家现场评价"), _("第三方评价"), _("实验室检测")


@dataclass(frozen=True)
class Shown:
    """`how` it passed, and when."""

    authorisation: Authorisation
    how: Promise
    passed_at: datetime


def passed(application: str) -> Q:
    """For a queryset of what has an application at this path: a sample of it passed, and not on paper alone."""
    event = SampleEvent.objects.filter(sample__application=OuterRef(application), status=Sample.Status.PASSED)
    return Q(Exists(event)) & (Q(**{f"{application}__star__gte": Star.TWO}) | Q(Exists(_laboratory(application))))


def _laboratory(application: str) -> Any:
    return InspectionRecord.objects.filter(
        sample__application=OuterRef(application),
        kind__in=(*InspectionRecord.OF_LABORATORY, Kind.RETEST),
        verdict=InspectionRecord.Verdict.PASS,
    )


def of_products(product_ids: Iterable[int]) -> dict[int, Shown]:
    """By product, as it is this moment; what may not be shown is left out."""
    valid = {each.application_id: each for each in valid_of(product_ids).values()}
    if not valid:
        return {}
    rows = Authorisation.objects.filter(passed("application"), application__in=valid)
    seen = set(rows.values_list("application", flat=True))
    events = SampleEvent.objects.filter(sample__application__in=seen, status=Sample.Status.PASSED)
    times = dict(events.order_by("at", "id").values_list("sample__application", "at"))
    return {
        each.product_id: Shown(each, _how(each), times[application])
        for application, each in valid.items()
        if application in times
    }


def valid_of(product_ids: Iterable[int]) -> dict[int, Authorisation]:
    """By product its star where it is simply valid this moment, whatever became of its sample."""
    found = Authorisation.objects.shown_of(product_ids)
    return {pk: each for pk, each in found.items() if each.status_now == Authorisation.Status.VALID}


def _how(authorisation: Authorisation) -> Promise:
    star = authorisation.application.star
    if star >= Star.THREE:
        return _ONSITE
    return _THIRD_PARTY if star == Star.TWO else _LABORATORY


def why_not(product_id: int, scope: Scope = Scope.SAMPLES) -> Promise | None:
    """None where it may be shown, or recommended to buyers."""
    if valid_of([product_id]) if scope == Scope.BUYERS else of_products([product_id]):
        return None
    authorisation = Authorisation.objects.shown_of([product_id]).get(product_id)
    if authorisation is None:
        return _("产品还没有取得星级")
    if authorisation.status_now != Authorisation.Status.VALID:
        return _("星级有警示、已暂停或者不再有效")
    return _("样品只作了资料核查，没有经过实验室、第三方或现场的检验")
