"""The right to carry the mark: one product has several over time, at most one of them in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.badge import LEVELS
from engine import clock
from portal.evaluation.models import Application, Star
from portal.registry.models import Enterprise, Product
from portal.registry.versions import as_of
from portal.scheme.moving import Moving


class AuthorisationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> AuthorisationQuerySet:
        """Those of own enterprises, or all of them for the roles that issue and supervise."""
        if user.has_perm("certification.view_authorisation"):
            return self
        return self.held_by(user)

    def held_by(self, user: Any) -> AuthorisationQuerySet:
        """Those of own enterprises."""
        return self.filter(product__enterprise__members__user=user)

    def published(self) -> AuthorisationQuerySet:
        return self.exclude(status__in=Authorisation.UNISSUED)

    def shown_of(self, product_ids: Iterable[int]) -> dict[int, Authorisation]:
        """By product what everybody is shown: the one in force, else the last that was published."""
        rows = self.published().filter(product__in=product_ids).select_related("product__enterprise", "application")
        last_first = rows.order_by("-published_at", "-pk")
        # Of one product the rows come last first; one that is in force takes the place of any other.
        shown: dict[int, Authorisation] = {}
        for row in last_first:
            if row.product_id not in shown or row.status in Authorisation.IN_FORCE:
                shown[row.product_id] = row
        return shown

    def in_force(self) -> AuthorisationQuerySet:
        """Neither waiting for the officer nor over."""
        return self.filter(status__in=Authorisation.IN_FORCE)


class Authorisation(Moving):
    class Status(models.TextChoices):
        PENDING = "pending", _("待签发")
        VALID = "valid", _("有效")
        YELLOW = "yellow", _("黄色警示")
        RED = "red", _("红色警示")
        SUSPENDED = "suspended", _("已暂停")
        REVOKED = "revoked", _("已撤销")
        CANCELLED = "cancelled", _("已注销")
        EXPIRED = "expired", _("已过期")
        VOID = "void", _("未签发，已作废")

    IN_FORCE = (Status.VALID, Status.YELLOW, Status.RED, Status.SUSPENDED)
    #: Nobody was ever shown it.
    UNISSUED = (Status.PENDING, Status.VOID)
    OVER = (Status.REVOKED, Status.CANCELLED, Status.EXPIRED)
    WAYS = {
        # In force with the warnings that the product has.
        Status.PENDING: (*IN_FORCE, Status.VOID),
        Status.VALID: (Status.YELLOW, Status.RED, Status.SUSPENDED, *OVER),
        Status.YELLOW: (Status.VALID, Status.RED, Status.SUSPENDED, *OVER),
        Status.RED: (Status.VALID, Status.YELLOW, Status.SUSPENDED, *OVER),
        Status.SUSPENDED: (Status.VALID, Status.YELLOW, Status.RED, *OVER),
        # On an appeal that is won, and then as the other warnings say.
        Status.REVOKED: (Status.VALID,),
    }
    # Mark and code may be put on new goods.
    USABLE = (Status.VALID, Status.YELLOW)
    # What people see is the worst; 已注销 takes the place of an end.
    WORST_FIRST = (
        Status.REVOKED,
        Status.CANCELLED,
        Status.SUSPENDED,
        Status.RED,
        Status.YELLOW,
        Status.EXPIRED,
        Status.VALID,
        Status.PENDING,
        Status.VOID,
    )
    # What the product's own state says of its star.
    OF_PRODUCT = {
        Product.Status.SUSPENDED: Status.SUSPENDED,
        Product.Status.REVOKED: Status.REVOKED,
        Product.Status.CANCELLED: Status.CANCELLED,
    }

    number = models.CharField(_("证书编号"), max_length=30, unique=True)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="authorisations", verbose_name=_("产品")
    )
    product_version = models.PositiveSmallIntegerField(
        _("备案版本"), default=1, help_text="of the product's filing that was evaluated; what everybody is shown"
    )
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="authorisation", verbose_name=_("评价申请")
    )
    star = models.PositiveSmallIntegerField(_("星级"), choices=Star)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PENDING)
    valid_from = models.DateField(_("发证日期"))
    valid_to = models.DateField(_("有效期至"))
    # An upgrade or renewal: the former one stays in force until this one is issued.
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("前一授权"),
    )
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    published_at = models.DateTimeField(_("签发时间"), null=True, blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("标识授权")
        verbose_name_plural = _("标识授权")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status__in=["valid", "yellow", "red", "suspended"]),
                name="one_authorisation_in_force_per_product",
            ),
            models.CheckConstraint(condition=Q(star__range=(1, 5)), name="authorisation_star"),
            models.CheckConstraint(condition=Q(valid_to__gt=models.F("valid_from")), name="authorisation_period"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def status_now(self) -> Status:
        """The public status, the same on every page: the worst of what is known of the authorisation, its product
        and its enterprise today."""
        return worst([self.standing, self.Status.EXPIRED]) if self.is_past else self.standing

    @property
    def standing(self) -> Status:
        """The same without regard to the day."""
        return worst(self._states())

    def _states(self) -> Iterable[Status]:
        yield self.Status(self.status)
        if self.product.status in self.OF_PRODUCT:
            yield self.OF_PRODUCT[Product.Status(self.product.status)]
        if self.product.enterprise.status == Enterprise.Status.FROZEN:
            yield self.Status.SUSPENDED

    @property
    def has_star(self) -> bool:
        """The star is named with it, whatever else is said of it."""
        return self.status_now not in (self.Status.REVOKED, self.Status.CANCELLED)

    @property
    def successor(self) -> Authorisation | None:
        """What an upgrade or renewal put in its place; one that waits for the officer has not done so yet."""
        later: Authorisation | None = getattr(self, "replaced_by", None)
        return later if later and later.published_at else None

    @property
    def product_shown(self) -> Product:
        """The product as it was evaluated, whatever was filed since."""
        return as_of(self.product, self.product_version)

    def get_status_now_display(self) -> str:
        return str(self.status_now.label)

    @property
    def status_words(self) -> str:
        """The same where one that an upgrade or renewal took the place of may be met: nobody gave that up."""
        if self.status_now == self.Status.CANCELLED and self.successor is not None:
            return gettext("已被取代")
        return self.get_status_now_display()

    @property
    def is_past(self) -> bool:
        """The last day is over; one that was not issued does not count."""
        return self.status not in self.UNISSUED and self.valid_to < clock.today()

    @property
    def is_usable(self) -> bool:
        """Mark and code may be downloaded."""
        return self.status_now in self.USABLE and not self.is_past

    @property
    def star_class(self) -> str:
        """初选, 优选 or 臻选."""
        return LEVELS[self.star].star_class

    @property
    def star_name(self) -> str:
        return LEVELS[self.star].star_name


def worst(states: Iterable[Authorisation.Status]) -> Authorisation.Status:
    return min(states, key=Authorisation.WORST_FIRST.index)


class OfAuthorisation:
    """Beside a model with an `authorisation`: whose it is."""

    authorisation: Any

    @property
    def product(self) -> Product:
        return self.authorisation.product

    @property
    def enterprise(self) -> Enterprise:
        return self.authorisation.product.enterprise
