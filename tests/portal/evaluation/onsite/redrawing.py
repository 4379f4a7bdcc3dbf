"""A kept draw once more, as somebody who doubts it would make it."""

from __future__ import annotations

from portal.evaluation.draw import Candidate, Drawn, draw
from portal.evaluation.models import PanelDraw


def redo(record: PanelDraw) -> Drawn:
    """From nothing but what was kept; the same experts must come out."""
    return draw(
        [Candidate.of_json(row) for row in record.candidates],
        seed=record.seed,
        members=record.members_wanted,
        lead=record.lead_wanted,
        own=record.own_wanted,
    )
