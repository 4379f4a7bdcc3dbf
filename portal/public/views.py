"""What consumers see: the scan page, its pictures, reporting a problem, verifying a document."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from documents.errors import FileRefused
from documents.verification import grouped
from forms import typed
from portal.accounts.addresses import client_address
from portal.certification.models import QrCode
from portal.evaluation.models import Star
from portal.large_type import is_large
from portal.public.kept import kept_page, rows_of
from portal.public.page import scan_page
from portal.public.pictures import reduced
from portal.public.scans import CountedResponse
from portal.public.tokens import find, replaced_code, shown_authorisation, signed_code
from portal.public.verifying import verified
from portal.registry.versions import pictures_as_of
from portal.supervision.complaints.commands import report_product
from portal.supervision.complaints.forms import ReportForm
from portal.supervision.errors import TooManyReports
from portal.supervision.models import Report

# Asked again each time: nobody is shown yesterday's status.
LIVE = "no-cache"
_PICTURE = "public, max-age=86400"


@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Where a code leads. A forged signature and a code that we do not know are the same page."""
    code = signed_code(token)
    rows = rows_of(code) if code else None
    large = is_large(request)
    page = kept_page(token, rows, make=lambda: _made(token, large), look=str(large)) if rows else None
    if rows is None or page is None:
        return _unknown(request, token)
    is_there = page.is_one_of(request.headers.get("If-None-Match", ""))
    response = CountedResponse(b"", status=304) if is_there else CountedResponse(page.content)
    response["Cache-Control"] = LIVE
    response["ETag"] = page.etag
    if request.method == "GET" and not _is_from_here(request):
        response.count(rows.qr_code_id, request)
    return response


def _is_from_here(request: HttpRequest) -> bool:
    """Whoever comes from a directory or a channel, or only wants larger type, has not scanned a package."""
    return request.GET.get("from") in ("directory", "channel") or "large" in request.GET


def _made(token: str, large: bool) -> str | None:
    """Of nobody's session: everybody gets the same one."""
    qr_code = find(token)
    authorisation = shown_authorisation(qr_code) if qr_code else None
    if qr_code is None or authorisation is None:
        return None
    context = {"page": scan_page(authorisation, qr_code.product), "token": token, "large_type": large}
    return render_to_string("public/scan.html", context)


def _unknown(request: HttpRequest, token: str) -> HttpResponse:
    """Or one that was ours until it was replaced."""
    replaced = replaced_code(token)
    if replaced is not None:
        response = render(request, "public/replaced.html", {"token": token, "replaced": replaced}, status=410)
    else:
        response = render(request, "public/unknown.html", {"token": token}, status=404)
    response["Cache-Control"] = LIVE
    return response


@require_safe
def picture(request: HttpRequest, token: str, position: int) -> HttpResponse:
    """A picture of a product that has been published; nothing else can be read this way."""
    qr_code = find(token)
    authorisation = shown_authorisation(qr_code) if qr_code else None
    if qr_code is None or authorisation is None:
        raise Http404
    shown = pictures_as_of(qr_code.product, authorisation.product_version)[position : position + 1]
    if not shown:
        raise Http404
    response = HttpResponse(reduced(shown[0]), content_type="image/jpeg")
    response["Cache-Control"] = _PICTURE
    return response


def _published(token: str) -> QrCode | None:
    qr_code = find(token)
    return qr_code if qr_code and shown_authorisation(qr_code) else None


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """A consumer tells us of a problem; compliance reads it. Also of a code that is none of ours: whoever forges
    the mark prints one. A code that waits for its officer is treated the same, as on the scan page."""
    qr_code = _published(token)
    product = qr_code.product if qr_code else None
    initial = {"kind": "" if product else Report.Kind.COUNTERFEIT}
    form = ReportForm(request.POST or None, request.FILES or None, initial=initial, insured=_is_insured(qr_code))
    context: dict[str, Any] = {"product": product, "token": token, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            sent, address = form.save(commit=False), client_address(request)
            context["report"] = report_product(
                sent, product=product, code=token, address=address, by=request.user, **form.uploads
            )
        except TooManyReports as refused:
            form.refuse(str(refused))
            return render(request, "public/report.html", context, status=429)
        except FileRefused as refused:
            form.refuse(str(refused))
            return render(request, "public/report.html", context, status=422)
        context["code"] = grouped(context["report"].receipt)
        # No redirect: some browsers inside apps do not follow one after a form.
        return render(request, "public/report_thanks.html", context)
    return render(request, "public/report.html", context, status=422 if form.errors else 200)


def _is_insured(qr_code: QrCode | None) -> bool:
    """Products of four stars and more bear an insurance against which consumers may claim."""
    authorisation = shown_authorisation(qr_code) if qr_code else None
    return authorisation is not None and authorisation.star >= Star.FOUR


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a document is ours, what it says and how that stands today; by the code printed on it."""
    asked = code or request.GET.get("code", "")
    found = verified(typed.code(asked)) if asked else None
    context = {"found": found, "asked": asked[:40]}
    response = render(request, "public/verify.html", context, status=404 if asked and found is None else 200)
    response["Cache-Control"] = LIVE
    return response
