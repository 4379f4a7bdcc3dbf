"""What consumers and others report of a product, and how it is looked into: the case of P11."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from documents.token import new_code
from engine import clock
from portal.accounts.phones import MobileField, masked
from portal.evaluation.models import Publicity
from portal.registry.models import Enterprise, Product
from portal.scheme.moving import Moving
from portal.scheme.regulations import REPORTING
from portal.supervision.models.cases import Case

#: The owner of reporters' files: no group of that name has members, so only the rule of `complaints.cases` opens them.
FILES_OWNER = "reports"


def new_receipt() -> str:
    """Only who reported knows it, so it cannot be guessed."""
    return new_code()


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ReportQuerySet:
        """For the roles that supervise; never for anybody of the enterprise, whatever role he has besides."""
        if not user.has_perm("supervision.view_case"):
            return self.none()
        own = Enterprise.objects.filter(Q(created_by=user.pk) | Q(members__user=user.pk))
        return self.filter(Q(product=None) | ~Q(product__enterprise__in=own))

    def substantiated(self) -> ReportQuerySet:
        """What is held against the enterprise; how it was evaluated is not its fault."""
        return self.filter(finding__in=Report.SUBSTANTIATED).exclude(kind=Report.Kind.PROCEDURE)


class Report(Moving):
    class Kind(models.TextChoices):
        QUALITY = "quality", _("产品质量问题")
        COUNTERFEIT = "counterfeit", _("怀疑假冒或盗用标识")
        LABEL = "label", _("标签或宣传不实")
        SERVICE = "service", _("售后问题")
        EVIDENCE = "evidence", _("申报材料不实")
        STANDARD = "standard", _("未达到所公示的星级")
        PROCEDURE = "procedure", _("评价程序不公")
        OTHER = "other", _("其他")

    class Source(models.TextChoices):
        SCAN = "scan", _("扫码页")
        FORGED = "forged", _("无法识别的二维码")
        HOTLINE = "hotline", _("热线电话")
        SAMPLE = "sample", _("样品检测不合格")
        EXPERT = "expert", _("评价专家")
        REGULATOR = "regulator", _("监管部门")
        INSPECTION = "inspection", _("年度检查")
        OBJECTION = "objection", _("公示异议")

    class Claim(models.TextChoices):
        NONE = "", _("不要求赔付")
        LIABILITY = "liability", _("企业责任赔付")
        INSURANCE = "insurance", _("产品质量保险赔付")

    class Status(models.TextChoices):
        RECEIVED = "received", _("待受理")
        HANDLING = "handling", _("核查中")
        REJECTED = "rejected", _("不予受理")
        CLOSED = "closed", _("已办结")
        ENDED = "ended", _("已终止")

    class Finding(models.TextChoices):
        UPHELD = "upheld", _("属实")
        PARTLY = "partly", _("部分属实")
        UNFOUNDED = "unfounded", _("不属实")
        UNDETERMINED = "undetermined", _("无法查实")

    class Grade(models.TextChoices):
        MINOR = "minor", _("一般")
        MAJOR = "major", _("较大")
        GRAVE = "grave", _("重大")

    #: What people themselves send from the public pages; the rest is entered by compliance.
    OF_PUBLIC = (Source.SCAN, Source.FORGED, Source.OBJECTION)
    #: What one objects to in a result that is shown before it is certified, and what one reports of a product.
    OBJECTIONS = (Kind.EVIDENCE, Kind.STANDARD, Kind.PROCEDURE, Kind.QUALITY, Kind.OTHER)
    COMPLAINTS = (Kind.QUALITY, Kind.COUNTERFEIT, Kind.LABEL, Kind.SERVICE, Kind.OTHER)
    SUBSTANTIATED = (Finding.UPHELD, Finding.PARTLY)
    OPEN = (Status.RECEIVED, Status.HANDLING)
    WAYS = {
        Status.RECEIVED: (Status.HANDLING, Status.REJECTED, Status.ENDED),
        Status.HANDLING: (Status.CLOSED, Status.ENDED),
    }

    UNKNOWN = _("无法识别的二维码")
    # None: received before complaints had a process, and not taken up in it.
    number = models.CharField(_("投诉编号"), max_length=20, unique=True, null=True, blank=True)
    receipt = models.CharField(_("受理编号"), max_length=16, unique=True, default=new_receipt)
    source = models.CharField(_("来源"), max_length=12, choices=Source, default=Source.SCAN)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.RECEIVED)
    # None: the code on the package is none of ours; `code` is then what it says.
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("产品")
    )
    publicity = models.ForeignKey(
        Publicity, on_delete=models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("公示")
    )
    code = models.CharField(_("扫到的编码"), max_length=100, blank=True)
    kind = models.CharField(_("问题类型"), max_length=12, choices=Kind)
    harm = models.BooleanField(_("有人因此受伤或身体不适"), default=False)
    description = models.TextField(_("情况说明"), max_length=1000)
    bought_at = models.CharField(_("购买渠道"), max_length=100, blank=True)
    photos = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("照片"))
    proofs = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("购买凭证"))
    claim = models.CharField(_("赔付请求"), max_length=10, choices=Claim, blank=True, default=Claim.NONE)
    claim_amount = models.DecimalField(_("请求金额（元）"), max_digits=10, decimal_places=2, null=True, blank=True)
    claim_result = models.TextField(_("对赔付请求的处理"), max_length=1000, blank=True)
    phone = MobileField(_("手机号码"), blank=True)
    # To what the reporter agreed when a number was left; empty where none was, and before it was kept.
    consent = models.CharField(_("同意的说明版本"), max_length=20, blank=True, help_text="version of REPORTING")
    consented_at = models.DateTimeField(_("同意时间"), null=True, blank=True)
    # None: without an account, or told to whoever entered it.
    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="report_consents",
        verbose_name=_("同意人"),
    )
    received_at = models.DateTimeField(_("收到时间"), default=clock.now)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("登记人"),
    )

    grade = models.CharField(_("分级"), max_length=6, choices=Grade, blank=True)
    is_urgent = models.BooleanField(_("按紧急情形处理"), default=False)
    # What the enterprise is told in place of the reporter's own words.
    matter = models.TextField(_("告知企业的事项"), max_length=1000, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    find_by = models.DateTimeField(_("认定期限"), null=True, blank=True)
    extended = models.BooleanField(_("已延期"), default=False)
    finding = models.CharField(_("认定"), max_length=12, choices=Finding, blank=True)
    found_at = models.DateTimeField(_("认定时间"), null=True, blank=True)
    trigger = models.CharField(_("移送事由"), max_length=20, choices=Case.Trigger, blank=True)
    public_reason = models.CharField(_("对外公布的原因"), max_length=200, blank=True)
    reply = models.TextField(_("答复"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("案件")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("投诉举报")
        verbose_name_plural = _("投诉举报")
        ordering = ["-received_at", "-id"]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_kind_display()}"

    @property
    def subject(self) -> str:
        return self.product.name if self.product else str(self.UNKNOWN)

    @property
    def masked_phone(self) -> str:
        return masked(self.phone) if self.phone else ""

    @property
    def consent_text(self) -> str:
        """《投诉举报个人信息说明》（2026-11）."""
        return f"《{REPORTING.title}》（{self.consent}）" if self.consent else ""

    @property
    def consent_url(self) -> str:
        return REPORTING.url_of(self.consent) if self.consent else ""

    @property
    def is_lead(self) -> bool:
        """Nobody can be asked or answered: a lead."""
        return self.source in self.OF_PUBLIC and not self.phone


class ReportStep(models.Model):
    """What somebody concluded or said at one step of a complaint; written once."""

    class Stage(models.TextChoices):
        TRIAGE = "triage", _("受理审查")
        EXPLANATION = "explanation", _("企业说明")
        ARRANGEMENT = "arrangement", _("安排核查")
        CHECK = "check", _("复检或现场核查")
        FINDING = "finding", _("认定")

    class Outcome(models.TextChoices):
        ACCEPT = "accept", _("受理")
        URGENT = "urgent", _("紧急，先行红色警示")
        REJECT = "reject", _("不予受理")
        GIVEN = "given", _("已说明")
        NONE = "none", _("直接认定")
        RETEST = "retest", _("送样复检")
        VISIT = "visit", _("现场核查")
        CONFIRMED = "confirmed", _("存在所述问题")
        CLEAR = "clear", _("未发现所述问题")
        UNCLEAR = "unclear", _("无法判定")
        EXTEND = "extend", _("延长期限")
        UPHELD = "upheld", _("属实")
        PARTLY = "partly", _("部分属实")
        UNFOUNDED = "unfounded", _("不属实")
        UNDETERMINED = "undetermined", _("无法查实")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(_("环节"), max_length=12, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=12, choices=Outcome)
    text = models.TextField(_("说明"), max_length=4000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("材料"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered; a second row is refused")

    class Meta:
        verbose_name = _("投诉办理记录")
        verbose_name_plural = _("投诉办理记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report} {self.get_stage_display()}"
