"""Identifiers that sort by the moment they were made."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def time_ordered_uuid() -> UUID:
    """UUID version 7 (RFC 9562, 5.7, method 3): milliseconds, their fraction, 62 random bits."""
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62))
