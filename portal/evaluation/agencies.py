"""Third-party agencies: their dynamic groups `agency:3`, and which of them may be commissioned."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from portal.evaluation.conflicts import ties_count_since
from portal.evaluation.models import Agency, AgencyMember, Application, ThirdPartyOrder

Status = ThirdPartyOrder.Status
# Asked once for a case, these are not asked again.
_SPENT = (Status.REFUSED, Status.LAPSED, Status.REPLACED, Status.REJECTED)


def members() -> QuerySet[AgencyMember]:
    """The people of the agencies that are listed."""
    return AgencyMember.objects.filter(agency__is_active=True)


def eligible(application: Application, *, on: date) -> list[Agency]:
    """Field match, accredited, somebody there to answer, no conflict, and not tried before; by name."""
    category = application.product.category
    found = Agency.objects.active(on=on).filter(fields__contains=[category]).prefetch_related("ties")
    spent = application.orders.filter(status__in=_SPENT).values("agency")
    found = found.exclude(pk__in=spent).filter(members__user__is_active=True).distinct()
    return [agency for agency in found if not has_conflict(agency, application, on=on)]


def has_conflict(agency: Agency, application: Application, *, on: date) -> bool:
    """The enterprise itself, a tie to it, or staff who are also the enterprise's people."""
    enterprise, since = application.enterprise, ties_count_since(on)
    if agency.uscc == enterprise.uscc or any(tie.bars_from(enterprise, since=since) for tie in agency.ties.all()):
        return True
    return agency.members.filter(user__memberships__enterprise=enterprise).exists()
