"""The form of P07 in which the lead answers an enterprise that wishes another day."""

from __future__ import annotations

from typing import Any

from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation.commands import moves, onsite
from portal.evaluation.forms.common import Answers
from portal.evaluation.forms.visits import appointment, choice_of_days, chosen_day
from portal.evaluation.models import VisitMove
from portal.evaluation.places import LEAD


@takes("visit_move_answer", gives=["outcome", "visit_at", "delayed_from", "delayed_until"], may_take=LEAD)
class MoveForm:
    def initial(self, task: UserTask) -> Answers:
        visit = onsite.of_panel(task.inputs).visit
        move = moves.open_move(visit)
        return {
            **choice_of_days(task),
            **appointment(visit.scheduled_at, visit.place),
            "reason_text": move.reason,
            "wished_text": move.wished,
            "place": visit.place,
            "note": visit.note,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        visit = onsite.of_panel(task.inputs).visit
        move, outcome = moves.open_move(visit), answers["outcome"]
        if outcome == VisitMove.Outcome.DECLINED:
            moves.decline(move, answer=answers["opinion"])
        else:
            at, note = chosen_day(task, answers, "visit_at"), answers.get("note") or ""
            moves.agree(move, at=at, place=answers["place"], note=note, answer=answers.get("remark") or "")
        visit.refresh_from_db()
        since, until = moves.delay_of(visit)
        return {
            "outcome": outcome,
            "visit_at": visit.scheduled_at.isoformat(),
            "delayed_from": since and since.isoformat(),
            "delayed_until": until and until.isoformat(),
        }
