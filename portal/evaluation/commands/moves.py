"""Another day for a visit, where the enterprise wishes it (P07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from engine import clock, runtime
from portal.accounts.models import User
from portal.evaluation import notices
from portal.evaluation.commands import onsite
from portal.evaluation.commands.applications import paused_because
from portal.evaluation.errors import (
    ApplicationPaused,
    EvaluationError,
    MayNotMoveVisit,
    MoveAsked,
    MoveDeclined,
    MovesUsed,
    NoVisitToMove,
    VisitTooNear,
)
from portal.evaluation.models import Application, OnsiteVisit, VisitMove
from portal.registry import grants

Outcome = VisitMove.Outcome
ASKED = "visit_move_asked"
# How often an enterprise may be visited on another day than it was told.
MOST = 2


def visit_of(application: Application) -> OnsiteVisit | None:
    """With what was asked about it."""
    visits = OnsiteVisit.objects.filter(panel__application=application)
    return visits.select_related("panel").prefetch_related("moves").first()


def refusal(visit: OnsiteVisit | None) -> EvaluationError | None:
    """Why no other day can be asked for (any more)."""
    if visit is None or visit.visited_at is not None:
        return NoVisitToMove()
    asked = visit.moves.all()
    outcomes = [move.outcome for move in asked]
    if Outcome.ASKED in outcomes:
        return MoveAsked()
    if any(move.outcome == Outcome.DECLINED and move.scheduled_at == visit.scheduled_at for move in asked):
        return MoveDeclined()
    if outcomes.count(Outcome.AGREED) >= MOST:
        return MovesUsed(most=MOST)
    if clock.day_of(visit.scheduled_at) <= clock.today():
        return VisitTooNear()
    return None


@transaction.atomic
def ask(application: Application, *, reason: str, wished: str, by: User) -> VisitMove:
    """The lead answers; the other experts are told. Raises what `refusal` says, MayNotMoveVisit, ApplicationPaused."""
    if not grants.may_act(by, application.enterprise):
        raise MayNotMoveVisit
    visit = OnsiteVisit.objects.select_for_update(of=["self"]).filter(panel__application=application).first()
    if refused := refusal(visit):
        raise refused
    if paused := paused_because(application.number):
        raise ApplicationPaused(reason=paused)
    assert visit is not None
    move = visit.moves.create(asked_by=by, scheduled_at=visit.scheduled_at, reason=reason, wished=wished)
    # Cases whose diagram did not know of it, and those that are somewhere else by now.
    if not runtime.correlate(ASKED, correlation_key=application.number):
        raise NoVisitToMove
    notices.tell_move_asked(move)
    return move


def open_move(visit: OnsiteVisit) -> VisitMove:
    return visit.moves.get(outcome=Outcome.ASKED)


@transaction.atomic
def agree(move: VisitMove, *, at: datetime, place: str, note: str, answer: str) -> VisitMove:
    visit = onsite.schedule_visit(move.visit.panel, at=at, place=place, note=note)
    return _answer(move, outcome=Outcome.AGREED, answer=answer, moved_to=visit.scheduled_at)


@transaction.atomic
def decline(move: VisitMove, *, answer: str) -> VisitMove:
    return _answer(move, outcome=Outcome.DECLINED, answer=answer)


def delay_of(visit: OnsiteVisit) -> tuple[datetime | None, datetime | None]:
    """From the day that the enterprise was first told until the one that it wished, where that is later."""
    first = visit.moves.filter(outcome=Outcome.AGREED).first()
    if first is None or visit.scheduled_at <= first.scheduled_at:
        return None, None
    return first.scheduled_at, visit.scheduled_at


def _answer(move: VisitMove, **fields: Any) -> VisitMove:
    for name, value in {**fields, "answered_at": clock.now()}.items():
        setattr(move, name, value)
    move.save()
    return move
