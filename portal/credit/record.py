"""The score of an enterprise: a hundred points less what was found against it, nothing that is only alleged.

A warning that was taken back, by review or appeal, and a complaint that was not substantiated take nothing away. What
led to a warning counts once, by the warning. After a year half is taken away, after two years nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from engine import clock
from portal.registry.models import Enterprise
from portal.supervision.models import Report, Warning

BASE = 100
YEAR = timedelta(days=365)
POINTS_OF_WARNING = {"yellow": 8, "red": 20, "suspended": 30, "revoked": 50}
POINTS_OF_COMPLAINT = {Report.Grade.MINOR: 3, Report.Grade.MAJOR: 8, Report.Grade.GRAVE: 15}
# From how many points on which grade is given, and in which words.
GRADES: tuple[tuple[int, str, Promise], ...] = (
    (90, "A", _("良好")),
    (75, "B", _("正常")),
    (60, "C", _("关注")),
    (0, "D", _("重点关注")),
)


@dataclass(frozen=True)
class Entry:
    """Something that was found; `points` is what it takes away today."""

    on: date
    source: str
    number: str
    product: str
    text: str
    points: int


@dataclass(frozen=True)
class Record:
    entries: list[Entry]

    @property
    def score(self) -> int:
        return max(0, BASE - sum(entry.points for entry in self.entries))

    @property
    def grade(self) -> str:
        return self._row[1]

    @property
    def words(self) -> str:
        return str(self._row[2])

    @property
    def _row(self) -> tuple[int, str, Promise]:
        return next(row for row in GRADES if self.score >= row[0])


def of(enterprise: Enterprise) -> Record:
    """Newest first."""
    found = [*_warnings(enterprise), *_complaints(enterprise)]
    return Record(sorted(found, key=lambda entry: entry.on, reverse=True))


def _weighed(points: int, at: datetime) -> int:
    """Half after a year, rounded up."""
    return points if clock.now() - at < YEAR else -(-points // 2)


def _since() -> datetime:
    return clock.now() - 2 * YEAR


def _warnings(enterprise: Enterprise) -> Iterable[Entry]:
    """In force or lifted; not one that was taken back, nor an emergency that waits for its confirmation."""
    standing = Warning.objects.standing().exclude(cure_by=None)
    counted = standing.filter(case__authorisation__product__enterprise=enterprise, issued_at__gt=_since())
    for warning in counted.select_related("case__authorisation__product"):
        yield Entry(
            on=clock.day_of(warning.issued_at),
            source=str(_("警示处置")),
            number=warning.case.number,
            product=warning.case.product.name,
            text=f"{warning.get_level_display()} · {warning.reason}",
            points=_weighed(POINTS_OF_WARNING.get(warning.level, 0), warning.issued_at),
        )


def _complaints(enterprise: Enterprise) -> Iterable[Entry]:
    found = Report.objects.substantiated().filter(product__enterprise=enterprise, found_at__gt=_since())
    warned = Warning.objects.exclude(cure_by=None).values("case")
    refuted = Warning.objects.exclude(pk__in=Warning.objects.standing()).values("case")
    for report in found.exclude(case__in=warned).exclude(case__in=refuted).select_related("product"):
        assert report.found_at is not None
        yield Entry(
            on=clock.day_of(report.found_at),
            source=str(_("投诉认定")),
            number=report.number or "",
            product=report.subject,
            text=f"{report.get_finding_display()} · {report.get_grade_display()}",
            points=_weighed(POINTS_OF_COMPLAINT[Report.Grade(report.grade)], report.found_at),
        )
