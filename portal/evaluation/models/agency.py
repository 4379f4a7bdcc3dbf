"""Third-party agencies, what they are commissioned with, and what they report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.evaluation.models.applications import Application
from portal.evaluation.models.evidence import Criterion
from portal.evaluation.models.reports import CheckRecord
from portal.evaluation.models.ties import Tie
from portal.registry.models import Product
from portal.scheme.moving import Moving


class AgencyQuerySet(models.QuerySet):
    def active(self, *, on: date) -> AgencyQuerySet:
        """Those that may be commissioned: listed, and their CMA accreditation has not run out."""
        return self.filter(Q(cma_valid_to=None) | Q(cma_valid_to__gte=on), is_active=True)


class Agency(models.Model):
    """A testing and evaluation body outside the platform."""

    name = models.CharField(_("机构名称"), max_length=100, unique=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    fields = ArrayField(
        models.CharField(max_length=12, choices=Product.Category), verbose_name=_("业务领域"), default=list
    )
    cma_number = models.CharField(_("CMA 证书编号"), max_length=30)
    cma_valid_to = models.DateField(_("CMA 有效期至"), null=True, blank=True)
    is_active = models.BooleanField(_("在册"), default=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("第三方机构")
        verbose_name_plural = _("第三方机构")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def group(self) -> str:
        """The candidate group of the agency's people."""
        return f"agency:{self.pk}"


class AgencyTie(Tie):
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="ties")

    class Meta(Tie.Meta):
        verbose_name = _("利害关系")
        verbose_name_plural = _("利害关系")
        ordering = ["id"]


class AgencyMember(models.Model):
    """A person who works for an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agency_memberships")

    class Meta:
        verbose_name = _("机构人员")
        verbose_name_plural = _("机构人员")
        ordering = ["agency", "id"]
        constraints = [models.UniqueConstraint(fields=["agency", "user"], name="one_membership_per_agency")]

    def __str__(self) -> str:
        return f"{self.agency} {self.user}"


class ThirdPartyOrder(Moving):
    """One commission of one agency for one application (第三方评价委托)."""

    class Status(models.TextChoices):
        OFFERED = "offered", _("待接受")
        ACCEPTED = "accepted", _("评价中")
        REPORTED = "reported", _("已提交报告")
        RETURNED = "returned", _("退回修改")
        ADOPTED = "adopted", _("已采信")
        REJECTED = "rejected", _("未采信")
        REFUSED = "refused", _("机构拒绝")
        LAPSED = "lapsed", _("逾期未答复")
        REPLACED = "replaced", _("逾期更换")
        ENDED = "ended", _("评价已终止")

    #: The agency has it in hand.
    RUNNING = (Status.OFFERED, Status.ACCEPTED, Status.REPORTED, Status.RETURNED)
    WAYS = {
        Status.OFFERED: (Status.ACCEPTED, Status.REFUSED, Status.LAPSED, Status.REPLACED, Status.ENDED),
        Status.ACCEPTED: (Status.REPORTED, Status.REPLACED, Status.LAPSED, Status.ENDED),
        Status.REPORTED: (Status.RETURNED, Status.ADOPTED, Status.REJECTED, Status.REPLACED, Status.ENDED),
        Status.RETURNED: (Status.REPORTED, Status.REPLACED, Status.LAPSED, Status.ENDED),
    }

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="orders")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.OFFERED)
    commissioned_at = models.DateTimeField(_("委托时间"), default=clock.now)
    conflict_statement = models.TextField(_("利害关系声明"), max_length=2000, blank=True)
    refusal = models.TextField(_("拒绝理由"), max_length=2000, blank=True)
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("第三方评价委托")
        verbose_name_plural = _("第三方评价委托")
        ordering = ["commissioned_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(status__in=["offered", "accepted", "reported", "returned"]),
                name="one_running_order_per_application",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.agency}"

    def move(self, status: str, **fields: Any) -> None:
        """With the time when it is closed."""
        if status not in self.RUNNING:
            fields["closed_at"] = clock.now()
        super().move(status, **fields)


class AgencyReport(models.Model):
    """What an agency handed in, and what the evaluator said to it. A revised report is a new row."""

    class Conclusion(models.TextChoices):
        PASS = "pass", _("符合所申请星级")
        FAIL = "fail", _("不符合所申请星级")

    class Review(models.TextChoices):
        ADOPT = "adopt", _("采信")
        RETURN = "return", _("退回修改")
        REJECT = "reject", _("不采信")

    order = models.ForeignKey(ThirdPartyOrder, on_delete=models.PROTECT, related_name="reports")
    conclusion = models.CharField(_("评价结论"), max_length=4, choices=Conclusion)
    score = models.DecimalField(
        _("综合得分"), max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    summary = models.TextField(_("评价说明"), max_length=5000)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("评价报告"))
    attachments = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("附件"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered; a second row is refused")

    review = models.CharField(_("审核结论"), max_length=6, choices=Review, blank=True)
    opinion = models.TextField(_("审核意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("第三方评价报告")
        verbose_name_plural = _("第三方评价报告")
        ordering = ["submitted_at", "id"]

    def __str__(self) -> str:
        return f"{self.order} {self.get_conclusion_display()}"


class AgencyFinding(models.Model):
    """One criterion as the agency found it."""

    report = models.ForeignKey(AgencyReport, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(_("评价项"), max_length=3, choices=Criterion)
    verdict = models.CharField(_("核查结果"), max_length=10, choices=CheckRecord.Verdict)
    remark = models.TextField(_("说明"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("核查发现")
        verbose_name_plural = _("核查发现")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "criterion"], name="one_finding_per_criterion")]

    def __str__(self) -> str:
        return f"{self.report} {self.criterion}"
