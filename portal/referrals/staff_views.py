"""Who recommends, and what they are granted: the pages of those who propose and approve, and a grant's own page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engine.errors import EngineError
from engine.models import ProcessInstance
from portal.accounts.models import User
from portal.listing import listed, page_of
from portal.referrals.forms import GrantForm
from portal.referrals.grants import PROCESS, propose
from portal.referrals.models import Grant, Referral, Referrer
from portal.registry.live_page import live_page
from portal.registry.progress import progress

_reads = permission_required("referrals.view_grant", raise_exception=True)
_proposes = permission_required("referrals.add_grant", raise_exception=True)


@login_required
@_reads
@require_safe
def referrers(request: HttpRequest) -> HttpResponse:
    """Everybody who recommends, most counted first; numbers masked."""
    counted = Count("referrals", filter=Q(referrals__status=Referral.Status.COUNTED), distinct=True)
    granted = Count("grants", filter=Q(grants__status=Grant.Status.DELIVERED), distinct=True)
    found = Referrer.objects.select_related("user").annotate(counted=counted, granted=granted)
    page = page_of(request, found.order_by("-counted", "-joined_at", "-pk"))
    context = {"page": page, "may_propose": request.user.has_perm("referrals.add_grant")}
    return render(request, "referrals/referrers.html", context)


@login_required
@_reads
@require_safe
def grants(request: HttpRequest) -> HttpResponse:
    """Newest first; `?status=` for one state."""
    found = Grant.objects.select_related("referrer__user", "proposed_by")
    context = listed(request, found, Grant.Status) | {"may_propose": request.user.has_perm("referrals.add_grant")}
    return render(request, "referrals/grants.html", context)


@login_required
@_proposes
@require_http_methods(["GET", "HEAD", "POST"])
def new_grant(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = GrantForm(request.POST or None, initial={"referrer": request.GET.get("referrer")})
    if request.method == "POST" and form.is_valid():
        try:
            grant = propose(form.save(commit=False), by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已提出，发放编号 %(number)s，由流程管理员审批") % {"number": grant.number})
            return redirect("referrals:grant", number=grant.number)
    return render(request, "referrals/new_grant.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def grant(request: HttpRequest, number: str) -> HttpResponse:
    """Of those who grant, and of the referrer from the moment it is offered."""
    found = Grant.objects.visible_to(request.user).select_related("referrer__user", "proposed_by", "decided_by")
    grant = get_object_or_404(found, number=number)
    instance = ProcessInstance.objects.filter(process_key=PROCESS, business_key=number, parent=None).first()
    is_inside = request.user.has_perm("referrals.view_grant")
    context = {
        "grant": grant,
        "is_inside": is_inside,
        # The referrer is told by the grant itself where it stands.
        "progress": progress(instance, user=request.user) if instance and is_inside else None,
    }
    return live_page(request, "referrals/grant.html", "referrals/grant_now.html", context)
