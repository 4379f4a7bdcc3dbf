"""What an enterprise is told of its requests."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.benefits import gate
from portal.benefits.models import Benefit, BenefitRequest
from portal.notifications.kinds import Kind
from portal.notifications.texts import queue_text
from portal.registry.telling import tell as tell_enterprise

_TELLS: dict[str, Promise] = {
    "ineligible": gettext_lazy("权益申请%(number)s（%(benefit)s）不符合条件：%(reasons)s"),
    "correct": gettext_lazy("权益申请%(number)s（%(benefit)s）需要补正，请在15个工作日内完成，逾期视为撤回"),
    "lapse": gettext_lazy("权益申请%(number)s（%(benefit)s）逾期未补正，视为撤回，可以重新提交"),
    "published": gettext_lazy("权益申请%(number)s（%(benefit)s）已发布或办理，请在5个工作日内确认"),
    "unconfirmed": gettext_lazy("权益申请%(number)s（%(benefit)s）未在期限内确认，按未确认办结"),
    "ended": gettext_lazy("权益申请%(number)s（%(benefit)s）已由平台终止办理，可以重新提交"),
    "refused": gettext_lazy("权益申请%(number)s（%(benefit)s）不通过：%(opinion)s"),
}


_PARTNER_IS_TOLD: dict[str, Promise] = {
    "asked": gettext_lazy(
        "%(enterprise)s申请贵方的“%(offer)s”（%(number)s），请联系%(contact)s %(phone)s，产品是%(product)s"
    ),
    "stopped": gettext_lazy("%(enterprise)s的“%(offer)s”申请（%(number)s）已停止办理，请勿继续提供优惠"),
}


def tell_partner(request: BenefitRequest, event: str) -> None:
    """Whoever makes the offer, by text message: it has no account here. Nothing where it is nobody's offer."""
    if request.benefit.kind != Benefit.Kind.OFFER:
        return
    offer, enterprise = request.benefit.offer, request.enterprise
    with override(settings.LANGUAGE_CODE):
        text = str(_PARTNER_IS_TOLD[event]) % {
            "enterprise": enterprise,
            "offer": request.benefit,
            "number": request.number,
            "contact": enterprise.contact_name,
            "phone": enterprise.contact_phone,
            "product": request.product,
        }
    queue_text(key=f"offer:{request.number}:{event}", phone=offer.contact_phone, text=text)


def tell(request: BenefitRequest, event: str, *, job_id: UUID) -> None:
    """The bell of its members and a text message to its contact, in the step of the job that wants it."""
    with override(settings.LANGUAGE_CODE):
        text = str(_TELLS[event]) % {
            "number": request.number,
            "benefit": request.benefit,
            "reasons": _("；").join(gate.sentences(request.findings)),
            "opinion": request.opinion,
        }
    url = reverse("benefits:request", args=[request.number])
    tell_enterprise(request.enterprise, text=text, url=url, sms_key=f"benefit:{job_id}", kind=Kind.OFFERS)
