"""Decisions against which an enterprise may appeal, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import business_time, clock
from portal.appeals.models import Appeal
from portal.evaluation.commands.applications import PROCESS as STAR_APPLICATION
from portal.evaluation.models import Application
from portal.registry.models import Enterprise, Product
from portal.scheme import values
from portal.supervision.commands import PROCESS as PENALTY
from portal.supervision.models import Case, Warning

_MILDER = {
    Warning.Level.RED: Case.Directed.YELLOW,
    Warning.Level.SUSPENDED: Case.Directed.RED,
    Warning.Level.REVOKED: Case.Directed.SUSPENDED,
}


@dataclass(frozen=True)
class Appealable:
    """One decision. Exactly one of `application` and `warning` is set."""

    product: Product
    served_at: datetime
    application: Application | None = None
    warning: Warning | None = None

    @cached_property
    def ends_at(self) -> datetime:
        """The end of the last day; that of service does not count. An appeal that the platform ended is not held
        against anybody: from then on there is as much time again."""
        ended = [appeal.decided_at for appeal in self._appeals if appeal.status == Appeal.Status.ENDED]
        return business_time.add_working_days(max([self.served_at, *filter(None, ended)]), period())

    @property
    def until(self) -> date:
        return clock.day_of(self.ends_at)

    @property
    def is_open(self) -> bool:
        return clock.now() <= self.ends_at

    @property
    def kind(self) -> str:
        return "warning" if self.warning is not None else "application"

    @property
    def pk(self) -> int:
        """Of the decision."""
        return (self.warning or self.application).pk  # type: ignore[union-attr]

    @property
    def title(self) -> str:
        """As the letters name it."""
        with override(settings.LANGUAGE_CODE):
            if self.warning is not None:
                number = self.warning.document.number if self.warning.document else self.warning.case.number
                return f"{self.warning.get_level_display()}（{number}）"
            assert self.application is not None
            star, number = self.application.get_star_display(), self.application.number
            return _("%(star)s评价不通过（%(number)s）") % {"star": star, "number": number}

    @property
    def appeal(self) -> Appeal | None:
        return next((appeal for appeal in self._appeals if appeal.status != Appeal.Status.ENDED), None)

    @cached_property
    def _appeals(self) -> list[Appeal]:
        decision: Any = self.warning or self.application
        return list(decision.appeals.all())

    @property
    def origin(self) -> tuple[str, str]:
        """Process and number of the case in which it was taken."""
        if self.warning is not None:
            return PENALTY, self.warning.case.number
        assert self.application is not None
        return STAR_APPLICATION, self.application.number


def period() -> int:
    """Working days from service within which an appeal may be filed."""
    return values.whole("OTOP_APPEAL_DAYS")


def of_warning(warning: Warning) -> Appealable | None:
    """One whose notice was served and that was not taken back since."""
    if warning.document is None or warning.is_taken_back:
        return None
    return Appealable(warning.case.product, warning.document.issued_at, warning=warning)


def of_application(application: Application) -> Appealable | None:
    if application.status != Application.Status.FAILED or application.decided_at is None:
        return None
    return Appealable(application.product, application.decided_at, application=application)


def of_enterprise(enterprise: Enterprise) -> list[Appealable]:
    """Those that can be appealed today, the nearest deadline first."""
    warnings = Warning.objects.filter(case__authorisation__product__enterprise=enterprise)
    warnings = warnings.exclude(document=None).select_related(
        "document", "case__authorisation__product", "counter_entry"
    )
    failed = enterprise.applications.filter(status=Application.Status.FAILED).select_related("product")
    found = [
        *map(of_warning, warnings.prefetch_related("appeals")),
        *map(of_application, failed.prefetch_related("appeals")),
    ]
    open_ones = (one for one in found if one is not None and one.appeal is None and one.is_open)
    return sorted(open_ones, key=lambda one: one.served_at)


def milder(warning: Warning) -> Case.Directed:
    """What a warning may be changed to: the next rung below; nothing below a yellow one."""
    return _MILDER.get(Warning.Level(warning.level), Case.Directed.NONE)


def of_appeal(appeal: Appeal) -> Appealable:
    return Appealable(appeal.product, appeal.served_at, application=appeal.application, warning=appeal.warning)
