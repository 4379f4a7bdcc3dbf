"""申诉处理决定, and what the enterprise is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from engine import clock
from portal.appeals.decisions import of_appeal
from portal.appeals.models import Appeal
from portal.notifications.kinds import Kind
from portal.registry.telling import tell as tell_enterprise
from portal.scheme.letters import issue_letter

_TELLS: dict[str, Promise] = {
    "accepted": gettext_lazy("申诉%(number)s已受理，将在%(until)s前作出处理决定；其间原决定不停止执行"),
    "rejected": gettext_lazy("申诉%(number)s不予受理，理由见申诉处理决定"),
    "ended": gettext_lazy(
        "申诉%(number)s已由平台终止办理，没有作出处理决定；申诉期限从今天起重新计算，可以重新提出申诉"
    ),
    "decided": gettext_lazy("申诉%(number)s已有处理决定：%(outcome)s，详见申诉处理决定"),
}


def tell(appeal: Appeal, *, event: str, job_id: UUID, instance_id: UUID) -> None:
    """Once for a job: the rows commit with the step that the job completes."""
    text = _TELLS[event] % {
        "number": appeal.number,
        "until": clock.day_of(appeal.decide_by),
        "outcome": appeal.get_outcome_display(),
    }
    url = reverse("registry:case", args=[instance_id])
    tell_enterprise(appeal.enterprise, text=text, url=url, sms_key=f"appeal:{job_id}", kind=Kind.RULINGS)


def issue_decision(appeal: Appeal, *, job_id: UUID) -> Document:
    document = issue_letter(
        "appeal_decision",
        lambda: _data(appeal),
        prefix="OTOP_APPEAL_NOTICE_PREFIX",
        addressee=appeal.enterprise.name,
        subject=appeal.number,
        owner=appeal.enterprise.group,
        job_id=job_id,
    )
    Appeal.objects.filter(pk=appeal.pk).update(document=document)
    return document


def _data(appeal: Appeal) -> dict[str, Any]:
    return {
        "appeal_number": appeal.number,
        "enterprise_name": appeal.enterprise.name,
        "uscc": appeal.enterprise.uscc,
        "product_name": appeal.product.name,
        "decision": of_appeal(appeal).title,
        "served_on": clock.day_of(appeal.served_at),
        "filed_on": clock.day_of(appeal.filed_at),
        "outcome": appeal.outcome or str(Appeal.Status.REJECTED),
        "request": appeal.request,
        "reasons": appeal.reasons,
        "effects": tuple(appeal.effects or [_("原决定继续有效")]),
    }
