"""Numbers of applications and samples: `A202600012`, `S202600015`; without gaps."""

from __future__ import annotations

from documents.numbers import next_number
from engine import clock


def application_number() -> str:
    return _numbered("A")


def sample_number() -> str:
    return _numbered("S")


def _numbered(letter: str) -> str:
    year = clock.today().year
    return f"{letter}{year}{next_number(f'{letter}{year}'):05}"
