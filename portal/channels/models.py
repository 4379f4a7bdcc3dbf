"""Who reads products and their status by program: channels, their keys and how much these are used."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from engine import clock

#: Requests in a minute.
USUAL_RATE, HIGHEST_RATE = 60, 3000


class ChannelQuerySet(models.QuerySet):
    def with_use(self, day: date) -> ChannelQuerySet:
        """`keys_valid`, `last_used_at`, and `used` on that day."""
        uses = ChannelUse.objects.filter(key__channel=OuterRef("pk")).order_by().values("key__channel")
        keys = ChannelKey.objects.valid().filter(channel=OuterRef("pk")).order_by().values("channel")
        return self.annotate(
            keys_valid=Coalesce(Subquery(keys.annotate(found=models.Count("*")).values("found")), 0),
            last_used_at=Subquery(uses.annotate(last=Max("last_at")).values("last")),
            used=Coalesce(Subquery(uses.filter(day=day).annotate(sum=Sum("requests")).values("sum")), 0),
        )


class Channel(models.Model):
    class Kind(models.TextChoices):
        PLATFORM = "platform", _("销售平台")
        MEDIA = "media", _("媒体")
        SUPERVISION = "supervision", _("监管部门")
        OTHER = "other", _("其他")

    name = models.CharField(_("渠道名称"), max_length=60, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    contact = models.CharField(_("联系人和联系方式"), max_length=100)
    purpose = models.TextField(_("用途"), max_length=500)
    rate = models.PositiveIntegerField(
        _("每分钟最多请求次数"),
        default=USUAL_RATE,
        validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_RATE)],
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("登记时间"), default=clock.now)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口渠道")
        verbose_name_plural = _("接口渠道")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChannelKeyQuerySet(models.QuerySet):
    def valid(self) -> ChannelKeyQuerySet:
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=clock.now()), revoked_at=None)


class ChannelKey(models.Model):
    """The key itself is told once and kept nowhere; `prefix` is its beginning, by which people know it again."""

    class State(models.TextChoices):
        VALID = "valid", _("有效")
        ENDING = "ending", _("已更换，到期停用")
        ENDED = "ended", _("已更换")
        REVOKED = "revoked", _("已撤销")

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="keys", verbose_name=_("渠道"))
    prefix = models.CharField(_("密钥"), max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("生成时间"), default=clock.now)
    ends_at = models.DateTimeField(_("停用时间"), null=True, blank=True, help_text="another one has taken its place")
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("撤销原因"), max_length=200, blank=True)

    objects = ChannelKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("接口密钥")
        verbose_name_plural = _("接口密钥")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @property
    def state(self) -> ChannelKey.State:
        if self.revoked_at:
            return self.State.REVOKED
        if self.ends_at is None:
            return self.State.VALID
        return self.State.ENDING if self.ends_at > clock.now() else self.State.ENDED

    @property
    def is_valid(self) -> bool:
        return self.state in (self.State.VALID, self.State.ENDING)


class ChannelUse(models.Model):
    """How often a key was used on a day; `refused` were too many in too short a time."""

    key = models.ForeignKey(ChannelKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(_("日期"))
    requests = models.PositiveIntegerField(_("请求次数"), default=0)
    refused = models.PositiveIntegerField(_("超限次数"), default=0)
    last_at = models.DateTimeField(_("最近一次"))

    class Meta:
        verbose_name = _("接口使用记录")
        verbose_name_plural = _("接口使用记录")
        ordering = ["-day", "key"]
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="one_use_of_a_key_a_day")]

    def __str__(self) -> str:
        return f"{self.key} {self.day}"


def uses_by_day(channel: Channel, *, days: int) -> list[Any]:
    """The last days on which it was used, newest first, its keys together."""
    found = ChannelUse.objects.filter(key__channel=channel).values("day")
    summed = found.annotate(asked=Sum("requests"), too_many=Sum("refused"), last=Max("last_at"))
    return list(summed.order_by("-day")[:days])
