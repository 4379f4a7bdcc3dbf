"""Papers that go with a sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from documents.kinds.base import Kind, ToEnterprise, WithContact, may, need

VERDICTS = {"pass": _("合格"), "fail": _("不合格")}


@dataclass(frozen=True, kw_only=True)
class OfSample(ToEnterprise):
    """Beside `Kind`: which sample it is about."""

    sample_number: str = field(metadata=need(_("样品编号")))
    application_number: str = field(metadata=need(_("评价申请编号")))
    product_name: str = field(metadata=need(_("产品名称")))
    specification: str = field(metadata=need(_("规格")))
    batch: str = field(metadata=need(_("生产批次")))
    received_on: date = field(metadata=need(_("接收日期")))


@dataclass(frozen=True, kw_only=True)
class SampleReceipt(OfSample, WithContact, Kind):
    """样品接收单: what came, and how."""

    slug = "sample_receipt"
    title = _("样品接收单")
    shown = ("sample_number", "enterprise_name", "product_name", "batch", "received_on", "quantity")

    courier: str = field(metadata=need(_("快递公司与单号")))
    quantity: str = field(metadata=need(_("实收数量")))
    appearance: str = field(metadata=need(_("外观")))
    temperature: str = field(default="", metadata=may(_("到货温度")))
    produced_on: date = field(metadata=need(_("生产日期")))
    shelf_life: str = field(metadata=need(_("保质期")))


@dataclass(frozen=True, kw_only=True)
class SampleRecord(OfSample, WithContact, Kind):
    """检测（抽检）记录: papers, laboratory and, where it was asked for, the retest."""

    slug = "sample_record"
    title = _("样品检测记录")
    shown = ("sample_number", "enterprise_name", "product_name", "batch", "verdict")

    standard: str = field(metadata=need(_("执行标准")))
    draw_rule: str = field(metadata=need(_("抽检依据")))
    papers: tuple[str, ...] = field(default=(), metadata=may(_("资料核查")))
    tests: tuple[str, ...] = field(default=(), metadata=may(_("实验室检测")))
    retests: tuple[str, ...] = field(default=(), metadata=may(_("复检")))
    verdict: str = field(metadata=need(_("结论"), choices=VERDICTS))
