"""How often one may try: passwords, codes, text messages, sign-ups, reports. One counter for every door.

A try is counted before it is made, in one statement, so that tries at the same moment cannot pass together.
Whoever succeeds gives it back.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import clock
from portal.accounts.models import Counter

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
THROTTLED = "throttled"
_SENTENCE = gettext_lazy("尝试次数过多，请%(wait)s后再试")
#: Rows of windows that have closed, removed with each window that opens.
_SWEPT = 20

# The window that was opened first stays; a closed one starts anew.
_COUNT = """
INSERT INTO accounts_counter AS counter (key, count, closes_at) VALUES (%(key)s, 1, %(closes_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN counter.closes_at <= %(now)s THEN 1 ELSE counter.count + 1 END,
    closes_at = CASE WHEN counter.closes_at <= %(now)s THEN EXCLUDED.closes_at ELSE counter.closes_at END
RETURNING count, closes_at
"""
_SWEEP = """
DELETE FROM accounts_counter WHERE key IN (
    SELECT key FROM accounts_counter WHERE closes_at <= %s LIMIT %s FOR UPDATE SKIP LOCKED
)
"""
_GIVE_BACK = "UPDATE accounts_counter SET count = GREATEST(count - 1, 0) WHERE key = ANY(%s)"


class TooMany(ValidationError):
    """Tried too often; `wait` is how many seconds to wait."""

    def __init__(self, sentence: str | Promise, *, wait: int) -> None:
        super().__init__(str(sentence) % {"wait": _spoken(wait)}, code=THROTTLED, params={"seconds": wait})
        self.wait = wait


@dataclass(frozen=True)
class Limit:
    """`windows`: at most so many within so many seconds; all of them hold. OTOP_LIMITS may say otherwise by name."""

    name: str
    windows: Sequence[tuple[int, int]]
    sentence: str | Promise = _SENTENCE

    def take(self, *who: str) -> None:
        """Count a try of `who`; `TooMany` when it is one too many."""
        now = clock.now()
        for most, seconds in self._windows:
            count, closes_at = _count(self._key(seconds, who), now=now, seconds=seconds)
            if count > most:
                raise TooMany(self.sentence, wait=max(1, math.ceil((closes_at - now).total_seconds())))

    def give_back(self, *who: str) -> None:
        """The try was none to be counted."""
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [self._keys(who)])

    def clear(self, *who: str) -> None:
        Counter.objects.filter(key__in=self._keys(who)).delete()

    def remember(self, *who: str) -> None:
        """Count without a limit."""
        now = clock.now()
        for _most, seconds in self._windows:
            _count(self._key(seconds, who), now=now, seconds=seconds)

    def is_reached(self, *who: str) -> bool:
        """Whether one more would be one too many. Looks, and counts nothing."""
        most = {self._key(seconds, who): most for most, seconds in self._windows}
        counters = Counter.objects.filter(key__in=most, closes_at__gt=clock.now())
        return any(count >= most[key] for key, count in counters.values_list("key", "count"))

    def is_open(self, *who: str) -> bool:
        """Whether anything was counted in a window that has not closed."""
        return Counter.objects.filter(key__in=self._keys(who), closes_at__gt=clock.now()).exists()

    @property
    def _windows(self) -> Sequence[tuple[int, int]]:
        windows: Sequence[tuple[int, int]] = settings.OTOP_LIMITS.get(self.name, self.windows)
        return windows

    def _keys(self, who: tuple[str, ...]) -> list[str]:
        return [self._key(seconds, who) for _most, seconds in self._windows]

    def _key(self, seconds: int, who: tuple[str, ...]) -> str:
        told = "\0".join(who).lower()
        return salted_hmac("portal.accounts.limits", f"{self.name}\0{seconds}\0{told}", algorithm="sha256").hexdigest()


Tries = list[tuple[Limit, tuple[str, ...]]]


def take_all(tries: Tries) -> None:
    """All or none: what one limit refuses is no try for those before it."""
    for number, (limit, who) in enumerate(tries):
        try:
            limit.take(*who)
        except TooMany:
            for earlier, others in tries[:number]:
                earlier.give_back(*others)
            raise


def network(address: str) -> str:
    """What one visitor can hardly leave: the address; of IPv6 the part that a line is given whole."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _count(key: str, *, now: datetime, seconds: int) -> tuple[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "now": now, "closes_at": now + timedelta(seconds=seconds)})
        count, closes_at = cursor.fetchone()
        if count == 1:
            cursor.execute(_SWEEP, [now, _SWEPT])
    return count, closes_at


def _spoken(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return _("%(n)s秒") % {"n": seconds}
    if seconds < 2 * HOUR:
        return _("%(n)s分钟") % {"n": math.ceil(seconds / MINUTE)}
    return _("%(n)s小时") % {"n": math.ceil(seconds / HOUR)}


_PASSWORDS = gettext_lazy("登录失败次数过多，请%(wait)s后再试，或用手机验证码登录")
_TEXTS = gettext_lazy("发送过于频繁，请%(wait)s后再试")
_CODES = gettext_lazy("验证码错误次数过多，请%(wait)s后再试")

# One name from one address, or from a browser that signed in before.
PASSWORD = Limit("password", ((5, 15 * MINUTE), (50, DAY)), _PASSWORDS)
# Many names from one address; many addresses for one name.
PASSWORD_ADDRESS = Limit("password_address", ((20, 5 * MINUTE), (500, DAY)), _PASSWORDS)
PASSWORD_NAME = Limit("password_name", ((20, HOUR), (100, DAY)), _PASSWORDS)
# Not a limit but a memory: from this address this name has signed in.
KNOWN_ADDRESS = Limit("known_address", ((1, 30 * DAY),))

TEXT_NUMBER = Limit("text_number", ((1, MINUTE), (5, HOUR), (10, DAY)), _TEXTS)
TEXT_ACCOUNT = Limit("text_account", ((5, HOUR), (10, DAY)), _TEXTS)
TEXT_ADDRESS = Limit("text_address", ((30, HOUR), (100, DAY)), _TEXTS)
# No limits but memories: of whom a picture is asked before the next text.
PICTURE_NUMBER = Limit("picture_number", ((2, HOUR),))
PICTURE_ACCOUNT = Limit("picture_account", ((2, HOUR),))
PICTURE_ADDRESS = Limit("picture_address", ((15, HOUR),))
CODE = Limit("code", ((5, 10 * MINUTE),), _CODES)
CODE_ADDRESS = Limit("code_address", ((50, HOUR), (200, DAY)), _CODES)

SIGN_UP = Limit("sign_up", ((12, HOUR), (40, DAY)), gettext_lazy("从这里注册的账号过多，请%(wait)s后再试"))
REPORT = Limit("report", ((5, HOUR),))
RECEIPT = Limit("receipt", ((20, HOUR),), gettext_lazy("查询过于频繁，请%(wait)s后再试"))
ADDRESS = Limit("address", ((5, HOUR),), gettext_lazy("确认邮件发送过于频繁，请%(wait)s后再试"))
ROBOT_TEST = Limit("robot_test", ((20, HOUR),), gettext_lazy("测试过于频繁，请%(wait)s后再试"))
EXPORT = Limit("export", ((5, HOUR),), gettext_lazy("导出过于频繁，请%(wait)s后再试"))
