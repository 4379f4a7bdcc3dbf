"""更换二维码: the code of a product is no good any more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.token import CODE_LENGTH
from engine import clock
from portal.certification.models import Authorisation, OfAuthorisation
from portal.scheme.moving import Moving


class CodeReplacement(OfAuthorisation, Moving):
    """Asked for by the owner or by compliance, decided by a certificate officer; its number is the business key."""

    class Cause(models.TextChoices):
        LEAKED = "leaked", _("泄露或被仿冒")
        DAMAGED = "damaged", _("印制错误或无法识读")
        OTHER = "other", _("其他")

    class Status(models.TextChoices):
        ASKED = "asked", _("待决定")
        REPLACED = "replaced", _("已更换")
        REFUSED = "refused", _("不予更换")
        ENDED = "ended", _("已终止")

    WAYS = {Status.ASKED: (Status.REPLACED, Status.REFUSED, Status.ENDED)}

    number = models.CharField(_("更换编号"), max_length=20, unique=True)
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, related_name="code_replacements", verbose_name=_("标识授权")
    )
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ASKED)
    cause = models.CharField(_("更换事由"), max_length=10, choices=Cause)
    reason = models.TextField(_("情况说明"), max_length=1000)
    code = models.CharField(_("原编码"), max_length=CODE_LENGTH)
    opinion = models.TextField(_("意见"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("申请时间"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("更换二维码")
        verbose_name_plural = _("更换二维码")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(status="asked"), name="one_open_replacement_of_a_code")
        ]

    def __str__(self) -> str:
        return self.number
