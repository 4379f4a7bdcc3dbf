"""What an enterprise is told of its requests."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.benefits import gate
from portal.benefits.models import BenefitRequest
from portal.notifications.kinds import Kind
from portal.registry.telling import tell as tell_enterprise

_TELLS: dict[str, Promise] = {
    "ineligible": gettext_lazy("权益申请%(number)s（%(benefit)s）不符合条件：%(reasons)s"),
    "correct": gettext_lazy("权益申请%(number)s（%(benefit)s）需要补正，请在15个工作日内完成，逾期视为撤回"),
    "lapse": gettext_lazy("权益申请%(number)s（%(benefit)s）逾期未补正，视为撤回，可以重新提交"),
    "published": gettext_lazy("权益申请%(number)s（%(benefit)s）已发布或办理，请在5个工作日内确认"),
    "unconfirmed": gettext_lazy("权益申请%(number)s（%(benefit)s）未在期限内确认，按未确认办结"),
    "refused": gettext_lazy("权益申请%(number)s（%(benefit)s）不通过：%(opinion)s"),
}


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
