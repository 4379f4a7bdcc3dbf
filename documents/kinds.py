"""The kinds of documents: for each, the data its template needs.

A new kind is a dataclass here and a docx of the same name in ``templates_docx``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date
from typing import Any, ClassVar, get_type_hints

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents.errors import DocumentDataMissing, UnknownKind

KINDS: dict[str, type[Kind]] = {}


def need(label: Promise, *, choices: Mapping[str, Promise] | None = None) -> dict[str, Any]:
    """Of a field that must hold something: what people call it, and its values."""
    return {"label": label, "needed": True, "choices": choices or {}}


def may(label: Promise) -> dict[str, Any]:
    """Of a field that may stay empty."""
    return {"label": label}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Base of all kinds. ``slug`` names the template; ``title`` is the default title.

    ``one_page``: it is printed on one sheet, so long texts are set smaller, and a PDF that would show otherwise is
    not given out."""

    slug: ClassVar[str]
    title: ClassVar[Promise]
    one_page: ClassVar[bool] = False
    #: Names of the fields that whoever holds a paper compares with what was issued.
    shown: ClassVar[tuple[str, ...]] = ()

    issuer: str = field(metadata=need(_("发文单位")))

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.slug in KINDS:
            raise ValueError(f"two kinds of documents named {cls.slug}")
        KINDS[cls.slug] = cls

    def face(self) -> list[tuple[str, str]]:
        """What its front says, as (label, text) pairs."""
        by_name = {f.name: f for f in fields(self)}
        rows = [(by_name[name], getattr(self, name)) for name in self.shown]
        return [(str(f.metadata["label"]), _text(f, value)) for f, value in rows if not _is_blank(value)]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Kind:
        """From plain data (dates as ISO text or dates); raises ``DocumentDataMissing`` naming the fields."""
        missing = [f for f in fields(cls) if f.metadata.get("needed") and _is_blank(data.get(f.name))]
        if missing:
            labels = [str(f.metadata["label"]) for f in missing]
            raise DocumentDataMissing(title=str(cls.title), fields=[f.name for f in missing], labels=labels)
        types = get_type_hints(cls)
        return cls(**{f.name: _value(f, types[f.name], data) for f in fields(cls)})


def kind_of(slug: str) -> type[Kind]:
    if slug not in KINDS:
        raise UnknownKind(kind=slug)
    return KINDS[slug]


def _is_blank(value: Any) -> bool:
    return value is None or value == "" or value == () or value == []


def _text(f: Field[Any], value: Any) -> str:
    return str(f.metadata.get("choices", {}).get(value, value))


def _value(f: Field[Any], type_: Any, data: Mapping[str, Any]) -> Any:
    value: Any = data.get(f.name)
    if _is_blank(value):
        return f.default if f.default is not MISSING else value
    if type_ in (date, date | None) and isinstance(value, str):
        return date.fromisoformat(value)
    if type_ == tuple[str, ...]:
        return tuple(str(item) for item in value or ())
    return value


OUTCOMES = {"pass": _("予以登记"), "correct": _("需要补正"), "fail": _("不予登记")}
LEVELS = {"yellow": _("黄色警示"), "red": _("红色警示")}


