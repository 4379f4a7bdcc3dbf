"""Whoever came in with a password that somebody else knows sets an own one before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from engine.api.problems import plain_problem
from portal.accounts.session import is_script

_OPEN = ("password_change", "logout", "session", "set_language")


class OwnPasswordFirst:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.must_change_password:
            return None
        if request.resolver_match and request.resolver_match.url_name in _OPEN:
            return None
        if is_script(request):
            return plain_problem(403, code="password-to-change", detail=_("请先修改一次性密码"))
        messages.info(request, _("这是一次性密码，请先设置您自己的密码"))
        return redirect("password_change")
