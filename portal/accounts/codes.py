"""Codes by text message: whoever types one has the phone in the hand.

A code belongs to the browser that asked for it, so that a stranger's wrong guesses do not spoil one's own.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from engine import clock
from portal.accounts import limits, pictures
from portal.accounts.addresses import client_address
from portal.accounts.models import User
from portal.notifications.texts import queue_text

_LASTS = timedelta(minutes=10)


class Purpose(StrEnum):
    OWN_NUMBER = "own-number"
    SIGN_IN = "sign-in"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a word for the session, no password


def send(request: HttpRequest, purpose: Purpose, *, phone: str, account: User | None, picture: str) -> None:
    """Text a six-digit code. Without an account nothing is sent, and the visitor cannot tell.

    `picture`: the digits that were typed from a picture; asked for (`pictures.PictureWanted`) after many texts.
    """
    address = limits.network(client_address(request))
    tries: limits.Tries = [(limits.TEXT_ADDRESS, (address,)), (limits.TEXT_NUMBER, (phone,))]
    texts: limits.Tries = [(limits.PICTURE_ADDRESS, (address,)), (limits.PICTURE_NUMBER, (phone,))]
    if request.user.is_authenticated:
        who = (str(request.user.pk),)
        tries.insert(0, (limits.TEXT_ACCOUNT, who))
        texts.append((limits.PICTURE_ACCOUNT, who))
    if any(limit.is_reached(*whose) for limit, whose in texts):
        pictures.require(request, picture)
    limits.take_all(tries)
    pictures.use_up(request)
    for limit, whose in texts:
        limit.remember(*whose)
    code, identifier = f"{secrets.randbelow(1_000_000):06}", str(uuid.uuid4())
    until = clock.now() + _LASTS
    request.session[_key(purpose)] = {
        "id": identifier,
        "phone": phone,
        "digest": _digest(identifier, code),
        "until": until.isoformat(),
    }
    if account is not None:
        text = _("您的验证码是%(code)s，10分钟内有效。请勿告诉他人。") % {"code": code}
        queue_text(key=f"code:{identifier}", phone=phone, text=text, code_for=account, expires_at=until)


def check(request: HttpRequest, purpose: Purpose, *, phone: str, code: str) -> None:
    """Refuses a wrong code with a sentence, and soon every code. A right one is used up."""
    asked: dict[str, Any] = request.session.get(_key(purpose), {})
    address = limits.network(client_address(request))
    limits.take_all([(limits.CODE_ADDRESS, (address,)), (limits.CODE, (asked.get("id", address),))])
    if not _is_right(asked, phone, code):
        raise ValidationError(_("验证码不正确或已过期"), code="wrong")
    limits.CODE_ADDRESS.give_back(address)
    del request.session[_key(purpose)]


def _is_right(asked: dict[str, Any], phone: str, code: str) -> bool:
    if not asked or asked["phone"] != phone or datetime.fromisoformat(asked["until"]) <= clock.now():
        return False
    return constant_time_compare(asked["digest"], _digest(asked["id"], code))


def _digest(identifier: str, code: str) -> str:
    return salted_hmac("portal.accounts.codes", f"{identifier}:{code}", algorithm="sha256").hexdigest()


def _key(purpose: Purpose) -> str:
    return f"code:{purpose}"
