from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def policy(**other: str) -> str:
    """The policy of the pages, with `other` sources for some of its directives."""
    return "; ".join(f"{name} {sources}" for name, sources in {**settings.CONTENT_SECURITY_POLICY, **other}.items())


class ContentSecurityPolicy:
    """Scripts only from our own files, never inline. A view may set the header to a policy of its own."""

    header = "Content-Security-Policy"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.policy = policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(self.header, self.policy)
        return response
