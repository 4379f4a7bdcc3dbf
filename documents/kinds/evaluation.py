"""Letters and records of an evaluation: from the answer to an application to its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.kinds.base import Kind, ToEnterprise, WithContact, may, need

#: Of a table in a template, each with the texts of its columns by name.
Rows = tuple[Mapping[str, str], ...]
OUTCOMES = {"pass": _("通过"), "fail": _("不通过")}


@dataclass(frozen=True, kw_only=True)
class OfApplication(ToEnterprise):
    """Beside `Kind`: an application for a star."""

    application_number: str = field(metadata=need(_("申请编号")))
    product_name: str = field(metadata=need(_("产品名称")))
    star_name: str = field(metadata=need(_("申请星级")))


@dataclass(frozen=True, kw_only=True)
class Answer(OfApplication, WithContact):
    """Beside `Kind`: what an application is answered with."""

    submitted_on: date = field(metadata=need(_("提交日期")))
    basis: str = field(metadata=need(_("依据")))
    guidance: str = field(default="", metadata=may(_("指导意见")))


@dataclass(frozen=True, kw_only=True)
class AcceptanceNotice(Answer, Kind):
    """受理通知书. ``steps`` are sentences on what follows."""

    slug = "acceptance_notice"
    title = _("受理通知书")
    shown = ("application_number", "enterprise_name", "product_name", "star_name")

    path_name: str = field(metadata=need(_("评价方式")))
    steps: tuple[str, ...] = field(metadata=need(_("后续事项")))


@dataclass(frozen=True, kw_only=True)
class CorrectionNotice(Answer, Kind):
    """补正通知书, or 整改通知书 where ``what`` is 整改; ``stage`` says in which step it is asked for."""

    slug = "correction_notice"
    title = _("补正通知书")
    shown = ("application_number", "enterprise_name", "product_name", "correct_by")

    stage: str = field(metadata=need(_("环节")))
    what: str = field(metadata=need(_("办理事项")))
    corrections: tuple[str, ...] = field(metadata=need(_("需补正事项")))
    reasons: str = field(default="", metadata=may(_("理由")))
    correct_by: date | None = field(default=None, metadata=may(_("补正期限")))
    overdue: str = field(default="", metadata=may(_("逾期的后果")))


@dataclass(frozen=True, kw_only=True)
class RejectionNotice(Answer, Kind):
    """不予受理通知书."""

    slug = "rejection_notice"
    title = _("不予受理通知书")
    shown = ("application_number", "enterprise_name", "product_name", "star_name")

    reasons: str = field(metadata=need(_("理由")))
    appeal_days: int = field(metadata=need(_("申诉期限（工作日）")))


@dataclass(frozen=True, kw_only=True)
class EvaluationResult(Answer, Kind):
    """评价结果通知书. ``rows``: what was judged, with name, result and remark."""

    slug = "evaluation_result"
    title = _("评价结果通知书")
    shown = ("application_number", "enterprise_name", "product_name", "star_name", "outcome", "awarded_name")

    path_name: str = field(metadata=need(_("评价方式")))
    outcome: str = field(metadata=need(_("评价结果"), choices=OUTCOMES))
    awarded_name: str = field(default="", metadata=may(_("评定星级")))
    score: str = field(default="", metadata=may(_("综合得分")))
    sample: str = field(metadata=need(_("样品")))
    reasons: str = field(metadata=need(_("评定理由")))
    rows: Rows = field(metadata=need(_("评价情况"), columns=("name", "result", "remark")))
    steps: tuple[str, ...] = field(default=(), metadata=may(_("后续事项")))
    appeal_days: int = field(metadata=need(_("申诉期限（工作日）")))
    apply_again_from: date | None = field(default=None, metadata=may(_("可重新申请之日")))


@dataclass(frozen=True, kw_only=True)
class VisitNotice(OfApplication, WithContact, Kind):
    """现场评价通知书. ``panel``: name, post and from_ (where the expert works, and as what)."""

    slug = "visit_notice"
    title = _("现场评价通知书")
    shown = ("application_number", "enterprise_name", "product_name", "visit_at")

    visit_at: str = field(metadata=need(_("评价时间")))
    place: str = field(metadata=need(_("评价地点")))
    panel: Rows = field(metadata=need(_("专家组"), columns=("name", "post", "from_")))
    criteria: str = field(metadata=need(_("核验内容")))
    preparations: tuple[str, ...] = field(metadata=need(_("需准备的事项")))
    basis: str = field(metadata=need(_("依据")))


@dataclass(frozen=True, kw_only=True)
class VisitRecord(OfApplication, Kind):
    """现场核验记录表. ``rows``: each criterion with name, result and remark."""

    slug = "visit_record"
    title = _("现场核验记录表")
    shown = ("application_number", "enterprise_name", "product_name", "visited_at")

    visited_at: str = field(metadata=need(_("到场时间")))
    place: str = field(metadata=need(_("核验地点")))
    experts: str = field(metadata=need(_("专家组")))
    rows: Rows = field(metadata=need(_("核验情况"), columns=("name", "result", "remark")))
    summary: str = field(metadata=need(_("现场情况")))
    photos: int = field(default=0, metadata=may(_("照片张数")))
    sign_off: str = field(metadata=need(_("企业确认")))
    signed_by: str = field(default="", metadata=may(_("企业签字人")))
    recorded_by: str = field(metadata=need(_("记录人")))
    findings: Rows = field(default=(), metadata=may(_("不符合项"), columns=("name", "result", "remark")))


@dataclass(frozen=True, kw_only=True)
class ExpertOpinion(OfApplication, Kind):
    """专家评价意见表, one for each expert. Whoever checks a paper reads no name and no score."""

    slug = "expert_opinion"
    title = _("专家评价意见表")
    shown = ("application_number", "enterprise_name", "product_name")

    expert: str = field(metadata=need(_("专家")))
    post: str = field(metadata=need(_("职务")))
    from_: str = field(default="", metadata=may(_("工作单位与职称")))
    round: int = field(metadata=need(_("评分轮次")))
    rows: Rows = field(metadata=need(_("评分"), columns=("name", "result")))
    mean: str = field(metadata=need(_("平均分")))
    vetoes: str = field(metadata=need(_("否决项")))
    veto_reason: str = field(default="", metadata=may(_("否决理由")))
    opinion: str = field(metadata=need(_("评价意见")))
    signed_on: date = field(metadata=need(_("签名日期")))


@dataclass(frozen=True, kw_only=True)
class EvaluationReport(OfApplication, Kind):
    """评价报告 of a panel, with what its experts said to it."""

    slug = "evaluation_report"
    title = _("评价报告")
    shown = ("application_number", "enterprise_name", "product_name", "conclusion")

    path_name: str = field(metadata=need(_("评价方式")))
    experts: str = field(metadata=need(_("专家组")))
    visited_at: str = field(metadata=need(_("到场时间")))
    place: str = field(metadata=need(_("核验地点")))
    rows: Rows = field(metadata=need(_("核验情况"), columns=("name", "result", "remark")))
    sections: Rows = field(metadata=need(_("评分"), columns=("name", "result")))
    discussion: str = field(default="", metadata=may(_("讨论")))
    summary: str = field(metadata=need(_("评价说明")))
    findings: Rows = field(default=(), metadata=may(_("不符合项"), columns=("name", "result", "remark", "closing")))
    revisit: str = field(default="", metadata=may(_("复核现场")))
    nonconformities: str = field(default="", metadata=may(_("其他要求")))
    signatures: Rows = field(metadata=need(_("会签"), columns=("name", "result", "remark")))
    conclusion: str = field(metadata=need(_("评价结论")))
    score: str = field(metadata=need(_("综合得分")))


@dataclass(frozen=True, kw_only=True)
class CommissionLetter(OfApplication, WithContact, Kind):
    """第三方评价委托书, to an agency."""

    slug = "commission_letter"
    title = _("第三方评价委托书")
    shown = ("application_number", "agency", "enterprise_name", "product_name")

    agency: str = field(metadata=need(_("受托机构")))
    cma_number: str = field(metadata=need(_("CMA 证书编号")))
    criteria: str = field(metadata=need(_("评价内容")))
    demands: tuple[str, ...] = field(metadata=need(_("要求")))
    answer_by: date | None = field(default=None, metadata=may(_("答复期限")))
    report_days: int = field(metadata=need(_("报告期限（工作日）")))
    basis: str = field(metadata=need(_("依据")))


@dataclass(frozen=True, kw_only=True)
class ThirdPartyReport(OfApplication, Kind):
    """第三方评价报告 as it was adopted; the agency's own file is named with its digest."""

    slug = "third_party_report"
    title = _("第三方评价报告")
    shown = ("application_number", "agency", "enterprise_name", "product_name", "conclusion")

    agency: str = field(metadata=need(_("评价机构")))
    cma_number: str = field(metadata=need(_("CMA 证书编号")))
    reported_on: date = field(metadata=need(_("提交日期")))
    rows: Rows = field(metadata=need(_("核查情况"), columns=("name", "result", "remark")))
    summary: str = field(metadata=need(_("评价说明")))
    conclusion: str = field(metadata=need(_("评价结论")))
    score: str = field(metadata=need(_("综合得分")))
    file_name: str = field(metadata=need(_("报告原件")))
    file_digest: str = field(metadata=need(_("摘要")))
    review: str = field(metadata=need(_("审核结论")))
    opinion: str = field(default="", metadata=may(_("审核意见")))
