"""How people prove who they are. Every door asks here, so every try counts: pages, administration, API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from engine.models.statements.signing_in import permissions
from portal.accounts.addresses import client_address
from portal.accounts.devices import known_device
from portal.accounts.limits import (
    KNOWN_ADDRESS,
    PASSWORD,
    PASSWORD_ADDRESS,
    PASSWORD_NAME,
    Tries,
    network,
    take_all,
)
from portal.accounts.models import User


class PasswordBackend(ModelBackend):
    """User name and password; `TooMany` when it was tried too often."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        address = network(client_address(request)) if request else ""
        tries = _tries(request, username, address)
        take_all(tries)
        user = super().authenticate(request, username=username, password=password)
        if isinstance(user, User) and not (user.must_change_password and _is_program(request)):
            _succeeded(tries, username, address)
            return user
        return None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The account's own and those of its roles by one question."""
        is_asked = obj is None and not hasattr(user_obj, "_perm_cache")
        if is_asked and user_obj.is_active and not (user_obj.is_anonymous or user_obj.is_superuser):
            user_obj._perm_cache = set(permissions(user_obj.pk))
        return super().get_all_permissions(user_obj, obj)


def _is_program(request: HttpRequest | None) -> bool:
    """A password that somebody else knows opens the page where it is changed, and gives no token."""
    return request is None or request.path.startswith("/api/")


def _tries(request: HttpRequest | None, username: str, address: str) -> Tries:
    """What a try counts for, the narrowest first."""
    if device := known_device(request, username):
        return [(PASSWORD, (username, "device", device))]
    here = (PASSWORD, (username, address))
    if KNOWN_ADDRESS.is_open(username, address):
        return [here]
    return [here, (PASSWORD_ADDRESS, (address,)), (PASSWORD_NAME, (username,))]


def _succeeded(tries: Tries, username: str, address: str) -> None:
    (narrowest, who), *wider = tries
    narrowest.clear(*who)
    for limit, others in wider:
        limit.give_back(*others)
    KNOWN_ADDRESS.remember(username, address)
