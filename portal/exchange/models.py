"""What enterprises offer and look for, and who approached whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models import Enterprise
from portal.scheme.moving import Moving


class PostingQuerySet(models.QuerySet):
    def open(self) -> PostingQuerySet:
        """What others find: not ended, not over, of an enterprise in good standing."""
        return self.filter(closed_at=None, valid_to__gte=clock.today(), enterprise__status=Enterprise.Status.ACTIVE)

    def visible_to(self, user: Any) -> PostingQuerySet:
        """Open ones, one's own, and those that one's enterprise approached."""
        own = models.Q(enterprise__members__user=user.pk) | models.Q(approaches__enterprise__members__user=user.pk)
        return self.filter(models.Q(pk__in=self.open().values("pk")) | own).distinct()


class Posting(models.Model):
    class Kind(models.TextChoices):
        SUPPLY = "supply", _("供应（产能、原料、服务）")
        DEMAND = "demand", _("需求（采购、加工、物流）")

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="postings", verbose_name=_("企业")
    )
    kind = models.CharField(_("类别"), max_length=8, choices=Kind)
    category = models.CharField(_("行业"), max_length=12, choices=Enterprise.Category)
    title = models.CharField(_("标题"), max_length=60)
    detail = models.TextField(_("说明"), max_length=1000)
    quantity = models.CharField(_("产能或数量"), max_length=60, blank=True)
    valid_to = models.DateField(_("有效期至"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("发布时间"), default=clock.now)
    closed_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("供需信息")
        verbose_name_plural = _("供需信息")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at"], condition=models.Q(closed_at=None), name="open_postings")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.valid_to >= clock.today() and self.enterprise.is_active


class Approach(Moving):
    """One enterprise wants to talk to another; both see a contact only once it was accepted."""

    class Status(models.TextChoices):
        ASKED = "asked", _("待答复")
        ACCEPTED = "accepted", _("已同意")
        DECLINED = "declined", _("已婉拒")

    WAYS = {Status.ASKED: (Status.ACCEPTED, Status.DECLINED)}

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="approaches")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="approaches", verbose_name=_("企业")
    )
    status = models.CharField(_("状态"), max_length=8, choices=Status, default=Status.ASKED)
    message = models.TextField(_("留言"), max_length=500)
    # The wording under which both agreed to see each other's contact.
    consent = models.CharField(max_length=20)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("联系时间"), default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("对接联系")
        verbose_name_plural = _("对接联系")
        ordering = ["-asked_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["posting", "enterprise"], name="one_approach_per_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.posting}"
