"""投诉受理通知 and 投诉答复, and what the reporter and the enterprise are told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from documents.models import Document
from documents.verification import grouped
from engine import clock
from portal.notifications.texts import queue_text
from portal.registry.telling import tell as tell_enterprise
from portal.scheme.letters import issue_letter
from portal.supervision.models import Report
from portal.supervision.models.reports import FILES_OWNER

# Named like this in every letter: who reported is known to compliance alone.
_ADDRESSEE = gettext_lazy("投诉举报人")
ACCEPTANCE, REPLY = "complaint_acceptance", "complaint_reply"

_TELLS: dict[str, Promise] = {
    "accepted": gettext_lazy(
        "平台受理了一件涉及%(product)s的投诉（%(number)s），请在5个工作日内提交情况说明；认定前不对外公布"
    ),
    "unexplained": gettext_lazy("投诉%(number)s的说明期限已过，平台将依已有材料认定"),
    "extended": gettext_lazy("投诉%(number)s的认定期限延长至%(until)s"),
    "ended": gettext_lazy("涉及%(product)s的投诉（%(number)s）已由平台终止办理，没有作出认定"),
    "found": gettext_lazy("涉及%(product)s的投诉（%(number)s）已认定：%(finding)s"),
}

_ACCEPTED = gettext_lazy("您反映的问题已受理，受理编号%(receipt)s，办理情况可在平台查询：%(url)s")
_ENDED = gettext_lazy(
    "您反映的问题（受理编号%(receipt)s）已由平台终止办理，没有作出认定；仍要反映的，可以重新提交：%(url)s"
)
_REPLIED = gettext_lazy("您反映的问题已有答复，受理编号%(receipt)s，请在平台查看：%(url)s")


def tell(report: Report, *, event: str, job_id: UUID, instance_id: UUID) -> None:
    """The enterprise, where one is known; once for a job."""
    if report.product is None:
        return
    text = _TELLS[event] % {
        "product": report.subject,
        "number": report.number,
        "until": clock.day_text(report.find_by),
        "finding": report.get_finding_display(),
    }
    url = reverse("registry:case", args=[instance_id])
    tell_enterprise(report.product.enterprise, text=text, url=url, sms_key=f"complaint:{job_id}")


def accepted(report: Report, *, job_id: UUID, instance_id: UUID) -> None:
    _issue(report, kind=ACCEPTANCE, job_id=job_id, data={"find_by": clock.day_of(report.find_by)})
    _tell_reporter(report, _ACCEPTED, job_id)
    tell(report, event="accepted", job_id=job_id, instance_id=instance_id)


def reply(report: Report, *, job_id: UUID) -> None:
    issue_reply(report, job_id=job_id)
    _tell_reporter(report, _REPLIED, job_id)


def ended(report: Report, *, job_id: UUID) -> None:
    """No letter, since nothing was found."""
    _tell_reporter(report, _ENDED, job_id)


def issue_reply(report: Report, *, job_id: UUID) -> Document:
    outcome = report.finding or Report.Status.REJECTED
    data = {"outcome": str(outcome), "opinion": report.reply, "claim_result": report.claim_result}
    return _issue(report, kind=REPLY, job_id=job_id, data=data)


def _issue(report: Report, *, kind: str, job_id: UUID, data: dict[str, Any]) -> Document:
    return issue_letter(
        kind,
        lambda: _face(report) | data,
        prefix="OTOP_COMPLAINT_NOTICE_PREFIX",
        addressee=str(_ADDRESSEE),
        subject=report.number or "",
        owner=FILES_OWNER,
        job_id=job_id,
    )


def _face(report: Report) -> dict[str, Any]:
    return {
        "complaint_number": report.number,
        "subject": report.subject,
        "kind": report.get_kind_display(),
        "received_on": clock.day_of(report.received_at),
    }


def _tell_reporter(report: Report, sentence: Promise, job_id: UUID) -> None:
    """By text message, where a number was left with consent."""
    if not report.phone:
        return
    with override(settings.LANGUAGE_CODE):
        text = str(sentence) % {"receipt": grouped(report.receipt), "url": receipt_url(report)}
    queue_text(key=f"reporter:{job_id}", phone=report.phone, text=text)


def receipt_url(report: Report) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('public:receipt', args=[report.receipt])}"
