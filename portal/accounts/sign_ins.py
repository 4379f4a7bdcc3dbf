"""The record of sign-ins, and ending them elsewhere."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from engine import clock
from engine.models import ApiToken
from engine.models.tokens import mark_of
from portal.accounts import browsers
from portal.accounts.addresses import client_address
from portal.accounts.models import SignIn
from portal.accounts.models.sign_ins import KEPT_FOR

Way = SignIn.Way
_WAYS = {"phone_sign_in": Way.CODE, "forgotten_password": Way.CODE, "new_password": Way.CODE, "signup": Way.SIGN_UP}


def note_sign_in(request: HttpRequest, user: Any, **_: Any) -> None:
    """Django's signal `user_logged_in`; what is older than it has to be kept goes with that."""
    SignIn.objects.filter(user=user, at__lt=clock.now() - KEPT_FOR).delete()
    _note(request, user, succeeded=True, session_key=request.session.session_key or "", password_mark=mark_of(user))


def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Django's signal `user_login_failed`: a wrong password for an account that there is."""
    user = get_user_model()._default_manager.filter(username=credentials.get("username")).first()
    if request is not None and user is not None:
        _note(request, user, succeeded=False)


def note_wrong_code(request: HttpRequest, user: Any) -> None:
    _note(request, user, succeeded=False)


def follow(request: HttpRequest, earlier: str) -> None:
    """The browser stays signed in under another key, with a new password."""
    entered = SignIn.objects.filter(user=request.user.pk, session_key=earlier)
    entered.update(session_key=request.session.session_key or "", password_mark=mark_of(request.user))


def tokens_of(user: Any) -> QuerySet[ApiToken]:
    """Keys of programs that are good still."""
    return ApiToken.objects.filter(user=user, password_mark=mark_of(user), expires_at__gt=clock.now())


@transaction.atomic
def end(sign_ins: QuerySet[SignIn]) -> int:
    """Those browsers are signed out with their next click."""
    keys = list(sign_ins.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(session_key__in=keys).update(session_key="")


@transaction.atomic
def end_others(user: Any, *, but: str = "") -> int:
    """All but the session `but`, and all keys of programs; how many there were."""
    tokens, _rows = tokens_of(user).delete()
    return end(SignIn.objects.with_session(user).exclude(session_key=but)) + tokens


def _note(request: HttpRequest, user: Any, **more: Any) -> None:
    match = request.resolver_match
    browser, system = browsers.told(request.META.get("HTTP_USER_AGENT", ""))
    SignIn.objects.create(
        user=user,
        way=_WAYS.get(match.view_name, Way.PASSWORD) if match else Way.PASSWORD,
        browser=browser,
        system=system,
        network=masked(client_address(request)),
        **more,
    )


def masked(address: str) -> str:
    """`203.0.113.*`, `2001:db8:7::*`: the network, without the machine in it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return f"{ipaddress.ip_network((found, 48), strict=False).network_address}*"
        found = found.ipv4_mapped
    return f"{str(found).rpartition('.')[0]}.*"
