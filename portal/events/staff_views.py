"""Events as those who hold them work on them: announcing, changing, handing out places, recording."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.errors import EngineError
from portal.accounts.requests import SignedInRequest
from portal.events import commands
from portal.events.forms import EventForm, ReasonForm, RecordForm
from portal.events.models import Event, Signup
from portal.listing import listed
from portal.registry import standing

_manages = permission_required("events.change_event", raise_exception=True)


@login_required
@_manages
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """All of them, the last to come first; `?status=` for one state."""
    counts = {
        "asked": Count("signups", filter=Q(signups__status=Signup.Status.ASKED)),
        "waiting": Count("signups", filter=Q(signups__status=Signup.Status.WAITING)),
        "held": Count("signups", filter=Q(signups__status__in=Signup.HOLDING)),
    }
    # What is counted has no order of its own.
    found = Event.objects.annotate(**counts).order_by("-begins_at", "-pk")
    return render(request, "events/manage.html", listed(request, found, Event.Status))


@login_required
@_manages
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = commands.draft(form.save(commit=False), by=request.user)
        messages.success(request, _("已保存，发布以后企业才能看到"))
        return redirect("events:managed", number=made.number)
    return render(request, "events/edit.html", {"form": form, "event": None}, status=422 if form.errors else 200)


@login_required
@_manages
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    event = get_object_or_404(Event, number=number)
    form = EventForm(request.POST if request.method == "POST" else None, instance=event)
    if request.method == "POST" and form.is_valid():
        try:
            commands.change(form.save(commit=False))
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已保存，变动已告知报名的企业") if event.published_at else _("已保存"))
            return redirect("events:managed", number=number)
    return render(request, "events/edit.html", {"form": form, "event": event}, status=422 if form.errors else 200)


@login_required
@_manages
@require_safe
def managed(request: HttpRequest, number: str) -> HttpResponse:
    """An event with who signed up, in the order in which they did, each product as it stands today."""
    return _page(request, get_object_or_404(Event, number=number))


@login_required
@_manages
@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    return _done(request, number, commands.publish, said=_("已发布"))


@login_required
@_manages
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    event = get_object_or_404(Event, number=number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, event, cancelling=form)
    return _done(request, number, commands.cancel, said=_("已取消，报名的企业已告知"), **form.cleaned_data)


@login_required
@_manages
@require_POST
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """`outcome=confirm`, or `decline` with a reason."""
    signup = get_object_or_404(Signup.objects.select_related("event", "enterprise", "product__enterprise"), pk=pk)
    try:
        if request.POST.get("outcome") == "confirm":
            commands.confirm(signup, by=request.user)
            messages.success(request, _("已确认"))
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                return _page(request, signup.event, declining=(signup.pk, form))
            commands.decline(signup, reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("已处理，企业已告知"))
    except EngineError as refused:
        messages.warning(request, str(refused))
    return redirect("events:managed", number=signup.event.number)


@login_required
@_manages
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, number: str) -> HttpResponse:
    event = get_object_or_404(Event, number=number)
    form = RecordForm(request.POST if request.method == "POST" else None, event=event)
    if request.method == "POST" and form.is_valid():
        came = form.cleaned_data.get("attended") or []
        try:
            commands.record(event, text=form.cleaned_data["text"], attended=came, by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已记录"))
            return redirect("events:managed", number=number)
    return render(request, "events/record.html", {"form": form, "event": event}, status=422 if form.errors else 200)


def _done(request: HttpRequest, number: str, command: Any, *, said: str, **told: Any) -> HttpResponse:
    try:
        command(get_object_or_404(Event, number=number), **told)
    except EngineError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("events:managed", number=number)


def _page(
    request: HttpRequest,
    event: Event,
    *,
    cancelling: ReasonForm | None = None,
    declining: tuple[int, ReasonForm] | None = None,
) -> HttpResponse:
    signups = list(event.signups.select_related("enterprise", "product", "decided_by"))
    standings = standing.of_products({signup.product_id for signup in signups if signup.product_id})
    refused_at, refused = declining or (0, None)
    context = {
        "event": event,
        "rows": [
            {
                "signup": signup,
                "standing": standings.get(signup.product_id or 0),
                "form": refused if signup.pk == refused_at else ReasonForm(auto_id=f"id_{signup.pk}_%s"),
                "is_refused": signup.pk == refused_at,
            }
            for signup in signups
        ],
        "taken": sum(signup.status in Signup.HOLDING for signup in signups),
        "confirmed": sum(signup.status in Signup.PROMISED for signup in signups),
        "cancelling": cancelling or ReasonForm(auto_id="id_cancel_%s"),
    }
    return render(request, "events/managed.html", context, status=422 if cancelling or declining else 200)
