"""Bonds of an evaluator with an enterprise, and for how long they bar from evaluating it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms import typed
from portal.registry.models import Enterprise


class Tie(models.Model):
    """One bond, past or present. The other side need not be registered here, so it is named, not linked."""

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("任职")
        OWNERSHIP = "ownership", _("持股或投资")
        CONTRACT = "contract", _("合作或咨询")
        KINSHIP = "kinship", _("亲属任职")

    organisation = models.CharField(_("单位名称"), max_length=100)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    kind = models.CharField(_("关系"), max_length=12, choices=Kind, default=Kind.EMPLOYMENT)
    since = models.DateField(_("开始日期"), null=True, blank=True)
    until = models.DateField(_("结束日期"), null=True, blank=True, help_text=_("留空表示至今"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=models.F("since")),
                name="%(class)s_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()}"

    def bars_from(self, enterprise: Enterprise, *, since: date) -> bool:
        """Present, or ended after `since`."""
        is_same = self.uscc == enterprise.uscc if self.uscc else _spelt(self.organisation) == _spelt(enterprise.name)
        return is_same and (self.until is None or self.until > since)


def _spelt(name: str) -> str:
    """One spelling, whatever the width of brackets and letters."""
    return "".join(typed.plain(name).casefold().split())


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
