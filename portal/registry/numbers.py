"""Numbers of registrations, applications for a filing and filings: `R202600012`, `B202600009`, `F202600007`."""

from __future__ import annotations

from portal.scheme.numbers import of_this_year


def registration_number() -> str:
    return of_this_year("R")


def filing_case_number() -> str:
    return of_this_year("B")


def filing_number() -> str:
    return of_this_year("F")
