"""Draws of experts made once more, from nothing but what was kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.evaluation.conflicts import REASONS
from portal.evaluation.draw import Candidate, Drawn, TooFew, draw, lot, ranking
from portal.evaluation.models import Expert, Panel, PanelDraw


@dataclass(frozen=True)
class Place:
    """A candidate of a draw. `rank`: in the order of the lots, from 1; None for whoever was barred, by `reasons`."""

    candidate: Candidate
    expert: Expert | None
    lot: str
    rank: int | None
    is_drawn: bool
    is_lead: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Redrawn:
    """`agrees`: the same experts come out as were drawn then."""

    record: PanelDraw
    agrees: bool
    places: tuple[Place, ...]


def redo(record: PanelDraw) -> Drawn:
    """Raises `TooFew` where what was kept cannot have given a panel."""
    return draw(
        _candidates(record),
        seed=record.seed,
        members=record.members_wanted,
        lead=record.lead_wanted,
        own=record.own_wanted,
    )


def agrees(record: PanelDraw) -> bool:
    try:
        return redo(record).experts == record.drawn
    except TooFew:
        return False


def redrawn(panel: Panel) -> list[Redrawn]:
    """Every draw of a panel, the first one first, with all who could be drawn and all who could not."""
    records = list(panel.draws.select_related("panel"))
    known = Expert.objects.select_related("user").in_bulk(
        {row["expert"] for record in records for row in record.candidates}
    )
    return [Redrawn(record, agrees(record), tuple(_places(record, known))) for record in records]


def _places(record: PanelDraw, known: Mapping[int, Expert]) -> list[Place]:
    candidates, lead = _candidates(record), record.drawn[:1] if record.lead_wanted else []
    order = ranking(candidates, seed=record.seed)
    barred = [candidate for candidate in candidates if candidate.barred]
    return [
        Place(
            candidate=candidate,
            expert=known.get(candidate.expert),
            lot=lot(record.seed, candidate.expert),
            rank=None if candidate.barred else number,
            is_drawn=candidate.expert in record.drawn,
            is_lead=candidate.expert in lead,
            reasons=tuple(str(REASONS.get(reason, reason)) for reason in candidate.barred),
        )
        for number, candidate in enumerate([*order, *barred], 1)
    ]


def _candidates(record: PanelDraw) -> list[Candidate]:
    return [Candidate.of_json(row) for row in record.candidates]
