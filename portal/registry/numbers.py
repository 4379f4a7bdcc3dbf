"""Numbers of registrations, applications for a filing and filings: `R202600012`, `B202600009`, `F202600007`."""

from __future__ import annotations

from documents.numbers import next_number
from engine import clock


def registration_number() -> str:
    return _numbered("R")


def filing_case_number() -> str:
    return _numbered("B")


def filing_number() -> str:
    return _numbered("F")


def _numbered(letter: str) -> str:
    year = clock.today().year
    return f"{letter}{year}{next_number(f'{letter}{year}'):05}"
