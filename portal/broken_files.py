"""What a page answers when a stored file that it needs is broken."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.errors import FileBroken

logger = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


class BrokenFiles:
    """A stored file that is gone or cut short is said so on any page that needs it; part of it is never sent."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, FileBroken):
            return None
        logger.error("%s: %s (manage.py check_files lists all of them)", request.path, exception)
        return render(request, "broken_file.html", {"message": str(exception)}, status=500)
