"""Keys of programs. The key itself is told once and kept nowhere."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models

from engine import clock

#: Of one account; the oldest go first.
_MOST = 200


class ApiToken(models.Model):
    """Lets a program act for an account until it expires, the password changes or the account is closed."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens", db_index=False
    )
    password_mark = models.CharField(max_length=64, help_text="digest of the stored password it was given for")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-created_at"], name="tokens_of_user")]

    def __str__(self) -> str:
        return f"{self.user} until {self.expires_at}"


def issue(user: Any) -> str:
    """A new key. Earlier ones go on, except those that have expired."""
    key = secrets.token_hex(20)
    now = clock.now()
    mine = ApiToken.objects.filter(user=user)
    mine.filter(expires_at__lte=now).delete()
    mine.filter(pk__in=mine.order_by("-created_at").values("pk")[_MOST - 1 :]).delete()
    ApiToken.objects.create(
        digest=digest_of(key),
        user=user,
        password_mark=mark_of(user),
        expires_at=now + timedelta(days=settings.OTOP_TOKEN_DAYS),
    )
    return key


def digest_of(key: str) -> str:
    # 160 random bits need no salt.
    return hashlib.sha256(key.encode()).hexdigest()


def mark_of(user: Any) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()
