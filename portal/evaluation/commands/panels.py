"""A panel of experts: drawn, invited, objected to, seated (P07)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from engine import clock
from portal.evaluation import access, conflicts, notices
from portal.evaluation.draw import Candidate, Drawn, draw, lot, own_share
from portal.evaluation.models import Application, Expert, Panel, PanelDraw, PanelSeat
from portal.scheme import values

Status = PanelSeat.Status


def panel_size(star: int) -> int:
    """By star; setting OTOP_PANEL_SIZES."""
    return values.by_star("OTOP_PANEL_SIZES")[star]


@transaction.atomic
def draw_panel(application: Application, *, on: date) -> list[PanelSeat]:
    """Fill what is empty, by lot, and invite those drawn. Raises `draw.TooFew`; then nothing is kept."""
    panel = Panel.objects.filter(application=application).first() or Panel.objects.create(
        application=application,
        size=panel_size(application.star),
        seed=f"{application.number}:{secrets.token_hex(16)}",
    )
    held = panel.seats.filter(status__in=PanelSeat.HELD)
    lead = not held.filter(is_lead=True).exists() and not _promote(panel)
    members = panel.size - held.count() - lead
    if not lead and members <= 0:
        return []
    specialists = sum(seat.expert.is_of_field(application.product) for seat in held.select_related("expert"))
    own = max(0, own_share(panel.size) - specialists)
    found = _draw(panel, conflicts.candidates(application, on=on), lead=lead, members=members, own=own)
    seats = [panel.seats.create(expert_id=expert, is_lead=expert == found.lead) for expert in found.experts]
    notices.tell_invited(application, Expert.objects.filter(seats__in=seats).select_related("user"))
    return seats


def _promote(panel: Panel) -> bool:
    """The lead left: a senior member of the own field who is seated already takes over, the lowest lot first."""
    product = panel.application.product
    seniors = [seat for seat in panel.seated if seat.expert.is_senior and seat.expert.is_of_field(product)]
    if not seniors:
        return False
    seat = min(seniors, key=lambda seat: lot(panel.seed, seat.expert_id))
    seat.is_lead = True
    seat.save(update_fields=["is_lead"])
    notices.tell_leading(seat)
    return True


def _draw(panel: Panel, candidates: list[Candidate], *, lead: bool, members: int, own: int) -> Drawn:
    record = PanelDraw(
        panel=panel,
        round=panel.draws.count() + 1,
        candidates=[candidate.as_json() for candidate in candidates],
        lead_wanted=lead,
        own_wanted=own,
        members_wanted=members,
    )
    found = draw(candidates, seed=record.seed, members=members, lead=lead, own=own)
    record.drawn = found.experts
    record.save()
    return found


@transaction.atomic
def answer_invitation(seat: PanelSeat, *, status: Status, statement: str) -> PanelSeat:
    """接受, 回避 or 拒绝; who accepts sees the case from now on."""
    seat.move(status, answered_at=clock.now(), statement=statement)
    if status == Status.ACCEPTED:
        access.open_case(seat.panel.application, [seat.expert.user])
    return seat


@transaction.atomic
def settle(panel: Panel) -> bool:
    """After the invitations: silence is a refusal. Whether all places are taken."""
    for seat in panel.seats.filter(status=Status.INVITED):
        seat.move(Status.REFUSED, statement=_("期限内未答复"))
    return panel.lead is not None and panel.seated.count() == panel.size


@override(settings.LANGUAGE_CODE)  # the enterprise may read English, the experts are told in the scheme's
@transaction.atomic
def object_to(panel: Panel, *, seats: Iterable[PanelSeat], reason: str) -> None:
    """The enterprise's one objection: those named leave the panel."""
    for seat in seats:
        seat.move(Status.REPLACED, objection=reason)
        access.close_case(panel.application, [seat.expert.user])
        notices.tell_replaced(seat)
    close_objections(panel)


def close_objections(panel: Panel) -> None:
    """Answered, or the time for it is over."""
    panel.answered_at = panel.answered_at or clock.now()
    panel.save(update_fields=["answered_at"])
