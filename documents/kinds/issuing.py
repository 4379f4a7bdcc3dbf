"""Letters on the way to a star: registration, sample note, certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.kinds.base import Kind, ToEnterprise, WithContact, may, need

OUTCOMES = {"pass": _("予以登记"), "correct": _("需要补正"), "fail": _("不予登记")}


@dataclass(frozen=True, kw_only=True)
class RegistrationResult(ToEnterprise, WithContact, Kind):
    """登记审核结果通知书 (P01). ``outcome`` is pass, correct or fail."""

    slug = "registration_result"
    title = _("登记审核结果通知书")
    shown = ("enterprise_name", "uscc", "application_number", "outcome")

    application_number: str = field(metadata=need(_("登记申请编号")))
    submitted_on: date = field(metadata=need(_("提交日期")))
    outcome: str = field(metadata=need(_("审核结果"), choices=OUTCOMES))
    opinion: str = field(metadata=need(_("审核意见")))
    guidance: str = field(default="", metadata=may(_("指导意见")))
    corrections: tuple[str, ...] = field(default=(), metadata=may(_("需补正事项")))
    correct_by: date | None = field(default=None, metadata=may(_("补正期限")))


@dataclass(frozen=True, kw_only=True)
class SampleNote(ToEnterprise, Kind):
    """寄样单 (P04), packed with the sample. ``scan_url`` is what the keeper's scanner opens."""

    slug = "sample_note"
    title = _("寄样单")
    shown = ("sample_number", "enterprise_name", "product_name", "specification")

    sample_number: str = field(metadata=need(_("样品编号")))
    application_number: str = field(metadata=need(_("评价申请编号")))
    product_name: str = field(metadata=need(_("产品名称")))
    specification: str = field(metadata=need(_("规格")))
    standard: str = field(metadata=need(_("执行标准")))
    star_name: str = field(metadata=need(_("申请星级")))
    quantity: str = field(metadata=need(_("寄样数量")))
    storage: str = field(default="", metadata=may(_("储运条件")))
    receiver: str = field(metadata=need(_("收件单位")))
    receiver_address: str = field(metadata=need(_("收件地址")))
    receiver_phone: str = field(metadata=need(_("收件电话")))
    send_by: date = field(metadata=need(_("寄出期限")))
    scan_url: str = field(metadata=need(_("二维码地址")))


@dataclass(frozen=True, kw_only=True)
class Certificate(Kind):
    """产品评价证书 (three stars and more). ``scan_url`` is the product's signed QR address."""

    slug = "certificate"
    title = _("产品评价证书")
    one_page = True
    shown = (
        "product_name",
        "star_name",
        "star_class",
        "holder",
        "uscc",
        "address",
        "product_type",
        "specification",
        "trade_mark",
        "standard",
        "valid_from",
        "valid_to",
    )

    certificate_number: str = field(metadata=need(_("证书编号")))
    holder: str = field(metadata=need(_("持证单位")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    address: str = field(metadata=need(_("住所")))
    product_name: str = field(metadata=need(_("产品名称")))
    product_type: str = field(metadata=need(_("产品类别")))
    specification: str = field(metadata=need(_("规格型号")))
    trade_mark: str = field(default="—", metadata=may(_("商标")))
    standard: str = field(metadata=need(_("执行标准")))
    star: int = field(metadata=need(_("星级")))
    star_name: str = field(metadata=need(_("星级名称")))
    star_class: str = field(metadata=need(_("类别")))
    valid_from: date = field(metadata=need(_("发证日期")))
    valid_to: date = field(metadata=need(_("有效期至")))
    scan_url: str = field(metadata=need(_("二维码地址")))
