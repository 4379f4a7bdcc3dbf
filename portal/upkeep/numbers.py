"""Numbers of what is done with an authorisation: `M202600012`, `N202600003`."""

from __future__ import annotations

from portal.scheme.numbers import of_this_year


def mark_proof_number() -> str:
    return of_this_year("M")


def inspection_number() -> str:
    return of_this_year("N")


def code_replacement_number() -> str:
    return of_this_year("Q")


def information_change_number() -> str:
    return of_this_year("U")
