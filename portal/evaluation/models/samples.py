"""Samples, what happened to them, and what was found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document, StoredFile
from engine import clock
from portal.evaluation.models.applications import Application
from portal.scheme.moving import Moving


class Sample(Moving):
    """One consignment. A refused sample is replaced by a new one, twice at most."""

    class Status(models.TextChoices):
        TO_SEND = "to_send", _("待寄出")
        IN_TRANSIT = "in_transit", _("运输中")
        RECEIVED = "received", _("已签收")
        REFUSED = "refused", _("已拒收")
        STORED = "stored", _("已入库")
        DRAWN = "drawn", _("已抽样")
        TESTING = "testing", _("检测中")
        PASSED = "passed", _("检测合格")
        FAILED = "failed", _("检测不合格")
        RETAINED = "retained", _("留样")
        DISPLAYED = "displayed", _("展示")
        RETURNED = "returned", _("已退回")
        DESTROYED = "destroyed", _("已销毁")
        CALLED_OFF = "called_off", _("不再检测")

    #: The platform holds it, so somebody must decide what becomes of it.
    IN_HAND = (Status.RECEIVED, Status.STORED, Status.DRAWN, Status.TESTING, Status.PASSED, Status.FAILED)

    #: It has not arrived yet.
    COMING = (Status.TO_SEND, Status.IN_TRANSIT)
    _DISPOSED = (Status.RETAINED, Status.DISPLAYED, Status.RETURNED, Status.DESTROYED)
    # A withdrawn application leaves a sample that is disposed of as it is.
    WAYS = {
        Status.TO_SEND: (Status.IN_TRANSIT, Status.CALLED_OFF),
        Status.IN_TRANSIT: (Status.RECEIVED, Status.REFUSED, Status.CALLED_OFF),
        Status.RECEIVED: (Status.STORED, *_DISPOSED),
        Status.STORED: (Status.DRAWN, Status.TESTING, Status.PASSED, Status.FAILED, *_DISPOSED),
        Status.DRAWN: (Status.TESTING, Status.PASSED, Status.FAILED, *_DISPOSED),
        Status.TESTING: (Status.PASSED, Status.FAILED, *_DISPOSED),
        Status.PASSED: _DISPOSED,
        Status.FAILED: _DISPOSED,
    }

    class DrawRule(models.TextChoices):
        FOOD = "food", _("食品申请二星及以上，一律送检")
        RISK = "risk", _("有风险标记，一律送检")
        DRAWN = "drawn", _("随机抽中，送检")
        NOT_DRAWN = "not_drawn", _("随机未抽中，只作资料核查")

    class Appearance(models.TextChoices):
        INTACT = "intact", _("完好")
        MINOR = "minor", _("轻微破损，不影响检测")
        DAMAGED = "damaged", _("破损或变质")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="samples")
    number = models.CharField(_("样品编号"), max_length=20, unique=True)
    round = models.PositiveSmallIntegerField(_("第几次寄样"), default=1)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.TO_SEND)
    note = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("寄样单")
    )

    courier = models.CharField(_("快递公司"), max_length=50, blank=True)
    tracking_number = models.CharField(_("快递单号"), max_length=40, blank=True)
    quantity = models.CharField(_("数量"), max_length=50, blank=True)
    batch = models.CharField(_("生产批次"), max_length=50, blank=True)
    produced_on = models.DateField(_("生产日期"), null=True, blank=True)
    shelf_life = models.CharField(_("保质期"), max_length=50, blank=True)
    sent_at = models.DateTimeField(_("寄出时间"), null=True, blank=True)

    received_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    appearance = models.CharField(_("外观"), max_length=10, choices=Appearance, blank=True)
    received_quantity = models.CharField(_("实收数量"), max_length=50, blank=True)
    temperature = models.DecimalField(_("到货温度（℃）"), max_digits=4, decimal_places=1, null=True, blank=True)
    refusal = models.TextField(_("拒收理由"), max_length=1000, blank=True)
    photos = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("签收照片"))

    # One retest of what a laboratory found wrong, asked for in time.
    retest_by = models.DateTimeField(_("复检申请期限"), null=True, blank=True)
    retest_asked_at = models.DateTimeField(_("申请复检时间"), null=True, blank=True)
    retest_reason = models.TextField(_("申请复检理由"), max_length=1000, blank=True)
    receipt = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("样品接收单")
    )
    record = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("检测记录")
    )

    laboratory_required = models.BooleanField(_("需实验室检测"), default=False)
    draw_rule = models.CharField(_("抽检依据"), max_length=10, choices=DrawRule, blank=True)
    draw_seed = models.CharField(_("随机种子"), max_length=100, blank=True)
    draw_value = models.FloatField(_("随机值"), null=True, blank=True, help_text="0 to 1; below the rate: drawn")

    class Meta:
        verbose_name = _("样品")
        verbose_name_plural = _("样品")
        ordering = ["application", "round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="one_sample_per_round"),
            models.CheckConstraint(condition=Q(round__range=(1, 3)), name="resent_twice_at_most"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_in_hand(self) -> bool:
        return self.status in self.IN_HAND

    @property
    def standing_inspections(self) -> list[InspectionRecord]:
        """What counts: a retest stands in the place of the test."""
        records = list(self.inspections.all())
        is_retested = any(record.kind == InspectionRecord.Kind.RETEST for record in records)
        return [record for record in records if not (is_retested and record.kind in InspectionRecord.OF_LABORATORY)]

    @transaction.atomic
    def move(self, status: str, *, by: Any = None, note: str = "", **fields: Any) -> None:
        """With the event."""
        super().move(status, **fields)
        self.events.create(status=status, actor=by, note=note)


class SampleEvent(models.Model):
    """One change of a sample's state; written once."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="events")
    status = models.CharField(_("状态"), max_length=12, choices=Sample.Status)
    at = models.DateTimeField(_("时间"), default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("样品记录")
        verbose_name_plural = _("样品记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.sample} {self.get_status_display()}"


class InspectionRecord(models.Model):
    """An examination of a sample: of its documents, or in a laboratory."""

    class Kind(models.TextChoices):
        DOCUMENTS = "documents", _("资料核查")
        LABORATORY = "laboratory", _("实验室检测")
        EXISTING = "existing", _("采信已有报告")
        RETEST = "retest", _("复检")

    class Verdict(models.TextChoices):
        PASS = "pass", _("合格")
        FAIL = "fail", _("不合格")

    OF_LABORATORY = (Kind.LABORATORY, Kind.EXISTING)

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    laboratory = models.CharField(_("检测机构"), max_length=100, blank=True)
    cma_number = models.CharField(_("CMA 证书编号"), max_length=30, blank=True)
    report_number = models.CharField(_("报告编号"), max_length=50, blank=True)
    reported_on = models.DateField(_("报告日期"), null=True, blank=True)
    report = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("检测报告"),
    )
    verdict = models.CharField(_("结论"), max_length=4, choices=Verdict)
    opinion = models.TextField(_("说明"), max_length=2000, blank=True)
    inspector = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")

    class Meta:
        verbose_name = _("检测记录")
        verbose_name_plural = _("检测记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.sample} {self.get_kind_display()}"


class InspectionItem(models.Model):
    """One line of a record."""

    record = models.ForeignKey(InspectionRecord, on_delete=models.CASCADE, related_name="items")
    name = models.CharField(_("检测项目"), max_length=100)
    method = models.CharField(_("检测方法"), max_length=100, blank=True)
    limit = models.CharField(_("标准限值"), max_length=100, blank=True)
    value = models.CharField(_("检测结果"), max_length=100, blank=True)
    verdict = models.CharField(_("单项结论"), max_length=4, choices=InspectionRecord.Verdict)

    class Meta:
        verbose_name = _("检测项目")
        verbose_name_plural = _("检测项目")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
