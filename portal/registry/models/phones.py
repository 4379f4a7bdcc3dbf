"""Who looked at whose phone number: the record that an enterprise and an auditor can ask for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.accounts import roles
from portal.registry.models.enterprises import Enterprise


class PhoneReveal(models.Model):
    """One look at a whole number; the database refuses to change or delete a row."""

    class Whose(models.TextChoices):
        CONTACT = "contact", _("联系人")
        REPORTER = "reporter", _("举报人")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    roles = models.JSONField(default=list, help_text="the groups of the person at that time")
    whose = models.CharField(_("号码"), max_length=10, choices=Whose)
    # Of a contact only: what is noted of a reporter is nothing for the enterprise.
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, null=True, related_name="phone_reveals")
    reference = models.CharField(max_length=40, help_text="number of the case; of a report without one, its id")
    at = models.DateTimeField(_("时间"), default=clock.now)

    class Meta:
        verbose_name = _("号码查看记录")
        verbose_name_plural = _("号码查看记录")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.reference} {self.by}"

    @classmethod
    def note(cls, *, by: Any, whose: str, reference: str, enterprise: Enterprise | None = None) -> PhoneReveal:
        names = sorted(by.groups.values_list("name", flat=True))
        return cls.objects.create(by=by, roles=names, whose=whose, reference=reference, enterprise=enterprise)

    @property
    def role_names(self) -> list[str]:
        """In which roles the person looked; whose eyes they were is not for the enterprise."""
        return roles.names_of(self.roles)
