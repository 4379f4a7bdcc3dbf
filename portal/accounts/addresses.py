"""Where a request comes from, for limits and salted hashes; it is never stored whole."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer's address; behind our own proxies (OTOP_BEHIND_PROXY) the one that the outermost of them saw.

    What stands further left in the header was written by the client and is worth nothing.
    """
    if settings.PROXIES:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        seen = forwarded[-settings.PROXIES :][0]
        if seen:
            return str(seen)
    return str(request.META.get("REMOTE_ADDR", ""))
