"""Where else than at the bell a person wants to be told: e-mail and text message, by kind of notice."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.limits import ADDRESS
from portal.accounts.models import User
from portal.notifications.kinds import IMPORTANT, Kind
from portal.notifications.models import Post, Wish
from portal.notifications.notices import whole
from portal.notifications.nudges import nudge_all

_SALT = "portal.centre.address"
_SECONDS = 24 * 3600


def choices_of(user: User) -> list[dict[str, Any]]:
    """A line for each kind: `because` says why it goes out by e-mail whatever is chosen."""
    wishes = {wish.kind: wish for wish in Wish.objects.filter(user=user)}
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "because": IMPORTANT.get(kind, ""),
            "by_email": kind in IMPORTANT or (kind in wishes and wishes[kind].by_email),
            "by_sms": kind in wishes and wishes[kind].by_sms,
        }
        for kind in Kind
    ]


def choose(user: User, *, by_email: Collection[str], by_sms: Collection[str]) -> None:
    """Names of kinds; what is none of ours is nothing."""
    wishes = [
        Wish(user=user, kind=kind, by_email=kind in by_email and kind not in IMPORTANT, by_sms=kind in by_sms)
        for kind in Kind
    ]
    told = ["by_email", "by_sms"]
    Wish.objects.bulk_create(wishes, update_conflicts=True, unique_fields=["user", "kind"], update_fields=told)


def send_confirmation(user: User, address: str) -> None:
    """A link to that address: the address is the person's own once it was opened. Raises `TooMany`."""
    ADDRESS.take(str(user.pk))
    signed = signing.dumps([user.pk, address], salt=_SALT)
    Post.objects.create(
        key=f"address:{uuid.uuid4()}",
        account=user,
        address=address,
        subject=_("【中国一乡一品】确认邮箱"),
        text=_("请在24小时内打开下面的链接，确认用这个邮箱接收通知。不是您本人操作的，请忽略。"),
        url=whole(reverse("centre:confirm_address", args=[signed])),
    )
    nudge_all(posts=True)


def confirm(user: User, signed: str) -> None:
    """Raises `ValidationError` for a link that is too old, or not this person's."""
    try:
        owner, address = signing.loads(signed, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        raise ValidationError(_("链接无效或已过期，请重新填写邮箱")) from None
    if owner != user.pk:
        raise ValidationError(_("这个链接属于另一个账户，请用那个账户登录后打开"))
    user.email = address
    user.save(update_fields=["email"])


def drop_address(user: User) -> None:
    user.email = ""
    user.save(update_fields=["email"])
