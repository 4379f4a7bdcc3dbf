"""Sign-in for programs: user name and password against a token."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth import authenticate
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle

from engine.api.base import EngineView, problems, validated
from engine.api.serializers import TokenRequestSerializer, TokenSerializer
from engine.errors import EngineError


class SignInRefused(EngineError):
    message = _("用户名或密码不正确")
    code = "sign-in-refused"


class FailedSignIns(SimpleRateThrottle):
    """Slows down guessing: only failures count, per address and user name."""

    rate = "10/min"
    scope = "failed-sign-in"

    def get_cache_key(self, request: Request, view: Any) -> str:
        name = request.data.get("username", "") if isinstance(request.data, dict) else ""
        ident = f"{self.get_ident(request)}:{str(name).lower()[:150]}"
        return str(self.cache_format % {"scope": self.scope, "ident": ident.encode().hex()})

    def throttle_success(self) -> bool:
        return True

    def count(self) -> None:
        self.cache.set(self.key, [self.timer(), *self.history], self.duration)


class TokenView(EngineView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @cached_property
    def _failures(self) -> FailedSignIns:
        return FailedSignIns()

    def get_throttles(self) -> list[Any]:
        return [self._failures]

    @extend_schema(
        operation_id="token_create",
        summary=_("用户名和密码换取令牌"),
        request=TokenRequestSerializer,
        responses={200: TokenSerializer, **problems(400, 429)},
    )
    def post(self, request: Request) -> Response:
        user = authenticate(request._request, **validated(TokenRequestSerializer, request))
        if user is None:
            self._failures.count()
            raise SignInRefused
        token, _created = Token.objects.get_or_create(user=user)
        return Response({"token": token.key})
