"""登记审核结果通知书: the document, the bell and the text message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from engine import clock
from portal.accounts.models import User
from portal.notifications.kinds import Kind
from portal.notifications.notices import notify
from portal.registry.findings import sentences
from portal.registry.models import Enterprise, Filing, JoinRequest, ProductCertification, RegistrationReview
from portal.registry.telling import day_text, tell
from portal.scheme.letters import issue_letter

_TELLS = {
    "pass": gettext_lazy("%(name)s已通过登记审核，可以登记产品并申请星级评价"),
    "correct": gettext_lazy("%(name)s的注册信息需要补正，请在%(day)s前完成，逾期视为撤回"),
    "fail": gettext_lazy("%(name)s未通过登记审核，理由见通知书"),
}

_TELLS_OF_FILING = {
    "pass": gettext_lazy("%(product)s已备案，备案编号%(number)s，可以申请星级评价"),
    "pass_change": gettext_lazy("%(product)s的变更已备案，备案编号%(number)s，现为第%(version)s版"),
    "correct": gettext_lazy("%(product)s的产品备案需要补正，请在%(day)s前完成，逾期视为撤回"),
    "fail": gettext_lazy("%(product)s不予备案，理由和指导意见见备案进度"),
    "fail_change": gettext_lazy("%(product)s的变更不予备案，原备案内容继续有效，理由见备案进度"),
    "lapse": gettext_lazy("%(product)s的产品备案逾期未补正，视为撤回，可以重新提交"),
    "ended": gettext_lazy("%(product)s的产品备案已由平台终止办理，可以重新提交"),
    "ended_change": gettext_lazy("%(product)s的变更已由平台终止办理，原备案内容继续有效，可以重新提交变更"),
    "lapse_change": gettext_lazy("%(product)s的变更逾期未补正，视为撤回，原备案内容继续有效"),
}


def issue_notice(enterprise: Enterprise, *, outcome: str, job_id: UUID, correct_by: datetime | None = None) -> Document:
    """Issue and tell, once for a job: the rows commit with the step that the job completes.

    `correct_by`: for 补正, as the diagram says.
    """
    document = Document.objects.filter(pk=job_id).first()
    if document is not None:
        return document
    document = issue_letter(
        "registration_result",
        lambda: _data(enterprise, outcome=outcome, correct_by=correct_by),
        prefix="OTOP_REGISTRATION_NOTICE_PREFIX",
        addressee=enterprise.name,
        subject=enterprise.number,
        owner=enterprise.group,
        job_id=job_id,
        is_sample=False,
    )
    text = _TELLS[outcome] % {"name": enterprise.name, "day": day_text(correct_by)}
    url = reverse("registry:registration", args=[enterprise.pk])
    tell(enterprise, text=text, url=url, sms_key=f"registration:{job_id}")
    return document


def tell_ended(enterprise: Enterprise, *, job_id: UUID) -> None:
    """The platform ended the registration; no letter, since nothing was decided."""
    text = _("%(name)s的注册已由平台终止办理，可以重新提交注册") % {"name": enterprise.name}
    url = reverse("registry:registration", args=[enterprise.pk])
    tell(enterprise, text=text, url=url, sms_key=f"registration:{job_id}")


def tell_of_filing(filing: Filing, *, outcome: str, job_id: UUID, correct_by: datetime | None = None) -> None:
    """The bell and the text message, in the step of the job that wants it."""
    product = filing.product
    key = f"{outcome}_change" if filing.is_change and f"{outcome}_change" in _TELLS_OF_FILING else outcome
    words = {"product": filing.name, "number": product.filing_number, "version": filing.version}
    words |= {"day": day_text(correct_by)}
    url = reverse("registry:filing", args=[filing.number])
    tell(product.enterprise, text=_TELLS_OF_FILING[key] % words, url=url, sms_key=f"filing:{job_id}")


def tell_of_certification(certification: ProductCertification) -> None:
    """It ends soon."""
    product = certification.product
    words = {"product": product.name, "what": str(certification), "day": certification.valid_to}
    text = _("%(product)s的%(what)s将于%(day)s到期，请及时办理延续并更新") % words
    key = f"certification:{certification.pk}:{certification.valid_to}"
    tell(product.enterprise, text=text, url=reverse("registry:product", args=[product.pk]), sms_key=key)


def tell_asked(request: JoinRequest, owners: Iterable[User]) -> None:
    text = _("%(person)s申请加入%(enterprise)s") % {"person": request.user, "enterprise": request.enterprise}
    notify(text=text, url=reverse("registry:members"), users=owners, kind=Kind.ACCOUNT)


def tell_answered(request: JoinRequest) -> None:
    is_in = request.status == JoinRequest.Status.ACCEPTED
    answer = _("您加入%(enterprise)s的申请已获同意") if is_in else _("您加入%(enterprise)s的申请未获同意")
    notify(
        text=answer % {"enterprise": request.enterprise}, url=reverse("home"), users=[request.user], kind=Kind.ACCOUNT
    )


def _data(enterprise: Enterprise, *, outcome: str, correct_by: datetime | None) -> dict[str, Any]:
    review = enterprise.reviews.order_by("decided_at", "id").last()
    failed = sentences(enterprise.findings, severity="fail") if outcome != "pass" else []
    return {
        "application_number": enterprise.number,
        "enterprise_name": enterprise.name,
        "uscc": enterprise.uscc,
        "submitted_on": clock.day_of(enterprise.created_at),
        "outcome": outcome,
        "opinion": _opinion(review, outcome=outcome, failed=failed),
        "guidance": review.guidance if review and not failed else "",
        "corrections": tuple(failed),
        "correct_by": clock.day_of(correct_by) if correct_by else None,
    }


def _opinion(review: RegistrationReview | None, *, outcome: str, failed: list[str]) -> str:
    if failed:
        return _("形式审查发现以下事项与要求不符：%(items)s。") % {"items": "；".join(failed)}
    if review is not None and outcome == "fail" and review.outcome == RegistrationReview.Outcome.CORRECT:
        return _("补正两轮后仍不符合登记要求：%(opinion)s") % {"opinion": review.opinion}
    if review is not None and review.opinion:
        return review.opinion
    if outcome == "pass":
        return _("提交的注册信息符合登记要求，准予注册。")
    return _("补正两轮后仍不符合登记要求。")
