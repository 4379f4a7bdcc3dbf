"""What a star asks for as long as it holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.kinds.base import Kind, OfStar, ToEnterprise, WithContact, may, need


@dataclass(frozen=True, kw_only=True)
class InspectionNotice(ToEnterprise, WithContact, Kind):
    """年度检查通知 (P10)."""

    slug = "inspection_notice"
    title = _("年度检查通知")
    shown = ("inspection_number", "enterprise_name", "product_name", "certificate_number", "anniversary")

    inspection_number: str = field(metadata=need(_("年检编号")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star: int = field(metadata=need(_("星级")))
    star_name: str = field(metadata=need(_("星级名称")))
    anniversary: date = field(metadata=need(_("周年日")))


@dataclass(frozen=True, kw_only=True)
class InspectionResult(InspectionNotice):
    """年度检查结果 (P10)."""

    slug = "inspection_result"
    title = _("年度检查结果")
    shown = ("inspection_number", "enterprise_name", "product_name", "certificate_number", "outcome")

    submitted_on: date = field(metadata=need(_("报送日期")))
    outcome: str = field(metadata=need(_("检查结果"), choices={"pass": _("通过"), "fail": _("不通过")}))
    visited: str = field(metadata=need(_("现场抽查")))
    opinion: str = field(metadata=need(_("意见")))


@dataclass(frozen=True, kw_only=True)
class MarkProofRecord(OfStar, WithContact, Kind):
    """标识应用备案表 (P09)."""

    slug = "mark_proof_record"
    title = _("标识应用备案表")
    shown = ("proof_number", "enterprise_name", "product_name", "certificate_number", "products", "used_from")

    proof_number: str = field(metadata=need(_("备案编号")))
    products: str = field(metadata=need(_("使用标识的产品与规格")))
    used_from: date = field(metadata=need(_("启用日期")))
    print_run: int = field(metadata=need(_("印制数量")))
    submitted_on: date = field(metadata=need(_("报送日期")))
    code_result: str = field(metadata=need(_("二维码比对")))
    guidance: str = field(default="", metadata=may(_("指导意见")))
