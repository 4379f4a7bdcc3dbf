"""Referrers, what they recommended, and what they were granted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.token import new_code
from engine import clock
from portal.accounts.phones import MobileField
from portal.registry.models import Enterprise
from portal.scheme.moving import Moving


class Referrer(models.Model):
    """A person who recommends enterprises; the account's verified number is what enterprises name."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrer", verbose_name=_("账户")
    )
    # In the link that invites; it says nothing of the number.
    code = models.CharField(_("邀请码"), max_length=16, unique=True, default=new_code)
    terms = models.CharField(_("同意的推荐人须知版本"), max_length=20)
    joined_at = models.DateTimeField(_("登记时间"), default=clock.now)

    class Meta:
        verbose_name = _("推荐人")
        verbose_name_plural = _("推荐人")
        ordering = ["-joined_at", "-id"]

    def __str__(self) -> str:
        return str(self.user)


class Referral(Moving):
    """An enterprise named its referrer when it registered; at most one, and of one level only.

    The number itself is never kept: either it is a referrer's, or a keyed digest of it waits for its owner.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("待匹配")
        MATCHED = "matched", _("待企业激活")
        COUNTED = "counted", _("已计入")
        VOID = "void", _("不计推荐")
        FORGOTTEN = "forgotten", _("已清除")

    WAYS = {
        Status.PENDING: (Status.MATCHED, Status.FORGOTTEN),
        Status.MATCHED: (Status.COUNTED, Status.VOID),
    }

    number = models.CharField(_("推荐编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PENDING)
    enterprise = models.OneToOneField(
        Enterprise, on_delete=models.CASCADE, related_name="referral", verbose_name=_("企业")
    )
    referrer = models.ForeignKey(
        Referrer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("推荐人"),
    )
    digest = models.CharField(max_length=64, blank=True, help_text="of the number, keyed; only while nobody is matched")
    named_at = models.DateTimeField(_("填写时间"), default=clock.now)
    forget_at = models.DateTimeField(_("保留至"))
    counted_at = models.DateTimeField(_("计入时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("推荐记录")
        verbose_name_plural = _("推荐记录")
        ordering = ["-named_at", "-id"]
        indexes = [models.Index(fields=["digest"], condition=Q(status="pending"), name="pending_referrals")]
        constraints = [
            models.CheckConstraint(condition=Q(status="pending") | Q(digest=""), name="digest_only_while_pending"),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "forgotten"]) | Q(referrer__isnull=False), name="matched_to_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GrantQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> GrantQuerySet:
        """Own ones from the moment they are offered; all for those who propose and approve."""
        if user.has_perm("referrals.view_grant"):
            return self
        return self.filter(referrer__user=user.pk).exclude(status__in=Grant.INSIDE)


class Grant(Moving):
    """Something that thanks a referrer now and then, never cash: proposed, approved by another person, offered."""

    class Kind(models.TextChoices):
        TRIAL = "trial", _("试用")
        EVENT = "event", _("活动")
        GIFT = "gift", _("回馈")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("待审批")
        REFUSED = "refused", _("未批准")
        OFFERED = "offered", _("待答复")
        ACCEPTED = "accepted", _("待交付")
        DECLINED = "declined", _("已谢绝")
        LAPSED = "lapsed", _("逾期未答复")
        DELIVERED = "delivered", _("已交付")
        ENDED = "ended", _("已终止")

    class How(models.TextChoices):
        COURIER = "courier", _("快递寄送")
        HANDED = "handed", _("当面交付")
        ATTENDED = "attended", _("已安排参加活动")

    #: What the referrer does not know of.
    INSIDE = (Status.PROPOSED, Status.REFUSED)
    WAYS = {
        Status.PROPOSED: (Status.OFFERED, Status.REFUSED, Status.ENDED),
        Status.OFFERED: (Status.ACCEPTED, Status.DECLINED, Status.LAPSED, Status.ENDED),
        Status.ACCEPTED: (Status.DELIVERED, Status.ENDED),
    }

    number = models.CharField(_("发放编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PROPOSED)
    referrer = models.ForeignKey(Referrer, on_delete=models.PROTECT, related_name="grants", verbose_name=_("推荐人"))
    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    title = models.CharField(_("名称"), max_length=80)
    detail = models.TextField(_("内容"), max_length=500)
    reason = models.TextField(_("发放理由"), max_length=500)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    proposed_at = models.DateTimeField(_("提出时间"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审批人"),
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    opinion = models.TextField(_("审批意见"), max_length=1000, blank=True)
    answer_by = models.DateTimeField(_("答复期限"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    recipient = models.CharField(_("收件人"), max_length=50, blank=True)
    recipient_phone = MobileField(_("收件手机号"), blank=True)
    address = models.CharField(_("收件地址"), max_length=200, blank=True)
    remark = models.TextField(_("留言"), max_length=500, blank=True)
    how = models.CharField(_("交付方式"), max_length=10, choices=How, blank=True)
    reference = models.CharField(_("快递公司和单号"), max_length=100, blank=True)
    delivered_on = models.DateField(_("交付日期"), null=True, blank=True)
    note = models.TextField(_("说明"), max_length=500, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("交付人"),
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("推荐人权益")
        verbose_name_plural = _("推荐人权益")
        ordering = ["-proposed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_sent(self) -> bool:
        """Something to be brought to somebody; an event is attended."""
        return self.kind != self.Kind.EVENT
