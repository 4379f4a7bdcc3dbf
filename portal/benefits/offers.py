"""Partners' offers: registering and changing them, and how often each was asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.models import User
from portal.accounts.requests import SignedInRequest
from portal.benefits.forms import OfferForm
from portal.benefits.models import Benefit, BenefitRequest, Offer
from portal.listing import page_of
from portal.scheme.numbers import of_this_year

_reads = permission_required("benefits.view_benefitrequest", raise_exception=True)
_changes = permission_required("benefits.change_benefit", raise_exception=True)
_Status = BenefitRequest.Status
_BELOW_THE_CATALOGUE = 1000
_DONE = (_Status.PUBLISHED, _Status.CONFIRMED, _Status.UNCONFIRMED)


@transaction.atomic
def register(offer: Offer, *, of_benefit: dict[str, Any], by: User) -> Offer:
    """The offer, and the row of the catalogue that is requested."""
    offer.benefit = Benefit.objects.create(
        code=of_this_year("O"), kind=Benefit.Kind.OFFER, position=_BELOW_THE_CATALOGUE, **of_benefit
    )
    offer.created_by = by
    offer.save()
    return offer


@transaction.atomic
def change(offer: Offer, *, of_benefit: dict[str, Any]) -> None:
    """For requests from now on; those that run are judged again by what holds when they are dealt with."""
    Benefit.objects.filter(pk=offer.benefit_id).update(**of_benefit)
    offer.save()


@login_required
@_reads
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """All of them with their counts: asked for, granted, under way."""
    counts = {
        "asked": Count("benefit__requests"),
        "granted": Count("benefit__requests", filter=Q(benefit__requests__status__in=_DONE)),
        "running": Count("benefit__requests", filter=Q(benefit__requests__status__in=BenefitRequest.RUNNING)),
    }
    found = Offer.objects.select_related("benefit").annotate(**counts).order_by("-valid_to", "-pk")
    context = {"page": page_of(request, found), "may_change": request.user.has_perm("benefits.change_benefit")}
    return render(request, "benefits/offers.html", context)


@login_required
@_changes
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        register(form.save(commit=False), of_benefit=form.of_benefit, by=request.user)
        messages.success(request, _("已登记，符合条件的企业可以申请"))
        return redirect("benefits:offers")
    return render(request, "benefits/offer.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@_changes
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Offer.objects.select_related("benefit"), pk=pk)
    form = OfferForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        change(form.save(commit=False), of_benefit=form.of_benefit)
        messages.success(request, _("已保存，对以后的申请有效"))
        return redirect("benefits:offers")
    context = {"form": form, "offer": found}
    return render(request, "benefits/offer.html", context, status=422 if form.errors else 200)
