"""Who a program acts for, by its token."""

from __future__ import annotations

from typing import Any

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
