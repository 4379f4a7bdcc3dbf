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
    rows: Rows = field(metadata=need(_("评价情况")))
    steps: tuple[str, ...] = field(default=(), metadata=may(_("后续事项")))
    appeal_days: int = field(metadata=need(_("申诉期限（工作日）")))
    apply_again_from: date | None = field(default=None, metadata=may(_("可重新申请之日")))
