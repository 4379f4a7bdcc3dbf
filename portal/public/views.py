"""What consumers see: the scan page, its pictures, reporting a problem, verifying a document."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from documents import verification
from documents.models import Document
from forms import typed
from portal.accounts.addresses import client_address
from portal.certification.models import Certificate, QrCode
from portal.public.forms import ReportForm
from portal.public.page import scan_page
from portal.public.pictures import reduced
from portal.public.scans import CountedResponse
from portal.public.tokens import find, shown_authorisation
from portal.registry.models import ProductPicture
from portal.supervision.errors import TooManyReports
from portal.supervision.reports import report_product

# The longest that anybody sees yesterday's status (DOMAIN §7).
LIVE = "max-age=60"
_PICTURE = "public, max-age=86400"


@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Where a code leads. A forged signature and a code that we do not know are the same page."""
    qr_code = find(token)
    authorisation = shown_authorisation(qr_code) if qr_code else None
    if qr_code is None or authorisation is None:
        return _unknown(request)
    context = {"page": scan_page(authorisation, qr_code.product), "token": token}
    response = CountedResponse(render_to_string("public/scan.html", context, request))
    response["Cache-Control"] = LIVE
    return response.count(qr_code, request) if request.method == "GET" else response


def _unknown(request: HttpRequest) -> HttpResponse:
    response = render(request, "public/unknown.html", status=404)
    response["Cache-Control"] = LIVE
    return response


@require_safe
def picture(request: HttpRequest, token: str, position: int) -> HttpResponse:
    """A picture of a product that has been published; nothing else can be read this way."""
    qr_code = _published(token)
    if qr_code is None:
        raise Http404
    shown = ProductPicture.objects.filter(product=qr_code.product)[position : position + 1]
    picture = get_object_or_404(shown)
    response = HttpResponse(reduced(picture.file_id), content_type="image/jpeg")
    response["Cache-Control"] = _PICTURE
    return response


def _published(token: str) -> QrCode | None:
    qr_code = find(token)
    return qr_code if qr_code and shown_authorisation(qr_code) else None


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, token: str) -> HttpResponse:
    """A consumer tells us of a problem; compliance reads it."""
    qr_code = _published(token)
    if qr_code is None:
        return _unknown(request)
    form = ReportForm(request.POST or None)
    context = {"product": qr_code.product, "token": token, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            report_product(form.save(commit=False), product=qr_code.product, address=client_address(request))
        except TooManyReports as refused:
            form.add_error(None, str(refused))
            return render(request, "public/report.html", context, status=429)
        # No redirect: some browsers inside apps do not follow one after a form.
        return render(request, "public/report_thanks.html", context)
    return render(request, "public/report.html", context, status=422 if form.errors else 200)


@require_safe
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a document is ours, and still the last version; by the code printed on it."""
    asked = code or request.GET.get("code", "")
    document = _issued(verification.find(typed.code(asked))) if asked else None
    context = {
        "document": document,
        "asked": asked[:40],
        "certificate": Certificate.objects.filter(document=document).first() if document else None,
        "code": verification.grouped(document.verification_code) if document else "",
    }
    response = render(request, "public/verify.html", context, status=404 if asked and document is None else 200)
    response["Cache-Control"] = LIVE
    return response


def _issued(document: Document | None) -> Document | None:
    """A certificate counts from its issue; proofs that were read and sent back never do."""
    if document is None or document.kind != "certificate":
        return document
    is_issued = Certificate.objects.filter(document=document).exclude(issued_at=None).exists()
    return document if is_issued else None
