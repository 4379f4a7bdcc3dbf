"""The enterprise's certificates: what it holds, what it may use, downloads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from documents.models import StoredFile
from documents.views import download
from portal.certification import concerns, renewals
from portal.certification.concerns import Concern
from portal.certification.models import Authorisation
from portal.registry import grants, next_steps
from portal.registry.current import with_enterprise
from portal.registry.models import Enterprise
from portal.registry.next_steps import NextStep

Status = Authorisation.Status
_FORMATS = ("svg", "png")


@require_safe
@with_enterprise
def certificates(request: HttpRequest, enterprise: Enterprise) -> HttpResponse:
    """Current ones first, then those that are over."""
    found = list(
        Authorisation.objects.published()
        .filter(product__enterprise=enterprise)
        .select_related("product__qr_code", "product__enterprise", "badge")
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


def why_not(authorisation: Authorisation, sell_through: timedelta | None = None) -> str:
    """Why mark and code may not be downloaded; empty where they may. `sell_through`: where it was read for the page."""
    if authorisation.is_usable:
        return ""
    return {
        Status.PENDING: _("证书尚未签发"),
        Status.RED: _("红色警示期间停止下载标识与二维码，不得用于新生产的产品"),
        Status.SUSPENDED: _("授权已暂停，不得将标识与二维码用于新生产的产品"),
        Status.REVOKED: _("授权已撤销，标识与二维码已失效"),
        Status.CANCELLED: _("授权已注销或被新的授权取代"),
        # Under a yellow warning only the calendar can forbid it.
        Status.YELLOW: _expired(authorisation, sell_through),
        Status.EXPIRED: _expired(authorisation, sell_through),
    }[authorisation.status_now]


def _expired(authorisation: Authorisation, sell_through: timedelta | None) -> str:
    if not authorisation.is_past and authorisation.status != Status.EXPIRED:
        return ""
    until = authorisation.valid_to + (renewals.sell_through() if sell_through is None else sell_through)
    words = {"end": authorisation.valid_to.isoformat(), "until": until.isoformat()}
    return _("授权已于%(end)s期满，此前生产的产品可以销售到%(until)s；继续使用请重新申请评价") % words


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
        context = {"authorisation": authorisation, "reason": reason}
        return render(request, "certification/blocked.html", context, status=403)
    file: StoredFile = getattr(of(authorisation), format)
    response = download(file, inline="inline" in request.GET)
    response["Cache-Control"] = "private, no-store"  # a warning must reach the next download
    return response
