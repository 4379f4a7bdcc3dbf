"""From the token on a package to what may be shown of it."""

from __future__ import annotations

from django.conf import settings

from documents import token as tokens
from portal.certification.models import Authorisation, QrCode


def find(token: str) -> QrCode | None:
    """The code that we issued; the signature is looked at first, so guesses never reach the database."""
    code = tokens.verify(token, settings.QR_KEYS)
    if code is None:
        return None
    related = ("product__enterprise", "product__origin__parent__parent__parent")
    return QrCode.objects.select_related(*related).filter(code=code).first()


def shown_authorisation(qr_code: QrCode) -> Authorisation | None:
    """The one in force, else the last one; None until the officer has issued the first."""
    return Authorisation.objects.shown_of([qr_code.product_id]).get(qr_code.product_id)
