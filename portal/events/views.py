"""Events as enterprises read of them, and their own places."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine import clock
from engine.errors import EngineError
from portal.accounts.requests import SignedInRequest
from portal.certification.standings import starred
from portal.events import admission, commands
from portal.events.forms import SignupForm
from portal.events.models import Event, Signup
from portal.listing import page_of, query_of
from portal.registry import grants
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise, Product


@require_safe
@with_enterprise
def events(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """What is to come, the next first; `?mine=1` those that one signed up for, `?kind=` one kind."""
    is_mine = request.GET.get("mine") == "1"
    found = Event.objects.announced()
    if is_mine:
        found = found.filter(signups__enterprise=enterprise).distinct()
    else:
        found = found.filter(status=Event.Status.OPEN, ends_at__gt=clock.now()).order_by("begins_at", "pk")
    kind = request.GET.get("kind", "")
    if kind in Event.Kind.values:
        found = found.filter(kind=kind)
    page = page_of(request, found)
    own = Signup.objects.filter(enterprise=enterprise, event__in=[event.pk for event in page])
    # The last one counts: who gave up a place may have asked for another.
    signups = {signup.event_id: signup for signup in own}
    context = {
        "rows": [(event, signups.get(event.pk)) for event in page],
        "page": page,
        "query": query_of(request),
        "is_mine": is_mine,
        "kind": kind,
        "kinds": Event.Kind.choices,
        "enterprise": enterprise,
    }
    return render(request, "events/events.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_enterprise
def event(request: SignedInRequest, enterprise: Enterprise, number: str) -> HttpResponse:
    """One of them, what keeps the enterprise from it, and the way to sign up; `?product=` with which product."""
    wanted = _announced(number)
    products = list(starred(enterprise)) if wanted.needs_star else []
    asked = request.GET.get("product", "")
    product = next((each for each in products if str(each.pk) == asked), products[0] if products else None)
    form = SignupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not grants.may_act(request.user, enterprise):
            raise PermissionDenied
        if form.is_valid() and _signed_up(request, wanted, enterprise, product, form):
            return redirect("events:event", number=number)
    own = wanted.signups.filter(enterprise=enterprise).select_related("product")
    context = {
        "event": wanted,
        "taken": wanted.signups.holding().count(),
        "products": products,
        "product": product,
        "signup": own.standing().first(),
        "former": [signup for signup in own if signup.reason or signup.status == Signup.Status.WITHDRAWN],
        "reasons": _reasons(wanted, enterprise, product),
        "form": form,
        "may_act": grants.may_act(request.user, enterprise),
    }
    return render(request, "events/event.html", context, status=422 if form.errors else 200)


@require_POST
@with_enterprise
def withdraw(request: SignedInRequest, enterprise: Enterprise, number: str) -> HttpResponse:
    live = Signup.objects.live().select_related("event", "enterprise")
    signup = get_object_or_404(live, enterprise=enterprise, event__number=number)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    try:
        commands.withdraw(signup)
    except EngineError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("已退出"))
    return redirect("events:event", number=number)


def _announced(number: str) -> Event:
    return get_object_or_404(Event.objects.announced(), number=number)


def _reasons(event: Event, enterprise: Enterprise, product: Product | None) -> list[str]:
    try:
        return admission.closed(event) or admission.reasons(event, enterprise, product)
    except EngineError as closed:
        return [str(closed)]


def _signed_up(
    request: SignedInRequest, event: Event, enterprise: Enterprise, product: Product | None, form: SignupForm
) -> bool:
    try:
        made = commands.sign_up(event, enterprise=enterprise, product=product, by=request.user, **form.cleaned_data)
    except EngineError as refused:
        form.add_error(None, str(refused))
        return False
    if made.status == Signup.Status.WAITING:
        messages.success(request, _("名额已满，已列入候补，有名额时通知"))
    else:
        messages.success(request, _("已报名，确认后通知"))
    return True
