"""What became of a report, for whoever has its receipt; no account, and nothing personal."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.verification import grouped
from documents.views import download
from forms import typed
from portal.accounts.addresses import client_address
from portal.accounts.limits import RECEIPT, TooMany, network
from portal.supervision.complaints.cases import letters_of
from portal.supervision.models import Report


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str = "") -> HttpResponse:
    asked = code or request.GET.get("code", "")
    if not asked:
        return render(request, "public/receipt.html", {"asked": ""})
    try:
        report = _find(request, asked)
    except TooMany as refused:
        return render(request, "public/receipt.html", {"asked": asked[:40], "refused": refused.message}, status=429)
    if report is None:
        return render(request, "public/receipt.html", {"asked": asked[:40]}, status=404)
    context = {"asked": asked[:40], "report": report, "code": grouped(report.receipt), "letters": letters_of(report)}
    return render(request, "public/receipt.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, code: str, pk: UUID) -> FileResponse:
    """A letter to whoever reported."""
    try:
        report = _find(request, code)
    except TooMany:
        raise Http404 from None
    found = next((each for each in letters_of(report) if each.pk == pk), None) if report else None
    if found is None:
        raise Http404
    return download(found.pdf or found.docx)


def _find(request: HttpRequest, code: str) -> Report | None:
    """Raises `TooMany` for whoever guesses; what is found is no guess."""
    who = network(client_address(request))
    RECEIPT.take(who)
    report = Report.objects.select_related("product").filter(receipt=typed.code(code)).first()
    if report is not None:
        RECEIPT.give_back(who)
    return report
