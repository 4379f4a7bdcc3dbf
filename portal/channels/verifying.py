"""Whose code it is: what is printed on a package, or on a certificate."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms import typed
from portal.certification.models import Authorisation
from portal.channels.items import RELATED_WHOLE, Whole, whole
from portal.public import tokens
from portal.public import verifying as documents

# The address in a code, however it was copied: /c/TOKEN, with or without what stands around it.
_TOKEN = re.compile(r"(?:.*/c/)?([0-9A-Za-z]+)(?:[/?#].*)?", re.DOTALL)

_NUMBERS = "OTOP-"


class NotVerified(Exception):
    """`code` for programs, the text for people."""

    code = ""
    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.sentence)


class Unknown(NotVerified):
    """Forged, mistyped, or not issued yet: not to be told apart."""

    code = "unknown-code"
    sentence = gettext_lazy("没有查到：这个编码不是本平台签发的，或者尚未启用。印有星级标识的，该标识可能是冒用的。")


class OfNoProduct(NotVerified):
    code = "not-a-product"
    sentence = gettext_lazy("这是本平台一份文书的验证码，不属于产品；请在“核验文书”页面核验。")


class CodeReplaced(NotVerified):
    code = "code-replaced"


def verified(asked: str) -> Whole:
    """By the code of a product or the address in it, by the number of a certificate, or by the code printed on one."""
    text = typed.plain(asked).strip()
    token = _TOKEN.fullmatch(text)
    if token and tokens.signed_code(token[1]):
        return _by_token(token[1])
    return _by_number(text) or _by_document(text)


def by_number(number: str) -> Whole:
    found = _by_number(number)
    if found is None:
        raise Unknown(_("没有这个证书编号，请核对；未签发的证书查不到"))
    return found


def _by_token(token: str) -> Whole:
    qr_code = tokens.find(token)
    authorisation = tokens.shown_authorisation(qr_code) if qr_code else None
    if authorisation is not None:
        return whole(_read(authorisation.pk), matched="code")
    replaced = tokens.replaced_code(token)
    if replaced is None:
        raise Unknown
    told = {
        "enterprise": replaced.product.enterprise.name,
        "product": replaced.product.name,
        "day": timezone.localdate(replaced.replaced_at).isoformat(),
    }
    raise CodeReplaced(
        _(
            "这个二维码曾用于%(enterprise)s的%(product)s，%(day)s已更换，不再有效；更换以后生产的产品仍印有它的，可能是仿冒的。"
        )
        % told
    )


def _by_number(text: str) -> Whole | None:
    number = typed.reference(text).upper()
    if not number.startswith(_NUMBERS):
        return None
    found = Authorisation.objects.published().select_related(*RELATED_WHOLE).filter(number=number).first()
    return whole(found) if found else None


def _by_document(text: str) -> Whole:
    found = documents.verified(typed.code(text))
    if found is None:
        raise Unknown
    if found.authorisation is None:
        raise OfNoProduct
    return whole(_read(found.authorisation.pk), matched="document")


def _read(pk: int) -> Authorisation:
    return Authorisation.objects.select_related(*RELATED_WHOLE).get(pk=pk)
