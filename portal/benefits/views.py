"""The enterprise's benefits, and those who work on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engine.errors import EngineError
from engine.models import ProcessInstance
from portal.accounts.requests import SignedInRequest
from portal.benefits import gate
from portal.benefits.cases import files_of
from portal.benefits.commands import PROCESS, request_benefit
from portal.benefits.forms import BenefitForm, RequestForm
from portal.benefits.models import Benefit, BenefitRequest
from portal.certification.standings import starred
from portal.listing import listed, page_of
from portal.registry import grants
from portal.registry.current import with_enterprise
from portal.registry.live_page import live_page
from portal.registry.models import Enterprise, Product
from portal.registry.progress import progress

_reads = permission_required("benefits.view_benefitrequest", raise_exception=True)
_changes = permission_required("benefits.change_benefit", raise_exception=True)


@require_safe
@with_enterprise
def benefits(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Of one starred product what it may have, and why not; `?product=` for another one."""
    products = list(starred(enterprise))
    asked = request.GET.get("product", "")
    product = next((each for each in products if str(each.pk) == asked), products[0] if products else None)
    own = BenefitRequest.objects.filter(enterprise=enterprise).select_related("benefit", "product")
    context = {
        "enterprise": enterprise,
        "products": products,
        "product": product,
        "groups": _groups(product),
        "page": page_of(request, own),
        "query": f"product={product.pk}" if product else "",
        "may_act": grants.may_act(request.user, enterprise) and enterprise.is_active,
    }
    return render(request, "benefits/benefits.html", context)


def _groups(product: Product | None) -> list[tuple[str, list[dict[str, Any]]]]:
    """By kind the benefits, each with what keeps the product from it."""
    judge = gate.Gate(product)
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in Benefit.Kind.values}
    for benefit in Benefit.objects.select_related("offer"):
        if benefit.kind == Benefit.Kind.OFFER and not benefit.is_offered:
            continue  # a partner's offer ends, where a channel is only closed for a while
        try:
            reasons = judge.reasons(benefit)
        except EngineError as closed:
            reasons = [str(closed)]
        rows[benefit.kind].append({"benefit": benefit, "reasons": reasons})
    return [(str(Benefit.Kind(kind).label), found) for kind, found in rows.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@with_enterprise
def new(request: SignedInRequest, enterprise: Enterprise, code: str) -> HttpResponse:
    """Ask for one benefit; what keeps the product from it is said before anything is typed."""
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    benefit = get_object_or_404(Benefit.objects.select_related("offer"), code=code)
    product = _product(request, enterprise) if benefit.kind != Benefit.Kind.ENQUIRY else None
    form = RequestForm(
        request.POST or None,
        request.FILES or None,
        benefit=benefit,
        enterprise=enterprise,
        product=product,
        by=request.user,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = request_benefit(form.save(commit=False), files=form.cleaned_data["papers"], by=request.user)
        except EngineError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已提交，申请编号 %(number)s") % {"number": made.number})
            return redirect("benefits:request", number=made.number)
    context = {"form": form, "benefit": benefit, "product": product, "reasons": _reasons(benefit, product)}
    return render(request, "benefits/new.html", context, status=422 if form.errors else 200)


def _product(request: HttpRequest, enterprise: Enterprise) -> Product:
    asked = request.GET.get("product", "")
    return get_object_or_404(Product, enterprise=enterprise, pk=asked if asked.isdecimal() else 0)


def _reasons(benefit: Benefit, product: Product | None) -> list[str]:
    try:
        return gate.Gate(product).reasons(benefit)
    except EngineError as closed:
        return [str(closed)]


@login_required
@require_safe
def request(request: HttpRequest, number: str) -> HttpResponse:
    """Where a request stands; for members, and for those who work on it."""
    found = BenefitRequest.objects.visible_to(request.user).select_related("benefit", "enterprise", "product")
    wanted = get_object_or_404(found.distinct(), number=number)
    instance = ProcessInstance.objects.filter(process_key=PROCESS, business_key=number, parent=None).first()
    context = {
        "wanted": wanted,
        "is_own": not request.user.has_perm("benefits.view_benefitrequest"),
        "reasons": gate.sentences(wanted.findings),
        "progress": progress(instance, user=request.user) if instance else None,
        "files": files_of(wanted, request.user),
    }
    return live_page(request, "benefits/request.html", "benefits/request_now.html", context)


@login_required
@_reads
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All of them, newest first; `?status=` for one state."""
    found = BenefitRequest.objects.select_related("benefit", "enterprise", "product")
    return render(request, "benefits/requests.html", listed(request, found, BenefitRequest.Status))


def _of_the_scheme() -> QuerySet[Benefit]:
    """Partners' offers have pages of their own."""
    return Benefit.objects.exclude(kind=Benefit.Kind.OFFER)


@login_required
@_reads
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    context = {"benefits": _of_the_scheme(), "may_change": request.user.has_perm("benefits.change_benefit")}
    return render(request, "benefits/catalogue.html", context)


@login_required
@_changes
@require_http_methods(["GET", "HEAD", "POST"])
def benefit(request: HttpRequest, code: str) -> HttpResponse:
    """One row of the catalogue."""
    row = get_object_or_404(_of_the_scheme(), code=code)
    form = BenefitForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("已保存，对以后的申请有效"))
        return redirect("benefits:catalogue")
    return render(request, "benefits/benefit.html", {"form": form, "benefit": row}, status=422 if form.errors else 200)
