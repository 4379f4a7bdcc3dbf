"""The regulations to be read, each version under its own address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.scheme.regulations import PRIVACY, READABLE, RULES, Regulation


@require_safe
def rules(request: HttpRequest, version: str = "") -> HttpResponse:
    """The version that is accepted today, or the one that was accepted then."""
    return _page(request, RULES, version)


@require_safe
def privacy(request: HttpRequest, version: str = "") -> HttpResponse:
    """How the platform treats what it knows of people, as they agree to it today or agreed then."""
    return _page(request, PRIVACY, version)


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    """All that there are, with the versions of each."""
    return render(request, "public/regulations/list.html", {"regulations": READABLE})


@require_safe
def regulation(request: HttpRequest, name: str, version: str = "") -> HttpResponse:
    found = next((each for each in READABLE if each.name == name), None)
    if found is None or found in (RULES, PRIVACY):  # whose addresses are printed elsewhere
        raise Http404
    return _page(request, found, version)


def _page(request: HttpRequest, regulation: Regulation, version: str) -> HttpResponse:
    version = version or regulation.current
    if version not in regulation.versions:
        raise Http404
    context = {
        "title": regulation.title,
        "version": version,
        "in_force": regulation.versions[version],
        "current": regulation.current,
        "current_url": regulation.url,
        "text": regulation.template(version),
    }
    return render(request, "public/regulations/page.html", context)
