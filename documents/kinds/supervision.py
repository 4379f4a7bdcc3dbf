"""Warnings, sanctions, complaints and appeals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.kinds.base import Kind, OfStar, ToEnterprise, WithContact, may, need

LEVELS = {"yellow": _("黄色警示"), "red": _("红色警示")}


@dataclass(frozen=True, kw_only=True)
class WarningNotice(OfStar, WithContact, Kind):
    """风险警示通知书. ``level`` is yellow or red; ``effects`` and ``demands`` are sentences."""

    slug = "warning_notice"
    title = _("风险警示通知书")
    shown = ("level", "enterprise_name", "product_name", "certificate_number", "cure_by")

    case_number: str = field(metadata=need(_("案件编号")))
    level: str = field(metadata=need(_("警示级别"), choices=LEVELS))
    facts: str = field(metadata=need(_("事实")))
    basis: str = field(metadata=need(_("依据")))
    effects: tuple[str, ...] = field(metadata=need(_("警示期间的措施")))
    demands: tuple[str, ...] = field(metadata=need(_("整改要求")))
    cure_by: date = field(metadata=need(_("整改期限")))
    appeal_days: int = field(default=10, metadata=may(_("申诉期限（工作日）")))


MEASURES = {"suspended": _("暂停"), "revoked": _("撤销"), "cancelled": _("注销")}
RESTORED = {"yellow": _("黄色警示"), "red": _("红色警示"), "suspended": _("暂停")}


@dataclass(frozen=True, kw_only=True)
class PriorNotice(OfStar, WithContact, Kind):
    """处罚事先告知书: what is intended, and until when the enterprise may say something to it."""

    slug = "prior_notice"
    title = _("处罚事先告知书")
    shown = ("measure", "enterprise_name", "product_name", "certificate_number", "state_by")

    case_number: str = field(metadata=need(_("案件编号")))
    measure: str = field(metadata=need(_("拟作出的处罚"), choices=MEASURES))
    facts: str = field(metadata=need(_("事实与理由")))
    basis: str = field(metadata=need(_("依据")))
    state_by: date = field(metadata=need(_("陈述申辩期限")))


@dataclass(frozen=True, kw_only=True)
class SanctionNotice(OfStar, WithContact, Kind):
    """暂停通知书, 撤销通知书 or 注销通知书, by its measure; ``effects`` and ``demands`` are sentences."""

    slug = "sanction_notice"
    title = _("暂停、撤销、注销通知书")
    shown = ("measure", "enterprise_name", "product_name", "certificate_number", "cure_by")

    case_number: str = field(metadata=need(_("案件编号")))
    measure: str = field(metadata=need(_("决定"), choices=MEASURES))
    facts: str = field(metadata=need(_("事实与理由")))
    basis: str = field(metadata=need(_("依据")))
    heard: str = field(default="", metadata=may(_("陈述申辩")))
    effects: tuple[str, ...] = field(metadata=need(_("后果")))
    demands: tuple[str, ...] = field(default=(), metadata=may(_("整改要求")))
    cure_by: date | None = field(default=None, metadata=may(_("整改期限")))
    appeal_days: int = field(default=10, metadata=may(_("申诉期限（工作日）")))


@dataclass(frozen=True, kw_only=True)
class RestorationNotice(OfStar, WithContact, Kind):
    """解除通知书 of a warning, 恢复通知书 of a suspension."""

    slug = "restoration_notice"
    title = _("解除、恢复通知书")
    shown = ("level", "enterprise_name", "product_name", "certificate_number", "since")

    case_number: str = field(metadata=need(_("案件编号")))
    level: str = field(metadata=need(_("解除的措施"), choices=RESTORED))
    since: date = field(metadata=need(_("措施开始日期")))
    reasons: str = field(metadata=need(_("理由")))


@dataclass(frozen=True, kw_only=True)
class LegalReferralLetter(OfStar, WithContact, Kind):
    """法律移送函, addressed to an authority."""

    slug = "legal_referral"
    title = _("法律移送函")
    shown = ("referral_number", "enterprise_name", "product_name")

    referral_number: str = field(metadata=need(_("移送编号")))
    case_number: str = field(metadata=need(_("案件编号")))
    grounds: str = field(metadata=need(_("移送理由与材料")))


FINDINGS = {
    "upheld": _("属实"),
    "partly": _("部分属实"),
    "unfounded": _("不属实"),
    "undetermined": _("无法查实"),
    "rejected": _("不予受理"),
}


@dataclass(frozen=True, kw_only=True)
class ComplaintAcceptance(WithContact, Kind):
    """投诉受理通知 (P11), addressed to nobody by name."""

    slug = "complaint_acceptance"
    title = _("投诉受理通知")
    shown = ("complaint_number", "kind", "received_on", "find_by")

    complaint_number: str = field(metadata=need(_("投诉编号")))
    subject: str = field(metadata=need(_("反映的产品")))
    kind: str = field(metadata=need(_("问题类型")))
    received_on: date = field(metadata=need(_("收到日期")))
    find_by: date = field(metadata=need(_("认定期限")))


@dataclass(frozen=True, kw_only=True)
class ComplaintReply(WithContact, Kind):
    """投诉答复 (P11), addressed to nobody by name. ``outcome`` is the finding, or rejected."""

    slug = "complaint_reply"
    title = _("投诉答复")
    shown = ("complaint_number", "kind", "received_on", "outcome")

    complaint_number: str = field(metadata=need(_("投诉编号")))
    subject: str = field(metadata=need(_("反映的产品")))
    kind: str = field(metadata=need(_("问题类型")))
    received_on: date = field(metadata=need(_("收到日期")))
    outcome: str = field(metadata=need(_("办理结果"), choices=FINDINGS))
    opinion: str = field(metadata=need(_("答复")))
    claim_result: str = field(default="", metadata=may(_("对赔付请求的处理")))


APPEAL_OUTCOMES = {
    "uphold": _("维持"),
    "change": _("变更"),
    "revoke": _("撤销原决定"),
    "remit": _("发回重评"),
    "rejected": _("不予受理"),
}


@dataclass(frozen=True, kw_only=True)
class AppealDecision(ToEnterprise, WithContact, Kind):
    """申诉处理决定 (P13). ``effects`` are sentences."""

    slug = "appeal_decision"
    title = _("申诉处理决定")
    shown = ("appeal_number", "enterprise_name", "product_name", "decision", "outcome")

    appeal_number: str = field(metadata=need(_("申诉编号")))
    product_name: str = field(metadata=need(_("产品名称")))
    decision: str = field(metadata=need(_("被申诉的决定")))
    served_on: date = field(metadata=need(_("决定送达日期")))
    filed_on: date = field(metadata=need(_("申诉日期")))
    outcome: str = field(metadata=need(_("处理决定"), choices=APPEAL_OUTCOMES))
    request: str = field(metadata=need(_("申诉请求")))
    reasons: str = field(metadata=need(_("理由")))
    effects: tuple[str, ...] = field(metadata=need(_("处理")))
