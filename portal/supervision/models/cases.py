"""A case against the use of a mark, and what was decided in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.certification.models import Authorisation, OfAuthorisation
from portal.scheme.moving import Moving


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> CaseQuerySet:
        """All of them for the roles that supervise; nobody else reads a case file."""
        return self if user.has_perm("supervision.view_case") else self.none()

    def open(self) -> CaseQuerySet:
        return self.filter(status__in=Case.OPEN)


class Case(OfAuthorisation, Moving):
    """The case of P12; its number is the business key of the process."""

    class Trigger(models.TextChoices):
        QUALITY_RISK = "quality_risk", _("产品质量风险")
        SAFETY_LIMIT = "safety_limit", _("安全指标超标")
        INSPECTION_OVERDUE = "inspection_overdue", _("年度检查逾期未报")
        INSPECTION_FAILED = "inspection_failed", _("年度检查不通过")
        MISUSE = "misuse", _("标识或二维码使用不当")
        REFUSED_CHECK = "refused_check", _("拒绝或阻碍检查")
        FRAUD = "fraud", _("弄虚作假")
        HOLDER_REQUEST = "holder_request", _("持证企业申请注销")
        STOPPED = "stopped", _("产品停产")

    class Severity(models.TextChoices):
        MINOR = "minor", _("一般")
        MAJOR = "major", _("较大")
        GRAVE = "grave", _("重大")
        URGENT = "urgent", _("紧急")

    class Status(models.TextChoices):
        OPEN = "open", _("待决定")
        CONFIRMING = "confirming", _("红色警示待复核")
        YELLOW = "yellow", _("黄色警示整改中")
        RED = "red", _("红色警示整改中")
        HEARING = "hearing", _("拟处罚，听取陈述申辩")
        SUSPENDED = "suspended", _("暂停整改中")
        CLOSED = "closed", _("已结案")

    class Directed(models.TextChoices):
        """What a decision on an appeal says that the case must come to."""

        NONE = "", _("无")
        YELLOW = "yellow", _("黄色警示")
        RED = "red", _("红色警示")
        SUSPENDED = "suspended", _("暂停")

    #: What the platform finds by itself; no officer opens such a case.
    OF_ITSELF = (Trigger.INSPECTION_OVERDUE,)
    #: The enterprise or the facts ask for the end of an authorisation; nobody is punished.
    OF_ENDING = (Trigger.HOLDER_REQUEST, Trigger.STOPPED)
    OPEN = (Status.OPEN, Status.CONFIRMING, Status.YELLOW, Status.RED, Status.HEARING, Status.SUSPENDED)
    WAYS = {
        Status.OPEN: (Status.CONFIRMING, Status.YELLOW, Status.RED, Status.HEARING, Status.CLOSED),
        Status.CONFIRMING: (Status.RED, Status.HEARING, Status.CLOSED),
        Status.YELLOW: (Status.RED, Status.HEARING, Status.CLOSED),
        Status.RED: (Status.HEARING, Status.CLOSED),
        Status.HEARING: (Status.RED, Status.SUSPENDED, Status.CLOSED),
        Status.SUSPENDED: (Status.HEARING, Status.CLOSED),
    }

    number = models.CharField(_("案件编号"), max_length=20, unique=True)
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, related_name="cases", verbose_name=_("标识授权")
    )
    trigger = models.CharField(_("事由"), max_length=20, choices=Trigger)
    severity = models.CharField(_("严重程度"), max_length=10, choices=Severity)
    facts = models.TextField(_("事实"), max_length=4000)
    # Everybody reads it on the scan page: no names, no words of whoever reported it.
    public_reason = models.CharField(_("对外公布的原因"), max_length=200)
    directed = models.CharField(_("申诉处理决定指定的处置"), max_length=10, choices=Directed, blank=True, default="")
    repeats = models.PositiveSmallIntegerField(_("一年内已有警示次数"), default=0)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="opened_cases",
        verbose_name=_("立案人"),
        null=True,
        blank=True,
        help_text="nobody: what fell due by itself",
    )
    opened_at = models.DateTimeField(_("立案时间"), default=clock.now)
    closed_at = models.DateTimeField(_("结案时间"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("监督案件")
        verbose_name_plural = _("监督案件")
        ordering = ["-opened_at", "-id"]

    def __str__(self) -> str:
        return self.number


class CaseDecision(models.Model):
    """What an officer concluded at one step of the case, and why; written once."""

    class Stage(models.TextChoices):
        DECISION = "decision", _("处置决定")
        CONFIRMATION = "confirmation", _("紧急红色警示复核")
        VERIFICATION = "verification", _("整改验收")
        MANUAL = "manual", _("人工处理")
        PROPOSAL = "proposal", _("提出处罚意见")
        SUSPENSION = "suspension", _("暂停决定")
        REVOCATION = "revocation", _("撤销决定")
        AGREEMENT = "agreement", _("第二人复核")
        CANCELLATION = "cancellation", _("注销决定")

    class Outcome(models.TextChoices):
        YELLOW = "yellow", _("黄色警示")
        RED = "red", _("红色警示")
        SEVERE = "severe", _("提请暂停或撤销")
        SUSPEND = "suspend", _("拟暂停")
        REVOCATION = "revocation", _("拟撤销")
        IMPOSE = "impose", _("予以处罚")
        LESSER = "lesser", _("退回，另行提出处罚意见")
        AGREE = "agree", _("同意")
        RETURN = "return", _("退回重新研究")
        CANCEL = "cancel", _("予以注销")
        NONE = "none", _("不予处置")
        CONFIRM = "confirm", _("维持红色警示")
        REVOKE = "revoke", _("撤销红色警示")
        LIFT = "lift", _("解除警示")
        EXTEND = "extend", _("延期一次")
        CONTINUE = "continue", _("在期限内继续整改")
        ESCALATE = "escalate", _("升级处理")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(_("环节"), max_length=12, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    months = models.PositiveSmallIntegerField(_("暂停期限（月）"), null=True, blank=True)
    opinion = models.TextField(_("意见"), max_length=2000, blank=True)
    basis = models.TextField(_("依据"), max_length=1000, blank=True)
    demands = models.TextField(_("整改要求"), max_length=2000, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered; a second row is refused")

    class Meta:
        verbose_name = _("案件决定")
        verbose_name_plural = _("案件决定")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case} {self.get_stage_display()}"
