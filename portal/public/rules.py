"""The rules of the scheme as people accept them: every version stays readable under its own address."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.commands import CONSENT_VERSIONS
from portal.accounts.models import Consent

# version → since when it is used; each has its text in templates/public/rules
IN_FORCE = {"2026-01": date(2026, 1, 1)}


@require_safe
def rules(request: HttpRequest, version: str = "") -> HttpResponse:
    """The version that is accepted today, or the one that was accepted then."""
    current = CONSENT_VERSIONS[Consent.Kind.RULES]
    version = version or current
    if version not in IN_FORCE:
        raise Http404
    context = {"version": version, "current": current, "in_force": IN_FORCE[version]}
    return render(request, "public/rules/page.html", context | {"text": f"public/rules/{version}.html"})
