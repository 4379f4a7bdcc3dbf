"""Finding what others offer or look for, and one's own postings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.errors import EngineError
from portal.accounts.requests import SignedInRequest
from portal.exchange import commands, matching
from portal.exchange.forms import ApproachForm, PostingForm
from portal.exchange.models import Approach, Posting
from portal.listing import page_of, query_of
from portal.registry import grants
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise

_PER_PAGE = 20
_MOST_FITTING = 5
_PLACE = "enterprise__township__parent__parent__parent"
_LONGEST_QUERY = 50


@require_safe
@with_enterprise
def postings(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Open ones of all enterprises; `?mine=1` one's own; by kind, line of business and words."""
    is_mine = request.GET.get("mine") == "1"
    found = Posting.objects.filter(enterprise=enterprise) if is_mine else Posting.objects.open()
    kind, category = request.GET.get("kind", ""), request.GET.get("category", "")
    if kind in Posting.Kind.values:
        found = found.filter(kind=kind)
    if category in Enterprise.Category.values:
        found = found.filter(category=category)
    words = request.GET.get("q", "").strip()[:_LONGEST_QUERY]
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(detail__icontains=word) | Q(enterprise__name__icontains=word))
    context = {
        "page": page_of(request, found.select_related(_PLACE), per_page=_PER_PAGE),
        "query": query_of(request),
        "words": words,
        "kind": kind,
        "kinds": Posting.Kind.choices,
        "category": category,
        "categories": Enterprise.Category.choices,
        "is_mine": is_mine,
        "enterprise": enterprise,
        "may_post": enterprise.is_active and grants.may_act(request.user, enterprise),
    }
    return render(request, "exchange/postings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_enterprise
def new(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    form = PostingForm(request.POST or None, enterprise=enterprise)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.post(form.save(commit=False), by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已发布"))
            return redirect("exchange:posting", pk=made.pk)
    return render(request, "exchange/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_enterprise
def posting(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """One of them: for its enterprise who approached it, for another the way to approach it."""
    found = Posting.objects.visible_to(request.user).select_related("enterprise__township")
    wanted = get_object_or_404(found, pk=pk)
    is_own = wanted.enterprise_id == enterprise.pk
    form = ApproachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not grants.may_act(request.user, enterprise):
            raise PermissionDenied
        if form.is_valid() and _approached(request, wanted, enterprise, form):
            return redirect("exchange:posting", pk=pk)
    approaches = wanted.approaches.select_related("enterprise")
    context = {
        "posting": wanted,
        "is_own": is_own,
        "approaches": approaches if is_own else approaches.none(),
        "mine": None if is_own else approaches.filter(enterprise=enterprise).first(),
        "fitting": matching.fitting(wanted).select_related(_PLACE)[:_MOST_FITTING] if is_own and wanted.is_open else [],
        "form": form,
        "may_act": enterprise.is_active and grants.may_act(request.user, enterprise),
    }
    return render(request, "exchange/posting.html", context, status=422 if form.errors else 200)


def _approached(request: SignedInRequest, wanted: Posting, enterprise: Enterprise, form: ApproachForm) -> bool:
    try:
        commands.approach(wanted, enterprise=enterprise, message=form.cleaned_data["message"], by=request.user)
    except EngineError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("已联系对方，对方同意后可以看到联系方式"))
    return True


@require_POST
@with_enterprise
def close(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    own = get_object_or_404(Posting, enterprise=enterprise, pk=pk)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    commands.close(own)
    return redirect("exchange:posting", pk=pk)


@require_POST
@with_enterprise
def answer(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """`accept=1`, or no."""
    found = Approach.objects.select_related("enterprise", "posting__enterprise")
    asked = get_object_or_404(found, posting__enterprise=enterprise, pk=pk)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    try:
        commands.answer(asked, accept=request.POST.get("accept") == "1", by=request.user)
    except EngineError as refused:
        messages.warning(request, str(refused))
    return redirect("exchange:posting", pk=asked.posting_id)
