"""A case of serious harm that is handed to an authority."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from engine import clock
from portal.scheme.moving import Moving
from portal.supervision.models.cases import Case


class LegalReferral(Moving):
    """It runs beside the case and changes nothing of what people see."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("待法务决定")
        DECLINED = "declined", _("不移送")
        SENT = "sent", _("已移送，待结果")
        ANSWERED = "answered", _("已有处理结果")
        ENDED = "ended", _("已终止")

    WAYS = {
        Status.PROPOSED: (Status.DECLINED, Status.SENT, Status.ENDED),
        Status.SENT: (Status.ANSWERED, Status.ENDED),
    }

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="referral", verbose_name=_("案件"))
    number = models.CharField(_("移送编号"), max_length=20, unique=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField(_("提出时间"), default=clock.now)
    authority = models.CharField(_("受移送机关"), max_length=100, blank=True)
    grounds = models.TextField(_("移送理由与材料"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("法律移送函")
    )
    result = models.TextField(_("机关的处理结果"), max_length=2000, blank=True)
    result_at = models.DateTimeField(_("登记结果时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("法律移送")
        verbose_name_plural = _("法律移送")
        ordering = ["-proposed_at", "-id"]

    def __str__(self) -> str:
        return self.number
