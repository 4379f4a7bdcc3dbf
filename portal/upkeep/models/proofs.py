"""标识应用备案: how an enterprise shows that mark and code are on its packages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models import Document, StoredFile
from engine import clock
from portal.certification.models import Authorisation, OfAuthorisation
from portal.scheme.moving import Moving
from portal.supervision.models import Case
from portal.upkeep.models.reviews import Review


class MarkProofQuerySet(models.QuerySet):
    def open(self) -> MarkProofQuerySet:
        return self.filter(status__in=MarkProof.OPEN)

    def accepted(self) -> MarkProofQuerySet:
        """Those that let an authorisation enjoy its benefits, as long as it is in force."""
        return self.filter(status=MarkProof.Status.ACCEPTED)


class MarkProof(OfAuthorisation, Moving):
    """One run of P09 (标识应用备案); its number is the business key of the process."""

    class Status(models.TextChoices):
        TO_SUBMIT = "to_submit", _("待报送")
        REVIEWING = "reviewing", _("审核中")
        CORRECTION = "correction", _("待整改")
        ACCEPTED = "accepted", _("已备案")
        MISUSE = "misuse", _("违规使用")
        CLOSED = "closed", _("已终止")

    class Code(models.TextChoices):
        """What the QR codes in the photos are, compared with the product's own."""

        MATCH = "match", _("照片中的二维码是本产品的二维码")
        OTHER = "other", _("照片中的二维码是本平台另一产品的二维码，请核对是否用错包装")
        FOREIGN = "foreign", _("照片中没有本产品的二维码，只有其他来源或伪造的二维码，请核对印制内容")
        NONE = "none", _("照片中没有读出二维码，请对照照片判断是没有印制还是拍摄不清")

    # One of an authorisation may be in these at a time.
    OPEN = (Status.TO_SUBMIT, Status.REVIEWING, Status.CORRECTION)
    WAYS = {
        Status.TO_SUBMIT: (Status.REVIEWING, Status.CLOSED),
        Status.REVIEWING: (Status.CORRECTION, Status.ACCEPTED, Status.MISUSE, Status.CLOSED),
        Status.CORRECTION: (Status.REVIEWING, Status.CLOSED),
    }

    number = models.CharField(_("备案编号"), max_length=20, unique=True)
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, related_name="mark_proofs", verbose_name=_("标识授权")
    )
    status = models.CharField(_("状态"), max_length=12, choices=Status, default=Status.TO_SUBMIT)
    front = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("包装正面照片"))
    closeup = models.ManyToManyField(StoredFile, related_name="+", verbose_name=_("二维码特写照片"))
    products = models.TextField(_("使用标识的产品与规格"), max_length=500, blank=True)
    used_from = models.DateField(_("启用日期"), null=True, blank=True)
    print_run = models.PositiveIntegerField(_("印制数量"), null=True, blank=True)
    note = models.TextField(_("说明"), max_length=500, blank=True)
    code = models.CharField(_("二维码比对"), max_length=10, choices=Code, blank=True)
    code_text = models.CharField(_("读出的内容"), max_length=500, blank=True)
    submitted_at = models.DateTimeField(_("报送时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    rounds = models.PositiveSmallIntegerField(_("整改次数"), default=0)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("处置案件")
    )
    record = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("备案表")
    )
    created_at = models.DateTimeField(_("启动时间"), default=clock.now)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    objects = MarkProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("标识应用备案")
        verbose_name_plural = _("标识应用备案")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["authorisation"],
                condition=Q(status__in=["to_submit", "reviewing", "correction"]),
                name="one_open_mark_proof",
            )
        ]

    def __str__(self) -> str:
        return self.number


class MarkProofReview(Review):
    """What a reviewer concluded; written once."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("合规")
        CORRECT = "correct", _("整改")
        MISUSE = "misuse", _("违规使用")

    proof = models.ForeignKey(MarkProof, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(_("结论"), max_length=10, choices=Outcome)
    severity = models.CharField(_("违规程度"), max_length=10, choices=Case.Severity, blank=True)
    opinion = models.TextField(_("审核意见"), max_length=2000, blank=True)
    guidance = models.TextField(_("指导意见"), max_length=2000, blank=True)

    class Meta(Review.Meta):
        verbose_name = _("标识应用审核意见")
        verbose_name_plural = _("标识应用审核意见")

    def __str__(self) -> str:
        return f"{self.proof} {self.get_outcome_display()}"
