"""An enterprise's samples, with its consent; and the managers' page of what they recommend."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.errors import EngineError
from portal.accounts.requests import SignedInRequest
from portal.certification.standings import starred
from portal.listing import page_of, query_of
from portal.registry import grants
from portal.registry.current import for_owners, with_enterprise
from portal.registry.models import Enterprise, Product
from portal.scheme.regulations import SAMPLES
from portal.showcase import commands, showable
from portal.showcase.forms import AgreeForm, FeatureForm, ReasonForm
from portal.showcase.models import Feature, Scope, Showing

_manages = permission_required("showcase.add_feature", raise_exception=True)
_LONGEST = 50
_HOME = {Scope.SAMPLES: "showcase:own", Scope.BUYERS: "showcase:to_buyers"}


@require_safe
@with_enterprise
def own(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Its products with a star: shown, to be agreed to, or why not."""
    context = {
        "enterprise": enterprise,
        "rows": _rows(starred(enterprise)),
        "may_agree": grants.may_manage(request.user, enterprise),
        "regulation": SAMPLES,
    }
    return render(request, "showcase/own.html", context)


def _rows(products: Any) -> list[dict[str, Any]]:
    found = list(products)
    ids = [product.pk for product in found]
    shown = showable.of_products(ids)
    showings = {showing.product_id: showing for showing in Showing.objects.open().filter(product__in=ids)}
    features = {each.product_id: each for each in Feature.objects.standing().filter(product__in=ids)}
    return [
        {
            "product": product,
            "shown": shown.get(product.pk),
            "showing": showings.get(product.pk),
            "feature": features.get(product.pk),
        }
        for product in found
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_owners
def agree(request: SignedInRequest, enterprise: Enterprise, pk: int, scope: Scope = Scope.SAMPLES) -> HttpResponse:
    product, regulation = _product(enterprise, pk), scope.regulation
    form = AgreeForm(request.POST if request.method == "POST" else None, scope=scope)
    if request.method == "POST" and form.is_valid():
        try:
            commands.agree(product, scope=scope, by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已同意，可以随时撤回"))
            return redirect(_HOME[scope])
    context = {
        "form": form,
        "product": product,
        "scope": scope,
        "home": reverse(_HOME[scope]),
        "regulation": regulation,
        "text": regulation.template(regulation.current),
    }
    return render(request, "showcase/agree.html", context, status=422 if form.errors else 200)


@require_POST
@for_owners
def take_back(request: SignedInRequest, enterprise: Enterprise, pk: int, scope: Scope = Scope.SAMPLES) -> HttpResponse:
    commands.take_back(_product(enterprise, pk), scope=scope, by=request.user)
    messages.success(request, _("已撤回，即时生效"))
    return redirect(_HOME[scope])


def _product(enterprise: Enterprise, pk: int) -> Product:
    return get_object_or_404(Product.objects.select_related("enterprise"), enterprise=enterprise, pk=pk)


@login_required
@_manages
@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """What enterprises agreed to show, those that are recommended first; `?q=` product or enterprise."""
    words = request.GET.get("q", "").strip()[:_LONGEST]
    agreed = Product.objects.filter(pk__in=Showing.objects.open().values("product")).select_related("enterprise")
    if words:
        agreed = agreed.filter(Q(name__icontains=words) | Q(enterprise__name__icontains=words))
    page = page_of(request, agreed.order_by("-pk"))
    return render(
        request,
        "showcase/manage.html",
        {"page": page, "rows": _rows(page.object_list), "words": words, "query": query_of(request)},
    )


@login_required
@_manages
@require_http_methods(["GET", "HEAD", "POST"])
def feature(request: SignedInRequest, pk: int) -> HttpResponse:
    """Recommend it, or see since when it is, and what was before."""
    product = _agreed(pk)
    form = FeatureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.feature(product, reason=form.cleaned_data["reason"], by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已推介"))
            return redirect("showcase:feature", pk=pk)
    return _page(request, product, form=form)


@login_required
@_manages
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    product = _agreed(pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, product, end_form=form)
    commands.end(product, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("已撤下"))
    return redirect("showcase:feature", pk=pk)


def _agreed(pk: int) -> Product:
    """Once shown or recommended: its history stays readable after the consent has ended."""
    agreed = Showing.objects.filter(scope=Scope.SAMPLES).values("product")
    return get_object_or_404(Product.objects.filter(pk__in=agreed).select_related("enterprise"), pk=pk)


def _page(
    request: SignedInRequest, product: Product, *, form: FeatureForm | None = None, end_form: ReasonForm | None = None
) -> HttpResponse:
    (row,) = _rows([product])
    context = {
        "product": product,
        "row": row,
        "form": form or FeatureForm(),
        "end_form": end_form or ReasonForm(),
        "features": product.features.select_related("by", "ended_by"),
        "showings": product.showings.filter(scope=Scope.SAMPLES),
        "regulation": SAMPLES,
    }
    has_errors = bool((form and form.errors) or (end_form and end_form.errors))
    return render(request, "showcase/feature.html", context, status=422 if has_errors else 200)
