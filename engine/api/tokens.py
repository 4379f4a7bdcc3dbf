"""Sign-in for programs: user name and password against a token."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from engine.api.base import EngineView, problems, validated
from engine.errors import EngineError
from engine.models.tokens import issue


class CredentialsSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=500, trim_whitespace=False, style={"input_type": "password"})


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class SignInRefused(EngineError):
    message = _("用户名或密码不正确")
    code = "sign-in-refused"


class TokenView(EngineView):
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="token_create",
        summary=_("用户名和密码换取令牌"),
        request=CredentialsSerializer,
        responses={200: TokenSerializer, **problems(429)},
    )
    def post(self, request: Request) -> Response:
        try:
            user = authenticate(request._request, **validated(CredentialsSerializer, request))
        except ValidationError as refused:
            # The backend's limit on guessing; it says how long to wait.
            raise Throttled(wait=getattr(refused, "wait", None)) from None
        if user is None:
            raise SignInRefused
        return Response({"token": issue(user)})
