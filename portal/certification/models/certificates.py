"""The certificate of an authorisation, version by version; from three stars with a document."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from engine import clock
from portal.certification.models.authorisations import Authorisation


class Certificate(models.Model):
    """A re-issue keeps the number and takes the next version. `issued_at` empty: still being proofread."""

    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, related_name="certificates")
    version = models.PositiveSmallIntegerField(_("版次"), default=1)
    document = models.OneToOneField(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate",
        verbose_name=_("证书文件"),
    )
    issued_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("产品评价证书")
        verbose_name_plural = _("产品评价证书")
        ordering = ["authorisation", "version"]
        constraints = [models.UniqueConstraint(fields=["authorisation", "version"], name="one_certificate_per_version")]

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    @property
    def number(self) -> str:
        return self.authorisation.number


class CertificateProof(models.Model):
    """What the officer found when reading the proof; written once."""

    class Outcome(models.TextChoices):
        ISSUE = "issue", _("签发")
        CORRECT = "correct", _("退回更正")

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="proofs")
    task_id = models.UUIDField(unique=True, help_text="the user task that was answered")
    outcome = models.CharField(_("校对结论"), max_length=10, choices=Outcome)
    opinion = models.TextField(_("意见"), max_length=2000, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("证书校对记录")
        verbose_name_plural = _("证书校对记录")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.certificate} {self.get_outcome_display()}"
