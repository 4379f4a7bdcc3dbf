"""A page is made of many parts that need the same: rights, calendar, settings. A request that changes nothing asks for
each of them once (`engine.once`)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from engine.once import asking_once

_READS = ("GET", "HEAD")


class AskingOnce:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _READS:
            return self.get_response(request)
        with asking_once():
            return self.get_response(request)
