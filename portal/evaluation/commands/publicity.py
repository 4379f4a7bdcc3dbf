"""公示 of what was decided, from its first day to its record; the diagram of P03 decides the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from engine import clock
from engine.models import Job
from portal.evaluation import objections
from portal.evaluation.commands.applications import PROCESS
from portal.evaluation.models import Application, Publicity
from portal.evaluation.objections import Objection
from portal.scheme.numbers import of_this_year

#: What the application hears of its objections: that one is upheld ends the publicity; that something was found of one,
#: whatever it is, lets it look again once the time is over, and is kept a while for a case that is being stored.
OBJECTION_UPHELD = "objection_upheld"
OBJECTION_FOUND = "objection_found"
OBJECTION_KEPT = timedelta(minutes=10)
# The element of the diagram that waits until the time is over.
_TIMER = "PublicityOver"

Status = Publicity.Status

# What becomes of a publicity when its objections are looked at.
CLEAR, OPEN, UPHELD = "clear", "open", "upheld"


@transaction.atomic
def publish(application: Application, *, until: datetime) -> Publicity:
    """Once: what is shown already stays as it is."""
    shown = Publicity.objects.open().filter(application=application).first()
    if shown is not None:
        return shown
    assert application.awarded_star is not None
    return Publicity.objects.create(
        number=of_this_year("G"), application=application, star=application.awarded_star, ends_at=until
    )


@transaction.atomic
def judge(application: Application) -> str:
    """The time is over: whether it may go on to the certificate. Its record is closed where it may.

    Whoever objects holds the row, so no objection comes in between.
    """
    shown = _locked(application).get()
    raised = objections.of_application(application.pk)
    found = [one for one in raised if _counts(one, shown)]
    if any(one.is_upheld for one in found):
        return UPHELD
    if any(one.found_at is None for one in raised):
        shown.move(Status.OVER)
        return OPEN
    shown.move(Status.DISMISSED if any(one.text for one in found) else Status.UNOPPOSED, ended_at=clock.now())
    return CLEAR


@transaction.atomic
def uphold(application: Application) -> None:
    """What was shown does not stand."""
    for shown in _locked(application):
        shown.move(Status.UPHELD, ended_at=clock.now())


def _counts(objection: Objection, shown: Publicity) -> bool:
    """Something was found of it since this was decided; what was found earlier was known to whoever decided."""
    if objection.found_at is None:
        return False
    return objection.publicity_id == shown.pk or objection.found_at > shown.began_at


def _locked(application: Application) -> QuerySet[Publicity]:
    """The one that is open, under its lock; none, or one."""
    return Publicity.objects.select_for_update(no_key=True).open().filter(application=application)


@dataclass(frozen=True)
class Until:
    """`at`: until when it is shown as things stand. `is_paused`: the case stands still, and so does this time."""

    at: datetime
    is_paused: bool = False


def until(shown: Iterable[Publicity]) -> dict[int, Until]:
    """By publicity: as announced, or as its timer says where it still runs, with its application read along."""
    rows = list(shown)
    running = {row.application.number: row.pk for row in rows if row.is_running}
    found = {row.pk: Until(row.ends_at) for row in rows}
    if running:
        timers = Job.objects.filter(
            kind=Job.Kind.TIMER,
            element_id=_TIMER,
            status__in=(Job.Status.READY, Job.Status.SUSPENDED),
            instance__process_key=PROCESS,
            instance__business_key__in=running,
        )
        for number, due, paused in timers.values_list("instance__business_key", "due_at", "instance__suspension"):
            found[running[number]] = Until(due, is_paused=bool(paused))
    return found
