"""The enterprise's products."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.requests import SignedInRequest
from portal.registry import commands, grants, standing
from portal.registry.case_files import Labelled, case_files
from portal.registry.commands.products import missing_for_filing
from portal.registry.current import with_enterprise
from portal.registry.errors import FieldsRefused, RegistryError
from portal.registry.files import described
from portal.registry.forms import ProductForm
from portal.registry.models import Enterprise, Product


@require_safe
@with_enterprise
def products(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    products = standing.shown(enterprise.products.prefetch_related("pictures__file"))
    context = {"enterprise": enterprise, "products": products}
    return render(request, "registry/products.html", context)


@require_safe
@with_enterprise
def product(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    papers = [Labelled(product.compliance_file)] if product.compliance_file else []
    context = {
        "enterprise": enterprise,
        "product": product,
        "standing": standing.shown([product])[0].standing,
        "pictures": [described(picture.file) for picture in product.pictures.select_related("file")],
        "papers": case_files(papers, reader=request.user),
        "missing": missing_for_filing(product) if product.is_editable else [],
    }
    return render(request, "registry/product.html", context)


@require_http_methods(["GET", "POST"])
@with_enterprise
def create(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    if not enterprise.is_active:
        messages.info(request, _("企业完成注册后才能登记产品"))
        return redirect("registry:dashboard")
    return _edit(request, enterprise, Product())


@require_http_methods(["GET", "POST"])
@with_enterprise
def edit(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    if not product.is_editable:
        messages.info(request, _("产品已备案，当前状态下不能修改"))
        return redirect("registry:product", pk=pk)
    return _edit(request, enterprise, product)


def _edit(request: SignedInRequest, enterprise: Enterprise, product: Product) -> HttpResponse:
    _may_act(request, enterprise)
    form = ProductForm(
        request.POST or None,
        request.FILES or None,
        instance=product,
        enterprise=enterprise,
        by=request.user,
        county=request.GET.get("county", ""),
    )
    if request.method == "POST" and form.is_valid():
        saved = _save(request, enterprise, form, product)
        if saved is not None:
            messages.success(request, _("产品已保存"))
            return redirect("registry:product", pk=saved.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "enterprise": enterprise, "product": product if product.pk else None}
    return render(request, "registry/product_form.html", context, status=status)


def _save(request: SignedInRequest, enterprise: Enterprise, form: ProductForm, product: Product) -> Product | None:
    """None when the product was refused; the form then says why."""
    fields = form.fields_given()
    try:
        if product.pk:
            saved = commands.update_product(product, fields=fields)
        else:
            saved = commands.create_product(enterprise, fields=fields, by=request.user)
        commands.add_pictures(saved, files=form.cleaned_data["pictures"])
    except FieldsRefused as refused:
        for name, sentences in refused.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None
    return saved


@require_POST
@with_enterprise
def remove_picture(request: HttpRequest, enterprise: Enterprise, pk: int, file: UUID) -> HttpResponse:
    """Takes the picture off the product; the stored file stays."""
    _may_act(request, enterprise)
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    if product.is_editable:
        product.pictures.filter(file_id=file).delete()
    return redirect("registry:product", pk=pk)


@require_POST
@with_enterprise
def submit_filing(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    _may_act(request, enterprise)
    product = get_object_or_404(Product, enterprise=enterprise, pk=pk)
    try:
        product = commands.file_product(product)
    except RegistryError as refused:
        messages.error(request, str(refused))
    else:
        text = _("资料完整，已备案，备案编号%(number)s") % {"number": product.filing_number}
        messages.success(request, text)
    return redirect("registry:product", pk=pk)


def _may_act(request: HttpRequest, enterprise: Enterprise) -> None:
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
