"""Following a product's filing, and the other certifications of a product."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.requests import SignedInRequest
from portal.registry import grants
from portal.registry.commands.filings import PROCESS
from portal.registry.current import with_enterprise
from portal.registry.files import may_view_enterprise
from portal.registry.filing_case import certification_words, facts_of, files_of
from portal.registry.filing_forms import changes_of
from portal.registry.forms import CertificationForm
from portal.registry.live_page import live_page
from portal.registry.models import Enterprise, Filing, Product
from portal.registry.progress import progress_of


@login_required
@require_safe
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """Where a filing stands; for members, and for those who review."""
    found = Filing.objects.select_related(
        "product__enterprise", "product__origin__parent__parent__parent"
    ).prefetch_related("product__certifications")
    filing = get_object_or_404(found, number=number)
    if not may_view_enterprise(request.user, filing.product.enterprise_id):
        raise Http404
    context = {
        "filing": filing,
        "product": filing.product,
        "is_own": grants.is_member(request.user, filing.product.enterprise),
        "progress": progress_of(PROCESS, number, user=request.user),
        "reviews": filing.reviews.all(),
        "changes": changes_of(filing) if filing.is_open else [],
        "rows": facts_of(filing),
        "files": files_of(filing, request.user),
    }
    return live_page(request, "registry/filing.html", "registry/filing_now.html", context)


@require_http_methods(["GET", "POST"])
@with_enterprise
def certifications(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """SC, 绿色, 有机, 地理标志 …: kept up to date by the enterprise at any time."""
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    form = CertificationForm(request.POST or None, request.FILES or None, product=product, by=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("其他认证已保存，到期前会提醒"))
        return redirect("registry:certifications", pk=pk)
    rows = [(each, certification_words(each)) for each in product.certifications.select_related("file")]
    context = {"enterprise": enterprise, "product": product, "form": form, "rows": rows}
    return render(request, "registry/certifications.html", context, status=422 if form.errors else 200)


@require_POST
@with_enterprise
def remove_certification(request: SignedInRequest, enterprise: Enterprise, pk: int, certification: int) -> HttpResponse:
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
    product.certifications.filter(pk=certification).delete()
    return redirect("registry:certifications", pk=pk)
