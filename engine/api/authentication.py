"""Who asks: a browser with a session."""

from __future__ import annotations

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class StaleToken(PermissionDenied):
    """The page's token against forged requests is not that of the session: it may be fetched anew."""

    default_code = "csrf-failed"


class BrowserSession(SessionAuthentication):
    """Not signed in is 401: the framework says 403 wherever an authentication names no header to answer with."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise StaleToken from None


class BrowserSessionScheme(SessionScheme):
    """For the schema: the session's cookie."""

    target_class = "engine.api.authentication.BrowserSession"
