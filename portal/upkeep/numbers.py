"""Numbers of what is done with an authorisation: `M202600012`, `N202600003`."""

from __future__ import annotations

from documents.numbers import next_number
from engine import clock


def mark_proof_number() -> str:
    return _numbered("M")


def inspection_number() -> str:
    return _numbered("N")


def information_change_number() -> str:
    return _numbered("U")


def _numbered(letter: str) -> str:
    year = clock.today().year
    return f"{letter}{year}{next_number(f'{letter}{year}'):05}"
