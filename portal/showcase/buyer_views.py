"""Recommending to buyers: what the enterprise agrees to and sees, whom those who recommend know, and the page that a
buyer opens from a text message."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.errors import EngineError
from portal.accounts.requests import SignedInRequest
from portal.certification.standings import starred
from portal.listing import page_of
from portal.registry import grants
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise, Product
from portal.scheme.regulations import BUYERS
from portal.showcase import buyers, notices, showable
from portal.showcase.forms import AnswerForm, BuyerForm, ReasonForm, RecommendForm
from portal.showcase.models import Buyer, Recommendation, Scope, Showing

_recommends = permission_required("showcase.add_recommendation", raise_exception=True)
_LONGEST = 50
_MOST = 200


@require_safe
@with_enterprise
def to_buyers(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Which of its products may be recommended, and what was recommended to whom."""
    products = list(starred(enterprise))
    ids = [product.pk for product in products]
    valid = showable.valid_of(ids)
    showings = {each.product_id: each for each in Showing.objects.open(Scope.BUYERS).filter(product__in=ids)}
    found = Recommendation.objects.filter(product__enterprise=enterprise).select_related("product", "buyer")
    page = page_of(request, found)
    context = {
        "enterprise": enterprise,
        "rows": [{"product": each, "shown": valid.get(each.pk), "showing": showings.get(each.pk)} for each in products],
        "page": page,
        "current": _current(page),
        "may_agree": grants.may_manage(request.user, enterprise),
        "regulation": BUYERS,
    }
    return render(request, "showcase/to_buyers.html", context)


@login_required
@_recommends
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """All buyers with what they look for; `?q=` name or wishes."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    found = Buyer.objects.annotate(
        recommended=Count("recommendations"),
        interested=Count("recommendations", filter=Q(recommendations__answer=Recommendation.Answer.INTERESTED)),
    ).order_by("name", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(wishes__icontains=words))
    return render(request, "showcase/buyers.html", {"page": page_of(request, found), "words": words})


@login_required
@_recommends
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    form = BuyerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.instance.created_by = request.user
        made = form.save()
        messages.success(request, _("已登记"))
        return redirect("showcase:buyer", pk=made.pk)
    return render(request, "showcase/edit_buyer.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@_recommends
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    buyer = get_object_or_404(Buyer, pk=pk)
    form = BuyerForm(request.POST if request.method == "POST" else None, instance=buyer)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存"))
        return redirect("showcase:buyer", pk=pk)
    context = {"form": form, "buyer": buyer}
    return render(request, "showcase/edit_buyer.html", context, status=422 if form.errors else 200)


@login_required
@_recommends
@require_http_methods(["GET", "HEAD", "POST"])
def buyer(request: SignedInRequest, pk: int) -> HttpResponse:
    """A buyer, what fits its wishes today, and all that was recommended to it."""
    found = get_object_or_404(Buyer, pk=pk)
    form = RecommendForm(request.POST if request.method == "POST" else None, products=_fitting(found))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            buyers.recommend(told["product"], buyer=found, reason=told["reason"], by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已推荐，采购商和企业已告知"))
            return redirect("showcase:buyer", pk=pk)
    return _page(request, found, form=form)


@login_required
@_recommends
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Recommendation.objects.select_related("product__enterprise", "buyer"), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("请写明结束推荐的理由，不少于4个字"))
    else:
        buyers.end(found, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("已结束推荐"))
    return redirect("showcase:buyer", pk=found.buyer_id)


@never_cache
@require_safe
def for_buyer(request: HttpRequest, code: str) -> HttpResponse:
    """What holds this moment of what was recommended to it, and nothing else."""
    found = get_object_or_404(Buyer, code=code, is_active=True)
    recommended = Recommendation.objects.filter(buyer=found)
    stars = buyers.current(recommended)
    rows = list(
        recommended.filter(pk__in=stars).select_related("product__enterprise__township__parent", "product__qr_code")
    )
    context = {"buyer": found, "rows": [(row, stars[row.pk]) for row in rows], "regulation": BUYERS}
    return render(request, "showcase/for_buyer.html", context)


@never_cache
@require_POST
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    known = Recommendation.objects.filter(buyer__code=code, buyer__is_active=True)
    found = get_object_or_404(known.select_related("product__enterprise", "buyer"), pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("请选择有意向或者不需要，说明不超过300个字"))
    else:
        try:
            buyers.answer(found, **form.cleaned_data)
        except EngineError as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("已收到您的答复，谢谢"))
    return redirect("showcase:for_buyer", code=code)


def _fitting(buyer: Buyer) -> Any:
    """What the form offers: at most so many, and only what is simply valid this moment."""
    valid = showable.valid_of(list(buyers.candidates(buyer)[:_MOST]))
    return Product.objects.filter(pk__in=valid).select_related("enterprise").order_by("name", "pk")


def _page(request: HttpRequest, buyer: Buyer, *, form: RecommendForm) -> HttpResponse:
    page = page_of(request, buyer.recommendations.select_related("product__enterprise", "by", "ended_by"))
    context = {
        "buyer": buyer,
        "form": form,
        "page": page,
        "current": _current(page),
        "address": request.build_absolute_uri(notices.page_of(buyer)),
    }
    return render(request, "showcase/buyer.html", context, status=422 if form.errors else 200)


def _current(page: Any) -> set[int]:
    return set(buyers.current(Recommendation.objects.filter(pk__in=[each.pk for each in page])))
