"""What enterprises and buyers are told of recommendations: in the language of the scheme, whoever recommends."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from portal.notifications.kinds import Kind
from portal.notifications.notices import with_link
from portal.notifications.texts import queue_text
from portal.registry.telling import tell as tell_enterprise
from portal.showcase.models import Buyer, Recommendation

_TELLS: dict[str, Promise] = {
    "recommended": _("“%(product)s”已推荐给采购商%(buyer)s：%(reason)s"),
    "ended": _("“%(product)s”对采购商%(buyer)s的推荐已结束：%(reason)s"),
    "interested": _("采购商%(buyer)s对“%(product)s”有意向，联系方式见采购推荐"),
    "declined": _("采购商%(buyer)s暂不需要“%(product)s”"),
}
_BUYER_IS_TOLD = _("向您推荐“%(product)s”：%(reason)s。查看和答复")


def tell(recommendation: Recommendation, what: str, *, reason: str = "", sms_key: str = "") -> None:
    """Its enterprise; `sms_key`: also its contact, by text message."""
    text = _in_words(_TELLS[what], recommendation, reason)
    url = reverse("showcase:to_buyers")
    tell_enterprise(recommendation.product.enterprise, text=text, url=url, sms_key=sms_key, kind=Kind.OFFERS)


def tell_buyer(recommendation: Recommendation) -> None:
    """By text message alone: it has no account."""
    buyer = recommendation.buyer
    text = with_link(_in_words(_BUYER_IS_TOLD, recommendation, recommendation.reason), page_of(buyer))
    queue_text(key=f"buyer:{recommendation.pk}", phone=buyer.contact_phone, text=text)


def page_of(buyer: Buyer) -> str:
    return reverse("showcase:for_buyer", args=[buyer.code])


def _in_words(text: Promise, recommendation: Recommendation, reason: str) -> str:
    with override(settings.LANGUAGE_CODE):
        words = {"product": recommendation.product, "buyer": recommendation.buyer, "reason": reason}
        return str(text) % words
