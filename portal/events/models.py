"""Events, and who signed up for a place. A place that was given up stays as a row; signing up again is another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.evaluation.models import Star
from portal.registry.models import Enterprise, Product
from portal.scheme.moving import Moving


class EventQuerySet(models.QuerySet):
    def announced(self) -> EventQuerySet:
        """What enterprises read of: all but drafts, and what was given up as one."""
        return self.exclude(published_at=None)


class Event(Moving):
    class Kind(models.TextChoices):
        EXPO = "expo", _("展会")
        PROMOTION = "promotion", _("推介会")
        TRAINING = "training", _("培训")

    class Status(models.TextChoices):
        DRAFT = "draft", _("未发布")
        OPEN = "open", _("已发布")
        CANCELLED = "cancelled", _("已取消")
        HELD = "held", _("已举办")

    WAYS = {
        Status.DRAFT: (Status.OPEN, Status.CANCELLED),
        Status.OPEN: (Status.CANCELLED, Status.HELD),
    }
    CHANGEABLE = (Status.DRAFT, Status.OPEN)

    number = models.CharField(_("活动编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    title = models.CharField(_("名称"), max_length=60)
    venue = models.CharField(_("地点"), max_length=100)
    detail = models.TextField(_("说明"), max_length=2000)
    begins_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("结束时间"))
    closes_on = models.DateField(_("报名截止日"), help_text=_("当天24时截止；退出也到这一天为止"))
    places = models.PositiveSmallIntegerField(_("名额（家企业）"))
    # Empty: whoever is registered, with a star or without.
    stars = models.JSONField(_("面向星级"), default=list, blank=True)
    # Empty: every class of products.
    categories = models.JSONField(_("面向产品类别"), default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    reason = models.CharField(_("取消原因"), max_length=200, blank=True)
    record = models.TextField(_("活动记录"), max_length=2000, blank=True)
    recorded_at = models.DateTimeField(_("记录时间"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动")
        verbose_name_plural = _("活动")
        ordering = ["-begins_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="event_period"),
            models.CheckConstraint(condition=Q(places__gte=1), name="event_has_a_place"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_signups(self) -> bool:
        return self.status == self.Status.OPEN and clock.today() <= self.closes_on

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def needs_star(self) -> bool:
        return bool(self.stars)

    @property
    def star_names(self) -> list[str]:
        return [str(Star(star).label) for star in self.stars]

    @property
    def category_names(self) -> list[str]:
        return [str(Product.Category(category).label) for category in self.categories]

    # How the gate of benefits judges it (`benefits.gate.Gated`): as a service of a star, or as an enquiry, which needs
    # none. Who else it is for, and until when, is said by `admission`.
    @property
    def judged_as(self) -> str:
        return "service" if self.needs_star else "enquiry"

    @property
    def is_promotion(self) -> bool:
        return self.kind != self.Kind.TRAINING

    @property
    def is_offered(self) -> bool:
        return True

    def admits(self, star: int) -> bool:
        return True


class SignupQuerySet(models.QuerySet):
    def live(self) -> SignupQuerySet:
        """Waiting for something, or holding a place."""
        return self.filter(status__in=Signup.LIVE)

    def standing(self) -> SignupQuerySet:
        """Neither turned down nor given up."""
        return self.filter(status__in={*Signup.LIVE, *Signup.HOLDING})

    def holding(self) -> SignupQuerySet:
        """What is counted against the places."""
        return self.filter(status__in=Signup.HOLDING)


class Signup(Moving):
    class Status(models.TextChoices):
        ASKED = "asked", _("待确认")
        WAITING = "waiting", _("候补")
        CONFIRMED = "confirmed", _("已确认")
        DECLINED = "declined", _("未通过")
        WITHDRAWN = "withdrawn", _("已退出")
        ATTENDED = "attended", _("已参加")
        ABSENT = "absent", _("未到场")
        CLOSED = "closed", _("已结束")

    LIVE = (Status.ASKED, Status.WAITING, Status.CONFIRMED)
    # What was confirmed, and what came of it.
    PROMISED = (Status.CONFIRMED, Status.ATTENDED, Status.ABSENT)
    HOLDING = (Status.ASKED, *PROMISED)
    _ENDS = (Status.DECLINED, Status.WITHDRAWN, Status.CLOSED)
    WAYS = {
        Status.ASKED: (Status.CONFIRMED, Status.WAITING, *_ENDS),
        Status.WAITING: (Status.ASKED, *_ENDS),
        Status.CONFIRMED: (Status.ATTENDED, Status.ABSENT, *_ENDS),
    }

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="signups", verbose_name=_("活动"))
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="signups", verbose_name=_("企业"))
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="signups", verbose_name=_("产品")
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ASKED)
    people = models.PositiveSmallIntegerField(_("参加人数"), default=1)
    note = models.CharField(_("展品或需求说明"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("报名时间"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    objects = SignupQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动报名")
        verbose_name_plural = _("活动报名")
        # Who asked first is first in line.
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "enterprise"],
                condition=Q(status__in=["asked", "waiting", "confirmed", "attended", "absent"]),
                name="one_signup_per_enterprise",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} → {self.event}"
