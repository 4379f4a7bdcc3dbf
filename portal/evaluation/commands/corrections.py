"""Non-conformities of a visit (不符合项): recorded, put right, confirmed by the lead (P07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from documents.models import StoredFile
from engine import clock
from portal.accounts.models import User
from portal.evaluation.commands.applications import corrected, locked, request_correction
from portal.evaluation.commands.case_files import hand_over
from portal.evaluation.models import Nonconformity, OnsiteVisit, Panel, Revisit

Status = Nonconformity.Status
Found = tuple[str, str, str]


@dataclass(frozen=True)
class Answer:
    """What the enterprise did about one, and what shows it."""

    measures: str
    evidence: list[StoredFile]


@dataclass(frozen=True)
class Check:
    """Whether the lead sees one as closed, and why."""

    is_closed: bool
    finding: str


def of_panel(panel: Panel, *, grade: str | None = None) -> QuerySet[Nonconformity]:
    found = Nonconformity.objects.filter(visit__panel=panel)
    return found if grade is None else found.filter(grade=grade)


@transaction.atomic
def record(visit: OnsiteVisit, found: Iterable[Found]) -> None:
    """Those of the lead's record, as (criterion, grade, description)."""
    visit.nonconformities.all().delete()
    for number, (criterion, grade, description) in enumerate(found, 1):
        visit.nonconformities.create(number=number, criterion=criterion, grade=grade, description=description)


def facts(panel: Panel) -> dict[str, Any]:
    """For the decision table `score_aggregate`; `to_correct` are the grades of those that nobody has dealt with."""
    found = list(of_panel(panel))
    still_open = {item.grade for item in found if item.status == Status.OPEN}
    return {
        "to_correct": [grade for grade in Nonconformity.Grade.values if grade in still_open],
        "unclosed": sum(item.has_failed for item in found),
    }


@transaction.atomic
def ask(panel: Panel, *, grade: str, correct_by: datetime) -> list[Nonconformity]:
    """Those of a grade are to be put right until then; the application waits for the enterprise."""
    request_correction(panel.application)
    found = of_panel(panel, grade=grade).filter(status=Status.OPEN)
    found.update(correct_by=correct_by)
    return list(found)


@transaction.atomic
def answer(panel: Panel, *, answers: Mapping[int, Answer], by: User) -> None:
    """By number; the lead confirms each."""
    for item in of_panel(panel).filter(number__in=answers):
        given = answers[item.number]
        item.move(Status.ANSWERED, measures=given.measures, answered_by=by, answered_at=clock.now())
        item.evidence.set(given.evidence)
        hand_over(given.evidence, application=panel.application, by=by)
    _go_on(panel)


@transaction.atomic
def lapse(panel: Panel, *, grade: str) -> None:
    """Nothing was handed in in time."""
    for item in of_panel(panel, grade=grade).filter(status=Status.OPEN):
        item.move(Status.LAPSED)
    _go_on(panel)


@transaction.atomic
def check(panel: Panel, *, checks: Mapping[int, Check], by: User) -> bool:
    """The lead's word on each, by number. Whether all of them are closed."""
    for item in of_panel(panel).filter(number__in=checks):
        given = checks[item.number]
        status = Status.CLOSED if given.is_closed else Status.UNCLOSED
        item.move(status, finding=given.finding, checked_by=by, checked_at=clock.now())
    return all(given.is_closed for given in checks.values())


def have_failed(panel: Panel) -> bool:
    """One that was not put right in time, or not well enough, decides the evaluation."""
    return of_panel(panel).filter(status__in=Nonconformity.FAILED).exists()


@transaction.atomic
def drop_rest(panel: Panel) -> None:
    """The evaluation does not pass anyway; what is still under way need not be put right any more."""
    for item in of_panel(panel).filter(status__in=(Status.OPEN, Status.ANSWERED)):
        item.move(Status.DROPPED)
    _go_on(panel)


def _go_on(panel: Panel) -> None:
    """Nothing is left that the enterprise must do."""
    if not of_panel(panel).filter(status=Status.OPEN).exists():
        corrected(locked(panel.application_id))


def schedule_revisit(visit: OnsiteVisit, *, at: datetime, place: str, note: str) -> Revisit:
    revisit, _created = Revisit.objects.update_or_create(
        visit=visit, defaults={"scheduled_at": at, "place": place, "note": note}
    )
    return revisit


@transaction.atomic
def record_revisit(revisit: Revisit, *, fields: Mapping[str, Any], photos: list[StoredFile], by: User) -> Revisit:
    """复核现场: `fields` are attributes of the revisit."""
    for name, value in fields.items():
        setattr(revisit, name, value)
    revisit.recorded_by = by
    revisit.save()
    revisit.photos.set(photos)
    hand_over(photos, application=revisit.visit.panel.application, by=by)
    return revisit
