"""An enterprise's appeal against a decision: the case of P13."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document, StoredFile
from engine import clock
from portal.evaluation.models import Application
from portal.registry.models import Enterprise, Product
from portal.scheme.moving import Moving
from portal.supervision.models import Warning


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> AppealQuerySet:
        """Own enterprises', or all of them for the roles that decide and supervise."""
        if user.has_perm("appeals.view_appeal"):
            return self
        return self.filter(enterprise__members__user=user.pk)


class Appeal(Moving):
    class Status(models.TextChoices):
        FILED = "filed", _("待受理")
        HEARD = "heard", _("审理中")
        REJECTED = "rejected", _("不予受理")
        DECIDED = "decided", _("已决定")
        ENDED = "ended", _("已终止")

    class Outcome(models.TextChoices):
        UPHOLD = "uphold", _("维持")
        CHANGE = "change", _("变更")
        REVOKE = "revoke", _("撤销原决定")
        REMIT = "remit", _("发回重评")

    WAYS = {
        Status.FILED: (Status.HEARD, Status.REJECTED, Status.ENDED),
        Status.HEARD: (Status.DECIDED, Status.ENDED),
    }

    number = models.CharField(_("申诉编号"), max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("企业"))
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("产品"))
    # The decision: one of the two, and each only once, unless the platform ended the appeal.
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("评价申请")
    )
    warning = models.ForeignKey(
        Warning, on_delete=models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("警示")
    )
    # The case in which it was taken, by process and number: whoever had a part in it hears no appeal against it.
    process_key = models.CharField(max_length=200)
    case_number = models.CharField(_("原案件编号"), max_length=200)
    # Number of the case of the same process to which it was sent back: whoever decided the first has no part in it.
    again = models.CharField(_("重新办理的案件编号"), max_length=200, blank=True, db_index=True)
    served_at = models.DateTimeField(_("决定送达时间"))
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.FILED)
    request = models.TextField(_("申诉请求"), max_length=1000)
    grounds = models.TextField(_("事实与理由"), max_length=4000)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("证据材料"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("申诉人")
    )
    filed_at = models.DateTimeField(_("申诉时间"), default=clock.now)
    decide_by = models.DateTimeField(_("决定期限"), null=True, blank=True)
    outcome = models.CharField(_("处理决定"), max_length=8, choices=Outcome, blank=True)
    reasons = models.TextField(_("理由"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)
    effects = models.JSONField(_("处理"), default=list, help_text="sentences of what the decision brought about")
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("申诉处理决定"),
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("申诉")
        verbose_name_plural = _("申诉")
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application=None, warning__isnull=False) | Q(application__isnull=False, warning=None),
                name="appeal_against_one_decision",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=~Q(status="ended"), name="one_appeal_per_application"
            ),
            models.UniqueConstraint(fields=["warning"], condition=~Q(status="ended"), name="one_appeal_per_warning"),
        ]

    def __str__(self) -> str:
        return self.number


class AppealStep(models.Model):
    """What somebody of the platform concluded at one step of an appeal; written once."""

    class Stage(models.TextChoices):
        ACCEPTANCE = "acceptance", _("受理审查")
        REVIEW = "review", _("审理")
        DECISION = "decision", _("复核决定")

    class Outcome(models.TextChoices):
        ACCEPT = "accept", _("受理")
        REJECT = "reject", _("不予受理")
        UPHOLD = "uphold", _("维持")
        CHANGE = "change", _("变更")
        REVOKE = "revoke", _("撤销原决定")
        REMIT = "remit", _("发回重评")
        AGREE = "agree", _("同意")
        RETURN = "return", _("退回审理")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    stage = models.CharField(_("环节"), max_length=10, choices=Stage)
    outcome = models.CharField(_("结论"), max_length=8, choices=Outcome)
    text = models.TextField(_("理由"), max_length=4000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered; a second row is refused")

    class Meta:
        verbose_name = _("申诉办理记录")
        verbose_name_plural = _("申诉办理记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.appeal} {self.get_stage_display()}"
