"""Certificate numbers: counted by year and county, without gaps."""

from __future__ import annotations

from documents.numbers import certificate_number, next_number
from engine import clock
from portal.registry.models import Product


def next_certificate_number(product: Product, *, star: int) -> str:
    """`OTOP-5-2026-433126-00003-…`; needs the caller's transaction, and is given back if that fails."""
    year, county = clock.today().year, product.origin.county_code
    serial = next_number(f"OTOP-{year}-{county}")
    return certificate_number(star=star, year=year, county=county, serial=serial)
