"""An enterprise's application for a star for one product."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_objects_for_user

from engine import clock
from portal.registry.models import Enterprise, Product
from portal.scheme.moving import Moving


class Star(models.IntegerChoices):
    ONE = 1, _("一星")
    TWO = 2, _("二星")
    THREE = 3, _("三星")
    FOUR = 4, _("四星")
    FIVE = 5, _("五星")


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """Own enterprises', those that an agency or expert is at work on, or all for the roles that evaluate."""
        if user.has_perm("evaluation.view_application"):
            return self
        granted = get_objects_for_user(user, "evaluation.view_application", Application).values("pk")
        return self.filter(Q(enterprise__members__user=user) | Q(pk__in=granted)).distinct()

    def open(self) -> ApplicationQuerySet:
        return self.filter(status__in=Application.OPEN)


class Application(Moving):
    """The case of P03; its number is the business key of the process."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("填写中")
        PRECHECK_FAILED = "precheck_failed", _("未达所申请星级")
        SUBMITTED = "submitted", _("待受理")
        CORRECTION = "correction", _("待补正")
        ACCEPTED = "accepted", _("已受理")
        SAMPLING = "sampling", _("寄样检测")
        EVALUATING = "evaluating", _("评价中")
        DECIDING = "deciding", _("待决定")
        PASSED = "passed", _("通过")
        FAILED = "failed", _("不通过")
        WITHDRAWN = "withdrawn", _("已撤回")
        LAPSED = "lapsed", _("逾期失效")
        ENDED = "ended", _("已终止")

    class Path(models.TextChoices):
        ONLINE = "online", _("线上评价")
        THIRD_PARTY = "third_party", _("第三方委托评价")
        ONSITE = "onsite", _("专家现场评价")

    class Kind(models.TextChoices):
        FIRST = "first", _("首次评价")
        UPGRADE = "upgrade", _("升级")
        RENEWAL = "renewal", _("续展")

    # The outcome is not known yet; only these may be withdrawn.
    OPEN = (
        Status.DRAFT,
        Status.PRECHECK_FAILED,
        Status.SUBMITTED,
        Status.CORRECTION,
        Status.ACCEPTED,
        Status.SAMPLING,
        Status.EVALUATING,
        Status.DECIDING,
    )

    # Path and sample go side by side, so an evaluation may be over before the sample is seen.
    _GIVEN_UP = (Status.WITHDRAWN, Status.LAPSED, Status.ENDED)
    _EVALUATED = (Status.DECIDING, Status.PASSED, Status.FAILED, *_GIVEN_UP)
    WAYS = {
        Status.DRAFT: (Status.PRECHECK_FAILED, Status.SUBMITTED, *_GIVEN_UP),
        Status.PRECHECK_FAILED: (Status.DRAFT, Status.SUBMITTED, *_GIVEN_UP),
        Status.SUBMITTED: (
            Status.PRECHECK_FAILED,
            Status.CORRECTION,
            Status.ACCEPTED,
            Status.FAILED,
            *_GIVEN_UP,
        ),
        Status.CORRECTION: (Status.SUBMITTED, Status.EVALUATING, *_EVALUATED),
        Status.ACCEPTED: (Status.SAMPLING, Status.EVALUATING, Status.CORRECTION, *_EVALUATED),
        Status.SAMPLING: (Status.EVALUATING, Status.CORRECTION, *_EVALUATED),
        Status.EVALUATING: (Status.CORRECTION, *_EVALUATED),
        Status.DECIDING: (Status.EVALUATING, Status.PASSED, Status.FAILED, *_GIVEN_UP),
        # It ended while the decision was being taken, or before anything was issued; or an objection was upheld.
        Status.PASSED: (Status.WITHDRAWN, Status.ENDED, Status.EVALUATING),
    }

    number = models.CharField(_("申请编号"), max_length=20, unique=True)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="applications", verbose_name=_("企业")
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="applications", verbose_name=_("产品"))
    star = models.PositiveSmallIntegerField(_("申请星级"), choices=Star)
    kind = models.CharField(_("申请类型"), max_length=10, choices=Kind, default=Kind.FIRST)
    status = models.CharField(_("状态"), max_length=20, choices=Status, default=Status.DRAFT)
    # 0: none is recommended.
    recommended_star = models.PositiveSmallIntegerField(
        _("建议星级"), choices=[(0, _("不予评定")), *Star.choices], null=True, blank=True
    )
    awarded_star = models.PositiveSmallIntegerField(_("评定星级"), choices=Star, null=True, blank=True)

    onsite_accepted = models.BooleanField(_("同意专家现场评价"), default=False)
    criteria_key = models.CharField(max_length=200, blank=True, help_text="decision that was applied last")
    criteria_version = models.PositiveIntegerField(_("评价标准版本"), null=True, blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    # The decision stays as it was written; nothing is held against anybody for it.
    overturned_at = models.DateTimeField(_("经申诉撤销时间"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("星级评价申请")
        verbose_name_plural = _("星级评价申请")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=~Q(status__in=["passed", "failed", "withdrawn", "lapsed", "ended"]),
                name="one_open_application_per_product",
            ),
            models.CheckConstraint(condition=Q(star__range=(1, 5)), name="application_star"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def path(self) -> Path:
        """How the applied star is evaluated (criterion K10)."""
        if self.star == Star.ONE:
            return self.Path.ONLINE
        return self.Path.THIRD_PARTY if self.star == Star.TWO else self.Path.ONSITE

    def get_path_display(self) -> str:
        return str(self.path.label)


class Decision(models.Model):
    """What a responsible person concluded at one step of the case, and why; written once."""

    class Stage(models.TextChoices):
        ACCEPTANCE = "acceptance", _("受理审查")
        EVALUATION = "evaluation", _("评价结论")
        SUMMARY = "summary", _("评价汇总")
        CONSENT = "consent", _("企业确认星级")
        DECISION = "decision", _("评定决定")

    class Outcome(models.TextChoices):
        ACCEPT = "accept", _("受理")
        PASS = "pass", _("通过")
        RECOMMEND = "recommend", _("提交决定")
        CORRECT = "correct", _("补正")
        REJECT = "reject", _("不予受理")
        RETURN = "return", _("退回复核")
        FAIL = "fail", _("不通过")
        AGREE = "agree", _("同意")
        DISAGREE = "disagree", _("不同意")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(_("环节"), max_length=12, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    recommended_star = models.PositiveSmallIntegerField(
        _("建议星级"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(5)]
    )
    opinion = models.TextField(_("意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered; a second row is refused")

    class Meta:
        verbose_name = _("评价决定")
        verbose_name_plural = _("评价决定")
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_outcome_display()}"
