"""Numbers of applications and samples: `A202600012`, `S202600015`; without gaps."""

from __future__ import annotations

from portal.scheme.numbers import of_this_year


def application_number() -> str:
    return of_this_year("A")


def sample_number() -> str:
    return of_this_year("S")
