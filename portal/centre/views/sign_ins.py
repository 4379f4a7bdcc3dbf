"""Where the account is signed in, and who tried to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import sign_ins as kept
from portal.accounts.models import SignIn
from portal.accounts.requests import SignedInRequest
from portal.listing import page_of


@never_cache
@login_required
@require_safe
def sign_ins(request: SignedInRequest) -> HttpResponse:
    context = {
        "sessions": SignIn.objects.with_session(request.user),
        "this": request.session.session_key,
        "tokens": kept.tokens_of(request.user).order_by("-created_at"),
        "page": page_of(request, SignIn.objects.filter(user=request.user)),
    }
    return render(request, "centre/sign_ins.html", context)


@login_required
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """One browser; this very one signs out as everywhere."""
    elsewhere = SignIn.objects.with_session(request.user).exclude(session_key=request.session.session_key)
    sign_in = get_object_or_404(elsewhere, pk=pk)
    kept.end(SignIn.objects.filter(pk=sign_in.pk))
    messages.success(request, _("%(device)s上的登录已结束") % {"device": sign_in.device})
    return redirect("centre:sign_ins")


@login_required
@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    ended = kept.end_others(request.user, but=request.session.session_key or "")
    if ended:
        messages.success(request, _("已结束其他%(n)d处登录") % {"n": ended})
    else:
        messages.info(request, _("没有其他登录"))
    return redirect("centre:sign_ins")
