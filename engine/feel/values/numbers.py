"""Numbers as the standard has them: decimal with 34 digits, a half rounded to the even digit."""

from __future__ import annotations

import decimal
from decimal import Decimal

CONTEXT = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, flags=[], traps=[]
)
# For what lies between two roundings.
WIDE = decimal.Context(
    prec=80, rounding=decimal.ROUND_HALF_EVEN, Emin=-999999, Emax=999999, capitals=1, clamp=0, flags=[], traps=[]
)
ZERO = Decimal(0)
ONE = Decimal(1)

_LONGEST = 6144


def from_int(number: int) -> Decimal:
    return Decimal(number)


def is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def literal(text: str) -> Decimal | None:
    """None where it is larger than any number."""
    number = CONTEXT.create_decimal(text)
    if not number.is_finite():
        return None
    return tidy(number) if "e" in text or "E" in text else number


def tidy(number: Decimal) -> Decimal:
    """A whole number without exponent where its digits are all known: 1E+3 is 1000."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0 and number.adjusted() < CONTEXT.prec:
        return number.quantize(ONE, context=CONTEXT)
    return number


def text(number: Decimal) -> str:
    """The digits of a number, without exponent unless that would be very long."""
    if not number:
        return "0"
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent > 40 or number.adjusted() < -40:
        return str(number)
    return format(number, "f")
