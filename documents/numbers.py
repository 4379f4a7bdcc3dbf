"""Numbers of certificates and notices, and the counter without gaps that they come from."""

from __future__ import annotations

import re

from django.db import connection, transaction
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

from documents.errors import NumberInvalid
from documents.models import Counter

_CERTIFICATE = re.compile(r"OTOP-([1-5])-([0-9]{4})-([0-9]{6})-([0-9]{5})-([0-9])")


def certificate_number(*, star: int, year: int, county: str, serial: int) -> str:
    """``OTOP-5-2024-433126-00003-4``; the last digit is ISO 7064 MOD 11,10 over all the others."""
    body = f"{star}{year:04d}{county}{serial:05d}"
    number = f"OTOP-{star}-{year:04d}-{county}-{serial:05d}-{mod_11_10.calc_check_digit(body)}"
    return validate_certificate_number(number)


def validate_certificate_number(number: str) -> str:
    """The number in its written form; raises ``NumberInvalid``."""
    written = number.strip().upper()
    match = _CERTIFICATE.fullmatch(written)
    if match is None:
        raise NumberInvalid(number=number[:60])
    try:
        mod_11_10.validate("".join(match.groups()))
    except ValidationError as error:
        raise NumberInvalid(number=number[:60]) from error
    return written


def notice_number(prefix: str, *, year: int, n: int) -> str:
    """``一乡一品警〔2026〕12号``: hexagonal brackets, no 第, no leading zero (GB/T 9704-2012, 7.2.5)."""
    return f"{prefix}〔{year}〕{n}号"


def next_number(name: str) -> int:
    """The next number under a name, without gaps: the row stays locked until the caller's transaction ends,
    and the number is given back if that rolls back."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("next_number() needs the caller's transaction")
    Counter.objects.bulk_create([Counter(name=name)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(pk=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return counter.value
