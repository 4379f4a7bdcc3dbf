"""The enterprise's products: entered, filed, changed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engine.models import UserTask
from portal.accounts.requests import SignedInRequest
from portal.registry import commands, completeness, grants, next_steps, standing
from portal.registry.case_files import Labelled, case_files
from portal.registry.commands import filings
from portal.registry.current import with_enterprise
from portal.registry.errors import FieldsRefused, RegistryError
from portal.registry.files import described
from portal.registry.filing_case import certification_words
from portal.registry.filing_forms import CORRECTION_FORM
from portal.registry.forms import ProductForm
from portal.registry.models import Enterprise, Filing, Product
from portal.registry.versions import pictures_of


@require_safe
@with_enterprise
def products(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    products = standing.shown(enterprise.products.prefetch_related("pictures__file"))
    steps = next_steps.of_products(enterprise, [each.product.pk for each in products])
    rows = [(each, steps.get(each.product.pk, [])) for each in products]
    context = {"enterprise": enterprise, "rows": rows}
    return render(request, "registry/products.html", context)


@require_safe
@with_enterprise
def product(request: HttpRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    product = _product(enterprise, pk)
    papers = [Labelled(product.compliance_file_id)] if product.compliance_file_id else []
    running = filings.open_filing_of(product)
    context = {
        "enterprise": enterprise,
        "product": product,
        "standing": standing.shown([product])[0].standing,
        "pictures": [described(picture.file) for picture in product.pictures.select_related("file")],
        "papers": case_files(papers, reader=request.user),
        "certifications": [(each, certification_words(each)) for each in product.certifications.all()],
        "missing": _missing(product, running),
        "running": running,
        "correction": _correction(running),
        "filings": product.filings.order_by("-pk"),
        "steps": next_steps.of_products(enterprise, [product.pk]).get(product.pk, []),
        "refusal": filings.refusal_to_change(product) if product.is_filed and not running else None,
    }
    return render(request, "registry/product.html", context)


def _missing(product: Product, running: Filing | None) -> list[str]:
    """What the table still asks for, where the enterprise may send something."""
    if running is not None and running.status == Filing.Status.CORRECTION:
        return completeness.missing(product, filings.sent_content(running))
    return completeness.missing(product) if product.is_editable else []


def _correction(filing: Filing | None) -> UserTask | None:
    """The task in which a filing that came back is sent again."""
    if filing is None or filing.status != Filing.Status.CORRECTION:
        return None
    return UserTask.objects.open().filter(case__business_key=filing.number, form_key=CORRECTION_FORM).first()


@require_http_methods(["GET", "POST"])
@with_enterprise
def create(request: SignedInRequest, enterprise: Enterprise) -> HttpResponse:
    if not enterprise.is_active:
        messages.info(request, _("企业完成注册后才能登记产品"))
        return redirect("registry:dashboard")
    _may_act(request, enterprise)
    form = _form(request, enterprise, Product())
    if request.method == "POST" and form.is_valid():
        try:
            saved = commands.create_product(enterprise, fields=form.fields_given(), by=request.user)
            commands.set_pictures(saved, files=form.cleaned_data["pictures"])
        except FieldsRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("产品已保存"))
            return redirect("registry:product", pk=saved.pk)
    return _page(request, enterprise, form)


@require_http_methods(["GET", "POST"])
@with_enterprise
def edit(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    """A draft, what came back from review, or a filed product, of which what is reviewed becomes a change."""
    product = _product(enterprise, pk)
    _may_act(request, enterprise)
    running = filings.open_filing_of(product)
    is_change = product.is_filed and running is None
    if not product.is_editable and (refused := _refusal(product, running)):
        messages.info(request, refused)
        return redirect("registry:product", pk=pk)
    form = _form(request, enterprise, filings.working_copy(product, running), running, is_change=is_change)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form, product, running)
        except FieldsRefused as refused:
            form.refuse(refused)
        except RegistryError as refused:
            form.add_error(None, str(refused))
    return _page(request, enterprise, form, product)


def _refusal(product: Product, running: Filing | None) -> str:
    if running is not None and running.status == Filing.Status.CORRECTION:
        return ""
    refused = filings.refusal_to_change(product)
    return str(refused) if refused else ""


def _save(request: SignedInRequest, form: ProductForm, product: Product, running: Filing | None) -> HttpResponse:
    fields, pictures = form.fields_given(), form.cleaned_data["pictures"]
    if product.is_editable:
        commands.update_product(product, fields=fields)
        commands.set_pictures(product, files=pictures)
    elif running is not None:
        filings.revise(running, fields=fields, pictures=pictures)
    else:
        reason = form.cleaned_data["reason"]
        filing = commands.change_product(product, fields=fields, pictures=pictures, reason=reason, by=request.user)
        if filing is not None:
            messages.success(request, _("变更已提交审核，审核期间原备案内容继续有效"))
            return redirect("registry:filing", number=filing.number)
    if (task := _correction(running)) is not None:
        messages.success(request, _("产品已保存，请在本页提交补正"))
        return redirect("inbox:task", pk=task.pk)
    messages.success(request, _("产品已保存"))
    return redirect("registry:product", pk=product.pk)


def _form(
    request: SignedInRequest,
    enterprise: Enterprise,
    product: Product,
    running: Filing | None = None,
    *,
    is_change: bool = False,
) -> ProductForm:
    return ProductForm(
        request.POST or None,
        request.FILES or None,
        instance=product,
        pictures=pictures_of(running.content) if running and running.is_change else None,
        is_change=is_change,
        enterprise=enterprise,
        by=request.user,
        county=request.GET.get("county", ""),
    )


def _page(
    request: HttpRequest, enterprise: Enterprise, form: ProductForm, product: Product | None = None
) -> HttpResponse:
    context = {"form": form, "enterprise": enterprise, "product": product}
    return render(request, "registry/product_form.html", context, status=422 if form.errors else 200)


@require_POST
@with_enterprise
def submit_filing(request: SignedInRequest, enterprise: Enterprise, pk: int) -> HttpResponse:
    product = _product(enterprise, pk)
    _may_act(request, enterprise)
    try:
        filing = commands.file_product(product, by=request.user)
    except RegistryError as refused:
        messages.error(request, str(refused))
        return redirect("registry:product", pk=pk)
    messages.success(request, _("已提交备案，登记审核员一般在2个工作日内审核"))
    return redirect("registry:filing", number=filing.number)


def _product(enterprise: Enterprise, pk: int) -> Product:
    return get_object_or_404(Product.objects.select_related("enterprise"), enterprise=enterprise, pk=pk)


def _may_act(request: HttpRequest, enterprise: Enterprise) -> None:
    if not grants.may_act(request.user, enterprise):
        raise PermissionDenied
