"""Which version of a regulation was accepted for an enterprise, for what, by whom and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models.enterprises import Enterprise
from portal.scheme.regulations import REGULATIONS, Regulation


class Acceptance(models.Model):
    """Written once: what was accepted for something is not accepted for it again in the same version."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="acceptances")
    regulation = models.CharField(
        _("规章"), max_length=20, choices=[(name, each.title) for name, each in REGULATIONS.items()]
    )
    version = models.CharField(_("版本"), max_length=20)
    subject = models.CharField(_("事项"), max_length=40, help_text="number of the application or the certificate")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(_("接受时间"), default=clock.now)

    class Meta:
        verbose_name = _("规章接受记录")
        verbose_name_plural = _("规章接受记录")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "regulation", "version", "subject"], name="accepted_once_for_each_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def text(self) -> Regulation:
        return REGULATIONS[self.regulation]

    @property
    def title(self) -> str:
        return str(self.text.title)

    @property
    def url(self) -> str:
        """Of the very version that was accepted."""
        return self.text.url_of(self.version)
