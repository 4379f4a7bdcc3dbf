"""Browsers that an account has signed in from. A stranger who guesses at a name elsewhere does not lock them out."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from portal.accounts.models import User
from portal.csp import Handler

_SALT = "portal.accounts.devices"
_SECONDS = 180 * 24 * 3600
_ACCOUNTS = 10


def known_device(request: HttpRequest | None, username: str) -> str:
    """The browser's own name where this account has signed in from it before, else nothing."""
    device, accounts = _read(request)
    if accounts and User.objects.filter(username=username, pk__in=accounts).exists():
        return device
    return ""


class RememberDevice:
    """Marks the browser with every sign-in, whichever door it was."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "has_signed_in", None)
        if user is not None:
            _mark(response, request, user)
        return response


def _mark(response: HttpResponse, request: HttpRequest, user: User) -> None:
    device, accounts = _read(request)
    others = [pk for pk in accounts if pk != user.pk]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps([device or secrets.token_urlsafe(12), [user.pk, *others][:_ACCOUNTS]], salt=_SALT),
        max_age=_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest | None) -> tuple[str, list[int]]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "") if request else ""
    try:
        device, accounts = signing.loads(cookie, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return "", []
    return device, accounts


def note_sign_in(request: Any, user: Any, **_: Any) -> None:
    """Django's signal `user_logged_in`: the answer to this request takes the mark along."""
    request.has_signed_in = user
