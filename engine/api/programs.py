"""Who a program acts for, by its token."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from engine.models import ApiToken
from engine.models.statements.signing_in import token_of_key


class TokenAuthentication(authentication.TokenAuthentication):
    """`Authorization: Token …`; Django REST framework's own, with keys of which only a digest is kept."""

    def authenticate_credentials(self, key: str) -> tuple[Any, ApiToken]:
        token = token_of_key(key)
        if token is None:
            raise AuthenticationFailed
        return token.user, token


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = TokenAuthentication
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        told = _("请求头 Authorization 写“Token ”和令牌；令牌以用户名和密码从 /api/v1/token/ 取得")
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": str(told)}
