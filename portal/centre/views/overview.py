"""What a person has here: enterprises with the own part in each, recommendations, what the account is."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.referrals.models import Grant, Referral, Referrer
from portal.registry.models import EnterpriseMember, JoinRequest

_LATEST = 5


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    user = request.user
    mine = EnterpriseMember.objects.filter(user=user).select_related("enterprise").order_by("joined_at")
    asked = user.join_requests.filter(status=JoinRequest.Status.OPEN).select_related("enterprise")
    groups = user.groups.exclude(name=roles.ENTERPRISE).values_list("name", flat=True)
    context = {"memberships": mine, "asked": asked, "role_names": roles.names_of(groups), **_referrals(user)}
    return render(request, "centre/overview.html", context)


def _referrals(user: User) -> dict[str, Any]:
    status = Referral.Status
    found = Referrer.objects.filter(user=user).annotate(
        counted=Count("referrals", filter=Q(referrals__status=status.COUNTED)),
        matched=Count("referrals", filter=Q(referrals__status=status.MATCHED)),
    )
    referrer = found.first()
    grants = Grant.objects.filter(referrer=referrer).exclude(status__in=Grant.INSIDE)
    return {"referrer": referrer, "grants": grants[:_LATEST] if referrer else []}