@dataclass(frozen=True, kw_only=True)
class RegistrationResult(Kind):
    """登记审核结果通知书 (P01). ``outcome`` is pass, correct or fail."""

    slug = "registration_result"
    title = _("登记审核结果通知书")
    shown = ("enterprise_name", "uscc", "application_number", "outcome")

    application_number: str = field(metadata=need(_("登记申请编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    submitted_on: date = field(metadata=need(_("提交日期")))
    outcome: str = field(metadata=need(_("审核结果"), choices=OUTCOMES))
    opinion: str = field(metadata=need(_("审核意见")))
    guidance: str = field(default="", metadata=may(_("指导意见")))
    corrections: tuple[str, ...] = field(default=(), metadata=may(_("需补正事项")))
    correct_by: date | None = field(default=None, metadata=may(_("补正期限")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class SampleNote(Kind):
    """寄样单 (P04), packed with the sample. ``scan_url`` is what the keeper's scanner opens."""

    slug = "sample_note"
    title = _("寄样单")
    shown = ("sample_number", "enterprise_name", "product_name", "specification")

    sample_number: str = field(metadata=need(_("样品编号")))
    application_number: str = field(metadata=need(_("评价申请编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
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


@dataclass(frozen=True, kw_only=True)
class WarningNotice(Kind):
    """风险警示通知书. ``level`` is yellow or red; ``effects`` and ``demands`` are sentences."""

    slug = "warning_notice"
    title = _("风险警示通知书")
    shown = ("level", "enterprise_name", "product_name", "certificate_number", "cure_by")

    case_number: str = field(metadata=need(_("案件编号")))
    level: str = field(metadata=need(_("警示级别"), choices=LEVELS))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    facts: str = field(metadata=need(_("事实")))
    basis: str = field(metadata=need(_("依据")))
    effects: tuple[str, ...] = field(metadata=need(_("警示期间的措施")))
    demands: tuple[str, ...] = field(metadata=need(_("整改要求")))
    cure_by: date = field(metadata=need(_("整改期限")))
    appeal_days: int = field(default=10, metadata=may(_("申诉期限（工作日）")))
    contact: str = field(default="", metadata=may(_("联系方式")))


MEASURES = {"suspended": _("暂停"), "revoked": _("撤销"), "cancelled": _("注销")}
RESTORED = {"yellow": _("黄色警示"), "red": _("红色警示"), "suspended": _("暂停")}


@dataclass(frozen=True, kw_only=True)
class PriorNotice(Kind):
    """处罚事先告知书: what is intended, and until when the enterprise may say something to it."""

    slug = "prior_notice"
    title = _("处罚事先告知书")
    shown = ("measure", "enterprise_name", "product_name", "certificate_number", "state_by")

    case_number: str = field(metadata=need(_("案件编号")))
    measure: str = field(metadata=need(_("拟作出的处罚"), choices=MEASURES))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    facts: str = field(metadata=need(_("事实与理由")))
    basis: str = field(metadata=need(_("依据")))
    state_by: date = field(metadata=need(_("陈述申辩期限")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class SanctionNotice(Kind):
    """暂停通知书, 撤销通知书 or 注销通知书, by its measure; ``effects`` and ``demands`` are sentences."""

    slug = "sanction_notice"
    title = _("暂停、撤销、注销通知书")
    shown = ("measure", "enterprise_name", "product_name", "certificate_number", "cure_by")

    case_number: str = field(metadata=need(_("案件编号")))
    measure: str = field(metadata=need(_("决定"), choices=MEASURES))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    facts: str = field(metadata=need(_("事实与理由")))
    basis: str = field(metadata=need(_("依据")))
    heard: str = field(default="", metadata=may(_("陈述申辩")))
    effects: tuple[str, ...] = field(metadata=need(_("后果")))
    demands: tuple[str, ...] = field(default=(), metadata=may(_("整改要求")))
    cure_by: date | None = field(default=None, metadata=may(_("整改期限")))
    appeal_days: int = field(default=10, metadata=may(_("申诉期限（工作日）")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class RestorationNotice(Kind):
    """解除通知书 of a warning, 恢复通知书 of a suspension."""

    slug = "restoration_notice"
    title = _("解除、恢复通知书")
    shown = ("level", "enterprise_name", "product_name", "certificate_number", "since")

    case_number: str = field(metadata=need(_("案件编号")))
    level: str = field(metadata=need(_("解除的措施"), choices=RESTORED))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    since: date = field(metadata=need(_("措施开始日期")))
    reasons: str = field(metadata=need(_("理由")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class LegalReferralLetter(Kind):
    """法律移送函, addressed to an authority."""

    slug = "legal_referral"
    title = _("法律移送函")
    shown = ("referral_number", "enterprise_name", "product_name")

    referral_number: str = field(metadata=need(_("移送编号")))
    case_number: str = field(metadata=need(_("案件编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    grounds: str = field(metadata=need(_("移送理由与材料")))
    contact: str = field(default="", metadata=may(_("联系方式")))


FINDINGS = {
    "upheld": _("属实"),
    "partly": _("部分属实"),
    "unfounded": _("不属实"),
    "undetermined": _("无法查实"),
    "rejected": _("不予受理"),
}


@dataclass(frozen=True, kw_only=True)
class ComplaintAcceptance(Kind):
    """投诉受理通知 (P11), addressed to nobody by name."""

    slug = "complaint_acceptance"
    title = _("投诉受理通知")
    shown = ("complaint_number", "kind", "received_on", "find_by")

    complaint_number: str = field(metadata=need(_("投诉编号")))
    subject: str = field(metadata=need(_("反映的产品")))
    kind: str = field(metadata=need(_("问题类型")))
    received_on: date = field(metadata=need(_("收到日期")))
    find_by: date = field(metadata=need(_("认定期限")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class ComplaintReply(Kind):
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
    contact: str = field(default="", metadata=may(_("联系方式")))


APPEAL_OUTCOMES = {
    "uphold": _("维持"),
    "change": _("变更"),
    "revoke": _("撤销原决定"),
    "remit": _("发回重评"),
    "rejected": _("不予受理"),
}


@dataclass(frozen=True, kw_only=True)
class AppealDecision(Kind):
    """申诉处理决定 (P13). ``effects`` are sentences."""

    slug = "appeal_decision"
    title = _("申诉处理决定")
    shown = ("appeal_number", "enterprise_name", "product_name", "decision", "outcome")

    appeal_number: str = field(metadata=need(_("申诉编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    decision: str = field(metadata=need(_("被申诉的决定")))
    served_on: date = field(metadata=need(_("决定送达日期")))
    filed_on: date = field(metadata=need(_("申诉日期")))
    outcome: str = field(metadata=need(_("处理决定"), choices=APPEAL_OUTCOMES))
    request: str = field(metadata=need(_("申诉请求")))
    reasons: str = field(metadata=need(_("理由")))
    effects: tuple[str, ...] = field(metadata=need(_("处理")))
    contact: str = field(default="", metadata=may(_("联系方式")))


@dataclass(frozen=True, kw_only=True)
class InspectionNotice(Kind):
    """年度检查通知 (P10)."""

    slug = "inspection_notice"
    title = _("年度检查通知")
    shown = ("inspection_number", "enterprise_name", "product_name", "certificate_number", "anniversary")

    inspection_number: str = field(metadata=need(_("年检编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star: int = field(metadata=need(_("星级")))
    star_name: str = field(metadata=need(_("星级名称")))
    anniversary: date = field(metadata=need(_("周年日")))
    contact: str = field(default="", metadata=may(_("联系方式")))


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
class MarkProofRecord(Kind):
    """标识应用备案表 (P09)."""

    slug = "mark_proof_record"
    title = _("标识应用备案表")
    shown = ("proof_number", "enterprise_name", "product_name", "certificate_number", "products", "used_from")

    proof_number: str = field(metadata=need(_("备案编号")))
    enterprise_name: str = field(metadata=need(_("企业名称")))
    uscc: str = field(metadata=need(_("统一社会信用代码")))
    product_name: str = field(metadata=need(_("产品名称")))
    certificate_number: str = field(metadata=need(_("授权编号")))
    star_name: str = field(metadata=need(_("星级")))
    products: str = field(metadata=need(_("使用标识的产品与规格")))
    used_from: date = field(metadata=need(_("启用日期")))
    print_run: int = field(metadata=need(_("印制数量")))
    submitted_on: date = field(metadata=need(_("报送日期")))
    code_result: str = field(metadata=need(_("二维码比对")))
    guidance: str = field(default="", metadata=may(_("指导意见")))
    contact: str = field(default="", metadata=may(_("联系方式")))
