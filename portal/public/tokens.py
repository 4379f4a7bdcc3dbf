"""From the token on a package to what may be shown of it."""

from __future__ import annotations

from django.conf import settings

from documents import token as tokens
from portal.certification.models import Authorisation, QrCode, ReplacedCode


def signed_code(token: str) -> str | None:
    """What we signed, if we did: guesses never reach the database."""
    return tokens.verify(token, settings.QR_KEYS)


def find(token: str) -> QrCode | None:
    """The code that we issued."""
    code = signed_code(token)
    if code is None:
        return None
    related = ("product__enterprise", "product__origin__parent__parent__parent")
    return QrCode.objects.select_related(*related).filter(code=code).first()


def replaced_code(token: str) -> ReplacedCode | None:
    """A code that was a product's until it got another."""
    code = signed_code(token)
    return ReplacedCode.objects.select_related("product__enterprise").filter(code=code).first() if code else None


def shown_authorisation(qr_code: QrCode) -> Authorisation | None:
    """The one in force, else the last one; None until the officer has issued the first."""
    return Authorisation.objects.shown_of([qr_code.product_id]).get(qr_code.product_id)
