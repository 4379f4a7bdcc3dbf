"""Large type on public pages for whoever reads with effort: `?large=1`, and a cookie that remembers it; no script."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from portal.csp import Handler

COOKIE = "large_type"
_LASTS = 365 * 24 * 3600


class LargeType:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = _asked(request)
        response = self.get_response(request)
        if asked:
            response.set_cookie(
                COOKIE, asked, max_age=_LASTS, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
            )
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response


def is_large(request: HttpRequest) -> bool:
    return (_asked(request) or request.COOKIES.get(COOKIE)) == "1"


def large_type(request: HttpRequest) -> dict[str, bool]:
    """A context processor."""
    return {"large_type": is_large(request)}


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("large", "")
    return asked if asked in ("0", "1") else ""
