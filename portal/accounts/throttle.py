"""Slows down guessing of passwords and codes: a counter per name and address in the cache."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True)
class Throttle:
    """At most `limit` failures within `seconds`."""

    scope: str
    limit: int
    seconds: int

    def is_exceeded(self, *who: str) -> bool:
        return cache.get(self._key(who), 0) >= self.limit

    def count(self, *who: str) -> None:
        key = self._key(who)
        # `add` keeps the first expiry, so that the window does not move with each attempt.
        if not cache.add(key, 1, self.seconds):
            try:
                cache.incr(key)
            except ValueError:
                cache.set(key, 1, self.seconds)

    def clear(self, *who: str) -> None:
        cache.delete(self._key(who))

    def _key(self, who: tuple[str, ...]) -> str:
        digest = hashlib.sha256("\0".join(who).lower().encode()).hexdigest()
        return f"throttle:{self.scope}:{digest}"


sign_in = Throttle(scope="sign-in", limit=5, seconds=15 * 60)
phone_code = Throttle(scope="phone-code", limit=5, seconds=10 * 60)
phone_send = Throttle(scope="phone-send", limit=3, seconds=10 * 60)
