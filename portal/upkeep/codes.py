"""Whose QR codes are in the photos of a package."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from documents import token
from portal.certification.models import QrCode
from portal.certification.models.marks import scan_url
from portal.upkeep.models import MarkProof

Code = MarkProof.Code


def judge(texts: Iterable[str], *, product: int) -> tuple[Code, str]:
    """What the texts read from the photos are, and the one that says so.

    Another product's code is told of even beside the right one; other codes beside it (a trace code, a shop's) are
    nobody's fault.
    """
    whose = {text: _product_of(text) for text in texts}
    own = {text: found for text, found in whose.items() if found is not None}
    if other := next((text for text, found in own.items() if found != product), None):
        return Code.OTHER, other
    if own:
        return Code.MATCH, next(iter(own))
    return (Code.FOREIGN, next(iter(whose))) if whose else (Code.NONE, "")


def _product_of(text: str) -> int | None:
    """Only the very address that we print counts: the same token under another host leads people elsewhere."""
    prefix = scan_url("")
    if not text.startswith(prefix):
        return None
    code = token.verify(text.removeprefix(prefix), settings.QR_KEYS)
    return QrCode.objects.filter(code=code).values_list("product", flat=True).first() if code else None
