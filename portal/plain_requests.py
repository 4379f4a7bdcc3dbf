"""What no table can hold and no page show is refused before anything else looks at a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict, RawPostDataException
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from engine.api.parsers import is_plain, is_plain_if_json
from engine.api.problems import plain_problem
from portal.csp import Handler

_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
# Lines, and what Django leaves of bytes that are no UTF-8.
_NO_PATH = re.compile(r"[\t-\r]|%[89A-F][0-9A-F]")
_FORM = "application/x-www-form-urlencoded"
_FORM_WITH_FILES = "multipart/form-data"
_API = "/api/"


class PlainRequests:
    """Control characters, half characters, broken encoding, nesting without end: 400 with a sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_readable(request):
            return self.get_response(request)
        return _refused(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # A form with files, where a view wants to read the body as it came.
        return _refused(request) if isinstance(exception, RawPostDataException) else None


def _is_readable(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "").encode("latin-1")
    return (
        is_plain(request.path_info)
        and _NO_PATH.search(request.path_info) is None
        and _is_encoded(query)
        and _are_plain(request.GET)
        and all(is_plain(value) for value in request.COOKIES.values())
        and _has_readable_body(request)
    )


def _has_readable_body(request: HttpRequest) -> bool:
    if request.content_type == _FORM_WITH_FILES:
        # The API counts files and bytes by itself, and says which is too much.
        return request.path_info.startswith(_API) or _are_plain(request.POST)
    try:
        body = request.body
    except RequestDataTooBig:
        return True  # whoever reads it will say so
    return _is_plain_form(request, body) and is_plain_if_json(request)


def _is_plain_form(request: HttpRequest, body: bytes) -> bool:
    if request.content_type != _FORM:
        return True
    # Django reads forms of POST only, and in the character set that was told; a view may read the others.
    return _is_encoded(body) and _are_plain(QueryDict(body)) and _are_plain(request.POST)


def _are_plain(fields: QueryDict) -> bool:
    return all(is_plain(name) and all(is_plain(value) for value in values) for name, values in _lists(fields))


def _lists(fields: QueryDict) -> Iterable[tuple[str, list[str]]]:
    return ((str(name), [str(value) for value in values]) for name, values in fields.lists())


def _is_encoded(text: bytes) -> bool:
    if _BROKEN_PERCENT.search(text):
        return False
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


def _refused(request: HttpRequest) -> HttpResponse:
    sentence = _("网址或提交的内容里有无法处理的字符或格式。粘贴来的文字请先清除格式，检查后再试。")
    if _is_program(request):
        return plain_problem(400, code="unreadable", detail=sentence)
    return HttpResponse(render_to_string("400.html", {"hint": sentence}), status=400)


def _is_program(request: HttpRequest) -> bool:
    if request.path_info.startswith(_API) or "HX-Request" in request.headers:
        return True
    wanted = request.get_preferred_type(["text/html", "application/json"])
    return request.content_type == "application/json" or wanted == "application/json"
