"""The mark of an authorisation, and the code of a product."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from documents import token
from documents.models import StoredFile
from engine import clock
from portal.certification.models.authorisations import Authorisation
from portal.registry.models import Product


def _file(name: str) -> models.ForeignKey:
    return models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=name)


class Badge(models.Model):
    """星级标识, with the certificate's number in it."""

    authorisation = models.OneToOneField(Authorisation, on_delete=models.PROTECT, related_name="badge")
    svg = _file("SVG")
    png = _file("PNG")

    class Meta:
        verbose_name = _("星级标识")
        verbose_name_plural = _("星级标识")

    def __str__(self) -> str:
        return str(self.authorisation)


class QrCode(models.Model):
    """One for each product, printed on packages: an upgrade or a re-issue does not change it."""

    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="qr_code")
    code = models.CharField(_("编码"), max_length=token.CODE_LENGTH, unique=True)
    kid = models.CharField(max_length=1, help_text="id of the key that signs it (setting QR_KEYS)")
    svg = _file("SVG")
    png = _file("PNG")
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)

    class Meta:
        verbose_name = _("产品二维码")
        verbose_name_plural = _("产品二维码")

    def __str__(self) -> str:
        return self.code

    @property
    def token(self) -> str:
        return token.sign(self.code, {self.kid: settings.QR_KEYS[self.kid]})

    @property
    def url(self) -> str:
        """What the code holds: the address of the scan page."""
        return scan_url(self.token)


class ReplacedCode(models.Model):
    """What was printed before: whoever scans it reads that it was replaced."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="replaced_codes")
    code = models.CharField(_("编码"), max_length=token.CODE_LENGTH, unique=True)
    replaced_at = models.DateTimeField(_("更换时间"), default=clock.now)

    class Meta:
        verbose_name = _("已更换的二维码")
        verbose_name_plural = _("已更换的二维码")
        ordering = ["replaced_at", "id"]

    def __str__(self) -> str:
        return self.code


def scan_url(token: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}/c/{token}"
