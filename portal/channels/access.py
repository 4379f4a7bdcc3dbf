"""Who a program asks for, by its key; how often it may; and that it did."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from engine import clock
from portal.accounts.limits import MINUTE, Limit, TooMany
from portal.channels.commands import key_of
from portal.channels.models import Channel, ChannelKey

_TOO_MANY = _("这个渠道每分钟最多请求%(rate)s次，请%(wait)s后再试")
_ENDED = {
    ChannelKey.State.REVOKED: _("这个密钥已被撤销，请联系平台"),
    ChannelKey.State.ENDED: _("这个密钥已更换，请使用新的密钥"),
}
# One row for a key and a day, counted in one statement.
_COUNT = """
INSERT INTO channels_channeluse AS used (key_id, day, requests, refused, last_at)
VALUES (%(key)s, %(day)s, 1, %(refused)s, %(now)s)
ON CONFLICT (key_id, day) DO UPDATE SET
    requests = used.requests + 1, refused = used.refused + EXCLUDED.refused,
    last_at = GREATEST(used.last_at, EXCLUDED.last_at)
"""


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer KEY`. A channel is no person: it has no account, and its key opens nothing else."""

    def authenticate(self, request: Request) -> tuple[Any, ChannelKey] | None:
        scheme, _space, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = key_of(text.strip())
        if key is None:
            raise AuthenticationFailed(_("密钥无效，请核对；密钥遗失的，请联系平台更换"))
        if not key.is_valid:
            raise AuthenticationFailed(_ENDED[key.state])
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="channels"'


class HasKey(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ChannelKey):
            raise NotAuthenticated(_("请在请求头 Authorization 中写“Bearer ”和渠道的密钥"))
        return True


class TooOften(Throttled):
    def __init__(self, refusal: TooMany) -> None:
        super().__init__(refusal.wait)
        self.detail = refusal.messages[0]


class Metered(BaseThrottle):
    """At most as often as the channel may, all its keys together; each request is counted, refused ones too."""

    def allow_request(self, request: Request, view: Any) -> bool:
        key = request.auth
        try:
            _limit(key.channel).take(str(key.channel_id))
        except TooMany as refusal:
            _note(key, is_refused=True)
            raise TooOften(refusal) from None
        _note(key, is_refused=False)
        return True


def _limit(channel: Channel) -> Limit:
    sentence = str(_TOO_MANY) % {"rate": channel.rate, "wait": "%(wait)s"}
    return Limit("channel", ((channel.rate, MINUTE),), sentence)


def _note(key: ChannelKey, *, is_refused: bool) -> None:
    values: dict[str, Any] = {"key": key.pk, "day": clock.today(), "refused": int(is_refused), "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
