"""The referrer's own pages: joining, the invitation, the centre."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents import qr
from engine.errors import EngineError
from engine.models import UserTask
from portal.accounts.models import User
from portal.listing import page_of
from portal.referrals.commands import TERMS_VERSION, become_referrer
from portal.referrals.forms import JoinForm
from portal.referrals.grants import PROCESS
from portal.referrals.models import Grant, Referral, Referrer
from portal.registry.models import Enterprise
from portal.registry.referrers import INVITATION

_LATEST = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What a referrer is, for everybody; joining needs an account with a verified number, no enterprise."""
    user = request.user
    if user.is_authenticated and Referrer.objects.filter(user=user.pk).exists():
        return redirect("referrals:centre")
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not isinstance(user, User):
            return redirect(f"{reverse('login')}?next={request.path}")
        if form.is_valid() and _joined(request, user, form):
            return redirect("referrals:centre")
    context = {"form": form, "version": TERMS_VERSION}
    return render(request, "referrals/join.html", context, status=422 if form.errors else 200)


def _joined(request: HttpRequest, user: User, form: JoinForm) -> bool:
    try:
        become_referrer(user)
    except EngineError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("您已登记为推荐人"))
    return True


@never_cache
@require_safe
def invited(request: HttpRequest, code: str) -> HttpResponse:
    """Where an invitation leads: whoever registers an enterprise from this browser names the referrer by that."""
    get_object_or_404(Referrer, code=code, user__is_active=True)
    request.session[INVITATION] = code
    return render(request, "referrals/invited.html")


@login_required
@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    referrer = _own(request)
    if referrer is None:
        return redirect("referrals:join")
    # Counted, or still on the way.
    known = Q(status=Referral.Status.COUNTED) | Q(enterprise__status__in=Enterprise.LIVE)
    referrals = referrer.referrals.exclude(status=Referral.Status.VOID).filter(known).select_related("enterprise")
    page = page_of(request, referrals)
    context = {
        "referrer": referrer,
        "counts": _counts(referrals),
        "page": page,
        "grants": _grants(request, referrer),
        "invitation": _invitation(referrer),
    }
    return render(request, "referrals/centre.html", context)


def _counts(referrals: QuerySet[Referral]) -> dict[str, int]:
    counted, matched = Referral.Status.COUNTED, Referral.Status.MATCHED
    return referrals.aggregate(
        counted=Count("pk", filter=Q(status=counted)), matched=Count("pk", filter=Q(status=matched))
    )


def _grants(request: HttpRequest, referrer: Referrer) -> list[dict[str, Any]]:
    """Those that were offered, each with the task that waits for an answer."""
    grants = list(referrer.grants.exclude(status__in=Grant.INSIDE)[:_LATEST])
    tasks = UserTask.objects.open().inbox_of(request.user).filter(case__process_key=PROCESS)
    waiting = dict(tasks.filter(form_key="grant_answer").values_list("case__business_key", "pk"))
    return [{"grant": grant, "task": waiting.get(grant.number)} for grant in grants]


@login_required
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    """The invitation as a QR code."""
    referrer = _own(request)
    if referrer is None:
        return redirect("referrals:join")
    response = HttpResponse(qr.svg(_invitation(referrer)), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _own(request: HttpRequest) -> Referrer | None:
    return Referrer.objects.filter(user=request.user.pk).select_related("user").first()


def _invitation(referrer: Referrer) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('referrals:invited', args=[referrer.code])}"
