"""标识应用备案表, 年检通知 and 年检结果, and what the enterprise is told: the bell and a text message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Document
from engine import clock
from portal.certification import renewals
from portal.certification.models import Authorisation
from portal.notifications.kinds import Kind
from portal.registry.telling import tell
from portal.scheme.letters import issue_letter
from portal.upkeep.models import AnnualInspection, CodeReplacement, InformationChange, MarkProof

_TELLS_OF_PROOF = {
    "late": gettext_lazy("%(product)s的标识应用备案到期未报送，暂不享有权益；补报并经审核合规后恢复，不作处罚"),
    "correct": gettext_lazy("%(product)s的标识应用须整改，请按期重新报送照片，要求和期限见待办"),
    "overdue": gettext_lazy("%(product)s的标识应用逾期未整改，将按现有情况作出结论"),
    "pass": gettext_lazy("%(product)s的标识应用已备案，可以享有与星级对应的权益"),
    "ended": gettext_lazy("%(product)s的标识应用备案已由平台终止办理，可以在证书与标识页面重新报送"),
    "misuse": gettext_lazy("%(product)s的标识应用认定为违规使用，已移交监督处置，不享有权益"),
}


def tell_of_proof(proof: MarkProof, *, event: str, job_id: UUID) -> None:
    """Once for a job: the rows commit with the step that the job completes."""
    text = _TELLS_OF_PROOF[event] % {"product": proof.product.name}
    tell(proof.enterprise, text=text, url=reverse("certification:list"), sms_key=f"upkeep:{job_id}")


_TELLS_OF_INSPECTION = {
    "notice": gettext_lazy("%(product)s将满周年，请在%(day)s前报送年度检查，要求见年度检查通知"),
    "remind": gettext_lazy("%(product)s的年度检查还没有报送，请在%(day)s前报送，逾期将列入黄色警示"),
    "correct": gettext_lazy("%(product)s的年度检查须补正，请按期重新报送，要求和期限见待办"),
    "pass": gettext_lazy("%(product)s的年度检查已通过"),
    "ended": gettext_lazy("%(product)s的年度检查已由平台终止办理，本年度不需要再报送；需要补办的，平台另行通知"),
    "fail": gettext_lazy("%(product)s的年度检查未通过，将列入黄色警示，理由见年度检查结果"),
}


def tell_of_inspection(inspection: AnnualInspection, *, event: str, job_id: UUID) -> None:
    words = {"product": inspection.product.name, "day": inspection.anniversary.isoformat()}
    url = reverse("upkeep:authorisation", args=[inspection.authorisation_id])
    text = _TELLS_OF_INSPECTION[event] % words
    sms_key = "" if event == "remind" else f"upkeep:{job_id}"
    tell(inspection.enterprise, text=text, url=url, sms_key=sms_key, kind=Kind.DEADLINES)


_TELLS_OF_CHANGE = {
    "correct": gettext_lazy("%(name)s的信息变更须补正，逾期视为撤回，要求和期限见待办"),
    "pass": gettext_lazy("%(name)s的信息变更已准予，登记信息和证书已更新"),
    "fail": gettext_lazy("%(name)s的信息变更不予准予，原登记信息继续有效，理由见办理进度"),
    "ended": gettext_lazy("%(name)s的信息变更已由平台终止办理，原登记信息继续有效，可以重新报告"),
    "lapse": gettext_lazy("%(name)s的信息变更逾期未补正，视为撤回，可以重新报告"),
}


def tell_of_change(change: InformationChange, *, event: str, job_id: UUID) -> None:
    text = _TELLS_OF_CHANGE[event] % {"name": change.enterprise.name}
    tell(change.enterprise, text=text, url=reverse("upkeep:change"), sms_key=f"upkeep:{job_id}")


_TELLS_OF_CODE = {
    "replaced": gettext_lazy(
        "%(product)s的二维码已更换，原二维码不再有效：请下载新的二维码并停止使用印有原二维码的包装"
    ),
    "ended": gettext_lazy("%(product)s的二维码更换已由平台终止办理，原二维码继续有效，可以重新申请"),
    "kept": gettext_lazy("%(product)s的二维码不予更换：%(opinion)s"),
}


def tell_of_code(replacement: CodeReplacement, *, event: str, job_id: UUID) -> None:
    text = _TELLS_OF_CODE[event] % {"product": replacement.product.name, "opinion": replacement.opinion}
    tell(replacement.enterprise, text=text, url=reverse("certification:list"), sms_key=f"upkeep:{job_id}")


def tell_renewal_open(authorisation: Authorisation, *, job_id: UUID) -> None:
    closes = renewals.window(authorisation).closes
    words = {
        "product": authorisation.product.name,
        "until": authorisation.valid_to.isoformat(),
        "by": closes.isoformat(),
    }
    text = _("%(product)s的星级授权将于%(until)s到期，现在可以申请续展，请在%(by)s前提出") % words
    url = reverse("upkeep:authorisation", args=[authorisation.pk])
    tell(authorisation.product.enterprise, text=text, url=url, sms_key=f"upkeep:{job_id}")


def tell_expired(authorisation: Authorisation, *, job_id: UUID) -> None:
    text = _("%(product)s的星级授权（%(number)s）已过有效期，标识与二维码不得用于新生产的产品") % {
        "product": authorisation.product.name,
        "number": authorisation.number,
    }
    tell(authorisation.product.enterprise, text=text, url=reverse("certification:list"), sms_key=f"upkeep:{job_id}")


def issue_record(proof: MarkProof, *, job_id: UUID) -> Document:
    """标识应用备案表."""
    return _issue("mark_proof_record", lambda: _record(proof), proof, prefix="OTOP_MARK_NOTICE_PREFIX", job_id=job_id)


def issue_inspection_notice(inspection: AnnualInspection, *, job_id: UUID) -> Document:
    """年检通知."""
    return _issue(
        "inspection_notice",
        lambda: _of_inspection(inspection),
        inspection,
        prefix="OTOP_INSPECTION_NOTICE_PREFIX",
        job_id=job_id,
    )


def issue_inspection_result(inspection: AnnualInspection, *, passed: bool, job_id: UUID) -> Document:
    """年检结果."""
    return _issue(
        "inspection_result",
        lambda: _result(inspection, passed=passed),
        inspection,
        prefix="OTOP_INSPECTION_NOTICE_PREFIX",
        job_id=job_id,
    )


def _issue(
    kind: str,
    data: Callable[[], dict[str, Any]],
    subject: AnnualInspection | MarkProof,
    *,
    prefix: str,
    job_id: UUID,
) -> Document:
    return issue_letter(
        kind,
        data,
        prefix=prefix,
        addressee=subject.enterprise.name,
        subject=subject.number,
        owner=subject.enterprise.group,
        job_id=job_id,
    )


def _of_inspection(inspection: AnnualInspection) -> dict[str, Any]:
    authorisation = inspection.authorisation
    return {
        "inspection_number": inspection.number,
        "enterprise_name": inspection.enterprise.name,
        "uscc": inspection.enterprise.uscc,
        "product_name": authorisation.product_shown.name,
        "certificate_number": authorisation.number,
        "star": authorisation.star,
        "star_name": authorisation.star_name,
        "anniversary": inspection.anniversary,
    }


def _result(inspection: AnnualInspection, *, passed: bool) -> dict[str, Any]:
    review = inspection.reviews.exclude(opinion="").last() if not passed else inspection.reviews.last()
    submitted = inspection.submitted_at or inspection.created_at
    return _of_inspection(inspection) | {
        "submitted_on": clock.day_of(submitted),
        "outcome": "pass" if passed else "fail",
        "visited": _("已现场抽查") if inspection.drawn and review and review.stage == "site" else _("未抽中现场抽查"),
        "opinion": (review.opinion if review else "") or _("报送材料齐全，持续符合所获星级的要求。"),
    }


def _record(proof: MarkProof) -> dict[str, Any]:
    authorisation, review = proof.authorisation, proof.reviews.last()
    submitted = proof.submitted_at or proof.created_at
    return {
        "proof_number": proof.number,
        "enterprise_name": proof.enterprise.name,
        "uscc": proof.enterprise.uscc,
        "product_name": authorisation.product_shown.name,
        "certificate_number": authorisation.number,
        "star_name": authorisation.star_name,
        "products": proof.products,
        "used_from": proof.used_from,
        "print_run": proof.print_run,
        "submitted_on": clock.day_of(submitted),
        "code_result": proof.get_code_display(),
        "guidance": review.guidance if review else "",
    }
