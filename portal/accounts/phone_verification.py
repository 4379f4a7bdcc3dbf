"""Proof that a mobile number is the account's own: a code by text message."""

from __future__ import annotations

import secrets
import uuid

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from engine import clock
from portal.accounts import throttle
from portal.accounts.models import User
from portal.accounts.sms import send_sms

_SECONDS = 10 * 60


def send_code(user: User) -> None:
    """Text a six-digit code to the account's number; it holds for ten minutes."""
    if not user.phone:
        raise ValidationError(_("请先填写手机号码"))
    if throttle.phone_send.is_exceeded(user.phone):
        raise ValidationError(_("发送过于频繁，请10分钟后再试"))
    throttle.phone_send.count(user.phone)
    code = f"{secrets.randbelow(1_000_000):06}"
    cache.set(_key(user), code, _SECONDS)
    text = _("您的验证码是%(code)s，10分钟内有效。请勿告诉他人。") % {"code": code}
    send_sms(key=f"code:{uuid.uuid4()}", phone=user.phone, text=text)


def verify(user: User, code: str) -> None:
    """Mark the account's number as verified; a wrong code is refused, and soon all codes are."""
    if throttle.phone_code.is_exceeded(user.username):
        raise ValidationError(_("验证码错误次数过多，请10分钟后再试"))
    expected = cache.get(_key(user))
    if expected is None or not constant_time_compare(expected, code.strip()):
        throttle.phone_code.count(user.username)
        raise ValidationError(_("验证码不正确或已过期"))
    cache.delete(_key(user))
    user.phone_verified_at = clock.now()
    user.save(update_fields=["phone_verified_at"])


def _key(user: User) -> str:
    # The number is part of the key: a code sent to the former number does not verify the new one.
    return f"phone-code:{user.pk}:{user.phone}"
