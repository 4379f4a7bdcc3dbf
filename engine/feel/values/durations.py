"""The two kinds of durations: days and time, years and months."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.feel.values.dates import DAY, SECOND, clock_text

# A duration that is longer leads nowhere: there are 2 * 10**9 years.
LONGEST = 10**12 * DAY
MOST_MONTHS = 10**12


@dataclass(frozen=True, slots=True)
class Days:
    """Days and time."""

    nanos: int

    def __post_init__(self) -> None:
        if abs(self.nanos) > LONGEST:
            raise OverflowError(self.nanos)

    def __str__(self) -> str:
        if not self.nanos:
            return "PT0S"
        days, rest = divmod(abs(self.nanos), DAY)
        hours, minutes, seconds = clock_text(rest).split(":")
        parts = [
            f"{int(hours)}H" if int(hours) else "",
            f"{int(minutes)}M" if int(minutes) else "",
            f"{seconds.removeprefix('0')}S" if rest % (60 * SECOND) else "",
        ]
        clock = "".join(parts)
        sign = "-" if self.nanos < 0 else ""
        return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


@dataclass(frozen=True, slots=True)
class Months:
    """Years and months."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MOST_MONTHS:
            raise OverflowError(self.months)

    def __str__(self) -> str:
        if not self.months:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return f"{sign}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


_MONTHS = re.compile(r"(-)?P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?\Z")
_DAYS = re.compile(
    r"(-)?P(?=[0-9T])(?:([0-9]+)D)?(?:T(?=[0-9.])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]*)(?:\.([0-9]*))?S)?)?\Z"
)
_DIGITS = 18


def read(text: str) -> Days | Months:
    """ValueError or OverflowError where the text is none."""
    match = _MONTHS.match(text)
    if match:
        months = _int(match[2]) * 12 + _int(match[3])
        return Months(-months if match[1] else months)
    match = _DAYS.match(text)
    if match is None:
        raise ValueError(text)
    seconds = _int(match[2]) * 86_400 + _int(match[3]) * 3600 + _int(match[4]) * 60 + _int(match[5])
    nanos = seconds * SECOND + int((match[6] or "")[:9].ljust(9, "0"))
    return Days(-nanos if match[1] else nanos)


def _int(digits: str | None) -> int:
    if digits and len(digits) > _DIGITS:
        raise OverflowError(digits)
    return int(digits) if digits else 0
