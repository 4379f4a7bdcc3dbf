"""The catalogue of benefits, and what enterprises requested of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents.models import StoredFile
from engine import clock
from portal.accounts.phones import MobileField
from portal.evaluation.models import Star
from portal.registry.models import Enterprise, Product
from portal.scheme.moving import Moving


class Benefit(models.Model):
    """A row that a manager changes: from which star on, whether it is open, which contents can be chosen."""

    class Kind(models.TextChoices):
        CHANNEL = "channel", _("渠道推广")
        SERVICE = "service", _("服务")
        ENQUIRY = "enquiry", _("增值服务咨询")
        OFFER = "offer", _("合作方优惠")

    code = models.SlugField(max_length=30, unique=True)
    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    name = models.CharField(_("名称"), max_length=30)
    medium = models.CharField(_("形式"), max_length=20, blank=True)
    least_star = models.PositiveSmallIntegerField(_("最低星级"), choices=Star, null=True, blank=True)
    # New promotion pauses under a yellow warning.
    is_promotion = models.BooleanField(_("属于推广（黄色警示期间暂停）"), default=False)
    is_open = models.BooleanField(_("开放申请"), default=True)
    options = models.JSONField(_("可选内容"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("权益")
        verbose_name_plural = _("权益")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="enquiry") | Q(least_star__isnull=False), name="benefit_has_a_least_star"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.medium}）" if self.medium else self.name

    @property
    def judged_as(self) -> str:
        """A partner's offer as a service."""
        return self.Kind.SERVICE.value if self.kind == self.Kind.OFFER else self.kind

    @property
    def is_offered(self) -> bool:
        return self.is_open and (self.kind != self.Kind.OFFER or self.offer.is_running)

    def admits(self, star: int) -> bool:
        return star >= (self.least_star or 0)


class Offer(models.Model):
    """What a partner grants to starred products, on which conditions and how long; requested as every benefit is."""

    benefit = models.OneToOneField(Benefit, on_delete=models.CASCADE, related_name="offer", verbose_name=_("权益"))
    partner = models.CharField(_("合作方"), max_length=60)
    contact_name = models.CharField(_("合作方联系人"), max_length=30)
    contact_phone = MobileField(_("合作方手机号码"), help_text=_("有企业通过审查时，用短信告知"))
    conditions = models.TextField(_("优惠内容和条件"), max_length=1000)
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)

    class Meta:
        verbose_name = _("合作方优惠")
        verbose_name_plural = _("合作方优惠")
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="offer_period")]

    def __str__(self) -> str:
        return f"{self.benefit} {self.partner}"

    @property
    def is_running(self) -> bool:
        return self.valid_from <= clock.today() <= self.valid_to


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> RequestQuerySet:
        """Of own enterprises; all for those who work on them."""
        if user.has_perm("benefits.view_benefitrequest"):
            return self
        return self.filter(enterprise__members__user=user.pk)

    def running(self) -> RequestQuerySet:
        return self.filter(status__in=BenefitRequest.RUNNING)


class BenefitRequest(Moving):
    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("待审查")
        INELIGIBLE = "ineligible", _("不符合条件")
        CORRECTION = "correction", _("待补正")
        APPROVED = "approved", _("待发布")
        PUBLISHED = "published", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        UNCONFIRMED = "unconfirmed", _("已发布，未确认")
        REFUSED = "refused", _("不通过")
        WITHDRAWN = "withdrawn", _("已撤回")
        ENDED = "ended", _("已终止")

    RUNNING = (Status.SUBMITTED, Status.CORRECTION, Status.APPROVED, Status.PUBLISHED)
    WAYS = {
        Status.SUBMITTED: (Status.INELIGIBLE, Status.CORRECTION, Status.APPROVED, Status.REFUSED, Status.ENDED),
        Status.CORRECTION: (Status.SUBMITTED, Status.WITHDRAWN, Status.ENDED),
        Status.APPROVED: (Status.PUBLISHED, Status.REFUSED, Status.ENDED),
        Status.PUBLISHED: (Status.CONFIRMED, Status.UNCONFIRMED),
    }

    number = models.CharField(_("申请编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.SUBMITTED)
    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="requests", verbose_name=_("权益"))
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.PROTECT, related_name="benefit_requests", verbose_name=_("企业")
    )
    # None: an enquiry that concerns the enterprise as a whole.
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="benefit_requests",
        verbose_name=_("产品"),
    )
    title = models.CharField(_("标题"), max_length=80)
    content = models.TextField(_("内容"), max_length=4000)
    options = models.JSONField(_("所需内容"), default=list, blank=True)
    link = models.URLField(_("视频或素材链接"), max_length=500, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", blank=True, verbose_name=_("材料"))
    consent = models.CharField(_("同意提供给渠道的版本"), max_length=20)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    findings = models.JSONField(default=list, blank=True, help_text="what the gate found when it was last asked")
    opinion = models.TextField(_("审查意见"), max_length=1000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=1000, blank=True)
    note = models.TextField(_("补正说明"), max_length=500, blank=True)
    url = models.URLField(_("发布网址"), max_length=500, blank=True)
    published_on = models.DateField(_("发布或办理日期"), null=True, blank=True)
    result = models.TextField(_("办理情况"), max_length=1000, blank=True)
    remark = models.TextField(_("企业意见"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("权益申请")
        verbose_name_plural = _("权益申请")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
