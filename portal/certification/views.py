"""The enterprise's certificates: what it holds, what it may use, downloads."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.models import StoredFile
from documents.views import download
from portal.accounts.requests import SignedInRequest
from portal.certification import concerns, renewals
from portal.certification.concerns import Concern
from portal.certification.forms import AcceptForm
from portal.certification.kit import kit, name_of
from portal.certification.locks import why_not
from portal.certification.models import Authorisation
from portal.registry import grants, next_steps
from portal.registry.accepting import accept, missing
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise
from portal.registry.next_steps import NextStep
from portal.scheme.regulations import OF_MARKS

Status = Authorisation.Status
_FORMATS = ("svg", "png")
_LIVE = "private, no-store"  # a warning must reach the next download


@require_safe
@with_enterprise
def certificates(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Current ones first, then those that are over."""
    found = list(
        Authorisation.objects.published()
        .filter(product__enterprise=enterprise)
        .select_related("product__qr_code", "product__enterprise", "badge", "replaced_by")
        .prefetch_related("certificates__document")
    )
    found.sort(key=lambda authorisation: authorisation.status not in Authorisation.IN_FORCE)
    warnings = concerns.of_products({authorisation.product_id for authorisation in found})
    steps = next_steps.of_products(enterprise, warnings)
    sell_through = renewals.sell_through()
    rows = [_row(each, warnings[each.product_id], steps.get(each.product_id, []), sell_through) for each in found]
    may_give_up = grants.may_manage(request.user, enterprise)
    context = {"enterprise": enterprise, "rows": rows, "may_give_up": may_give_up}
    return render(request, "certification/certificates.html", context)


def _row(
    authorisation: Authorisation, warnings: list[Concern], steps: list[NextStep], sell_through: timedelta
) -> dict[str, Any]:
    issued = [certificate for certificate in authorisation.certificates.all() if certificate.issued_at]
    last = max(issued, key=lambda certificate: certificate.version, default=None)
    return {
        "authorisation": authorisation,
        "product": authorisation.product_shown,
        "document": last.document if last else None,
        "qr_code": getattr(authorisation.product, "qr_code", None),
        "why_not": why_not(authorisation, sell_through),
        "may_be_given_up": authorisation.status in Authorisation.IN_FORCE,
        "concerns": _of(authorisation, warnings),
        "steps": steps if authorisation.status in Authorisation.IN_FORCE else [],
    }


def _of(authorisation: Authorisation, warnings: list[Concern]) -> list[Concern]:
    """What revoked a star is told of that one, everything else of the one in force."""
    if authorisation.status == Status.REVOKED:
        return [warning for warning in warnings if warning.level == Status.REVOKED]
    return warnings if authorisation.status in Authorisation.IN_FORCE else []


@login_required
@require_safe
def mark(request: HttpRequest, pk: int, format: str) -> HttpResponse | FileResponse:
    """星级标识 as SVG or PNG."""
    return _download(request, _visible(request, pk), format, of=lambda authorisation: authorisation.badge)


@login_required
@require_safe
def qr(request: HttpRequest, pk: int, format: str) -> HttpResponse | FileResponse:
    """二维码 as SVG or PNG."""
    return _download(request, _visible(request, pk), format, of=lambda authorisation: authorisation.product.qr_code)


@login_required
@require_safe
def mark_kit(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """标识套件, for those whose mark it is alone."""
    held = Authorisation.objects.published().held_by(request.user)
    related = ("product__enterprise", "product__qr_code", "badge__svg", "badge__png")
    authorisation = get_object_or_404(held.select_related(*related).distinct(), pk=pk)
    if reason := why_not(authorisation):
        return _blocked(request, authorisation, reason)
    if missing(authorisation.product.enterprise, OF_MARKS):
        return redirect("certification:accept", pk=pk)
    response = FileResponse(
        io.BytesIO(kit(authorisation)),
        as_attachment=True,
        filename=name_of(authorisation),
        content_type="application/zip",
    )
    response["Cache-Control"] = _LIVE
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept_rules(request: SignedInRequest, pk: int) -> HttpResponse:
    """Before the first kit, and before the first one under a new version: what it is used by."""
    held = Authorisation.objects.published().held_by(request.user).select_related("product__enterprise")
    authorisation = get_object_or_404(held.distinct(), pk=pk)
    if reason := why_not(authorisation):
        return _blocked(request, authorisation, reason)
    enterprise = authorisation.product.enterprise
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accept(enterprise, *OF_MARKS, subject=authorisation.number, by=request.user)
        return redirect("certification:kit", pk=pk)
    texts = [(each, each.template(each.current)) for each in missing(enterprise, OF_MARKS)]
    context = {"authorisation": authorisation, "form": form, "texts": texts}
    return render(request, "certification/accept.html", context, status=422 if form.errors else 200)


def _blocked(request: HttpRequest, authorisation: Authorisation, reason: str) -> HttpResponse:
    context = {"authorisation": authorisation, "reason": reason}
    return render(request, "certification/blocked.html", context, status=403)


def _visible(request: HttpRequest, pk: int) -> Authorisation:
    found = Authorisation.objects.visible_to(request.user).select_related("product__enterprise")
    return get_object_or_404(found.distinct(), pk=pk)


def _download(
    request: HttpRequest, authorisation: Authorisation, format: str, *, of: Callable[[Authorisation], Any]
) -> HttpResponse | FileResponse:
    """403 with the reason for the enterprise; the officers who proofread may always look."""
    if format not in _FORMATS:
        raise Http404
    reason = why_not(authorisation)
    if reason and not request.user.has_perm("certification.view_authorisation"):
        return _blocked(request, authorisation, reason)
    file: StoredFile = getattr(of(authorisation), format)
    response = download(file, inline="inline" in request.GET)
    response["Cache-Control"] = _LIVE
    return response
