"""Where a time of day is meant: an offset in seconds, the name of a zone, or nowhere (None)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.clock import LOCAL_ZONE

Zone = int | str | None

LOCAL = LOCAL_ZONE.key

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(?:/[A-Za-z0-9_+\-]+)*\Z")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?\Z")
# The Gregorian calendar repeats after so many years; Python's ends with the year 9999.
_CYCLE = 400


def read(text: str) -> Zone:
    """The zone behind a time: empty, `Z`, `+08:00` or `@Asia/Shanghai`; ValueError where it is none of these."""
    if not text:
        return None
    if text in ("Z", "z"):
        return 0
    if text.startswith("@"):
        named(text[1:])
        return text[1:]
    match = _OFFSET.match(text)
    if match is None:
        raise ValueError(text)
    hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > 18 * 3600:
        raise ValueError(text)
    return -total if match[1] == "-" else total


@lru_cache(maxsize=1024)
def named(name: str) -> ZoneInfo:
    """ValueError where there is no such zone."""
    if not _NAME.match(name):
        raise ValueError(name)
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error


def offset(zone: int | str, year: int, month: int, day: int, second: int) -> int:
    """The offset from UTC at a wall clock's reading, in seconds."""
    if isinstance(zone, int):
        return zone
    if not 2 <= year <= 9998:
        year = 2000 + year % _CYCLE
    wall = datetime(year, month, day) + timedelta(seconds=second)  # noqa: DTZ001 - the zone is asked next
    found = named(zone).utcoffset(wall)
    return int(found.total_seconds()) if found is not None else 0


def shown(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    return offset_text(zone)


def offset_text(seconds: int) -> str:
    if not seconds:
        return "Z"
    sign, size = "-" if seconds < 0 else "+", abs(seconds)
    rest = f":{size % 60:02}" if size % 60 else ""
    return f"{sign}{size // 3600:02}:{size // 60 % 60:02}{rest}"
