"""A sign-in that ends while a page is open: told apart from a missing right, and taken up beside the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engine.api.problems import plain_problem
from portal.accounts.forms import SignInForm
from portal.accounts.models import User

_SAFE = ("GET", "HEAD", "OPTIONS")


class SignedInAs:
    """A script says whose page it works for. Whoever is not that person any more is told so, before anything
    is done in somebody else's name. Where a view sends people to the sign-in page, scripts get a 401, and the
    press of a button comes back to the page that it was on."""

    header = "X-Signed-In-As"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        expected = request.headers.get(self.header)
        if expected is not None and request.path != resolve_url("session"):
            if not request.user.is_authenticated:
                return signed_out()
            if str(request.user.pk) != expected:
                return other_account()
        response = self.get_response(request)
        return self._instead_of_sign_in(request, response)

    def _instead_of_sign_in(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != HTTPStatus.FOUND or request.user.is_authenticated:
            return response
        if urlsplit(response["Location"]).path != resolve_url(settings.LOGIN_URL):
            return response
        if is_script(request):
            return signed_out()
        if request.method not in _SAFE and (page := _page_of(request)):
            messages.warning(request, _("登录已过期，刚才的操作没有完成，请再点一次"))
            response["Location"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}"
        return response


def signed_out() -> HttpResponse:
    return plain_problem(401, code="signed-out", detail=_("登录已过期，请重新登录"))


def other_account() -> HttpResponse:
    return plain_problem(403, code="other-account", detail=_("这个浏览器已换了别的账号登录，没有保存"))


def stale_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: scripts fetch a new token and try again, people read what to do."""
    if is_script(request):
        return plain_problem(403, code="csrf-failed", detail=_("页面已过期，请刷新后再试"))
    return csrf_failure(request, reason)


def is_script(request: HttpRequest) -> bool:
    if "HX-Request" in request.headers:
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _page_of(request: HttpRequest) -> str:
    """The page of ours on which a button was pressed."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host():
        return ""
    return referer.path + (f"?{referer.query}" if referer.query else "")


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and signing in, for the dialog beside a page. Either way the token is fresh afterwards."""
    if request.method == "POST":
        refused = _sign_in(request)
        if refused is not None:
            return refused
    get_token(request)
    user = request.user
    if not user.is_authenticated:
        return JsonResponse({"user": None})
    return JsonResponse({"user": str(user.pk), "name": user.display_name or user.get_username()})


def _sign_in(request: HttpRequest) -> HttpResponse | None:
    """The same form, with the same limits, as on the sign-in page; only as the person `expected`."""
    given = _body(request)
    form = SignInForm(request, data={name: str(given.get(name, "")) for name in ("username", "password")})
    if not form.is_valid():
        sentences = [sentence for found in form.errors.values() for sentence in found]
        return plain_problem(422, code="sign-in-refused", detail=str(sentences[0]))
    user: User = form.get_user()
    if given.get("expected") not in ("", None, str(user.pk)):
        return other_account()
    login(request, user)
    return None


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
