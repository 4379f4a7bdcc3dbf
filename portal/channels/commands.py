"""Giving keys to channels and taking them back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from engine import clock
from engine.models.tokens import digest_of
from portal.channels.models import Channel, ChannelKey

#: People and programs that look for lost secrets know by it what they have found.
_MARK = "otop"
_LENGTH = len(_MARK) + 1 + 8 + 1 + 40


@transaction.atomic
def register(channel: Channel, *, by: Any) -> str:
    """A channel that was not there, and its first key, which is told this once."""
    channel.created_by = by
    channel.save()
    return _give(channel, by=by)


@transaction.atomic
def rotate(channel: Channel, *, keep_days: int, by: Any) -> str:
    """Another key, which is told this once. Those before it go on for `keep_days`, so that the channel can change
    over; what ends sooner does."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    ends_at = clock.now() + timedelta(days=keep_days)
    for key in channel.keys.valid():
        key.ends_at = min(key.ends_at or ends_at, ends_at)
        key.save(update_fields=["ends_at"])
    return _give(channel, by=by)


@transaction.atomic
def revoke(key: ChannelKey, *, reason: str, by: Any) -> None:
    """It opens nothing from this moment on."""
    locked = ChannelKey.objects.select_for_update(of=["self"]).get(pk=key.pk)
    if not locked.is_valid:
        raise ValidationError(_("这个密钥已经停用"))
    locked.revoked_at, locked.revoked_by, locked.reason = clock.now(), by, reason
    locked.save(update_fields=["revoked_at", "revoked_by", "reason"])


def key_of(text: str) -> ChannelKey | None:
    """Whatever became of it since; nothing else than a key of ours reaches the database."""
    if len(text) != _LENGTH or not text.startswith(f"{_MARK}_"):
        return None
    return ChannelKey.objects.select_related("channel").filter(digest=digest_of(text)).first()


def _give(channel: Channel, *, by: Any) -> str:
    # As with tokens of accounts, 160 random bits need no salt.
    prefix = f"{_MARK}_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_hex(20)}"
    ChannelKey.objects.create(channel=channel, prefix=prefix, digest=digest_of(text), created_by=by)
    return text
