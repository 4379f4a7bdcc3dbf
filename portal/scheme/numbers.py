"""Numbers that people read out: a letter for the kind, the year, and five digits without gaps: `A202600012`."""

from __future__ import annotations

from documents.numbers import next_number
from engine import clock


def of_this_year(letter: str) -> str:
    """In the caller's transaction, as `next_number`."""
    begins = f"{letter}{clock.today().year}"
    return f"{begins}{next_number(begins):05}"
