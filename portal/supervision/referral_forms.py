"""The forms of legal referral, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any

from engine import clock
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.supervision.models import CaseDecision, LegalReferral
from portal.supervision.task_forms import Answers, facts


@takes("referral_decision", gives=["outcome"])
class ReferralDecision:
    def initial(self, task: UserTask) -> Answers:
        case = _referral(task).case
        proposal = case.decisions.filter(stage=CaseDecision.Stage.PROPOSAL).last()
        return {**facts(case), "charge": proposal.opinion if proposal else ""}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        found = _referral(task)
        found.authority, found.grounds = answers.get("authority") or "", answers["opinion"]
        found.decided_by = user
        found.save(update_fields=["authority", "grounds", "decided_by"])
        return {"outcome": answers["outcome"]}


@takes("referral_result", gives=[])
class ReferralResult:
    def initial(self, task: UserTask) -> Answers:
        found = _referral(task)
        return {
            "product_name": found.case.product.name,
            "authority": found.authority,
            "sent_on": clock.day_text(found.document.issued_at if found.document else None),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        _referral(task).move(LegalReferral.Status.ANSWERED, result=answers["result"], result_at=clock.now())
        return {}


def _referral(task: UserTask) -> LegalReferral:
    related = ("case__authorisation__product__enterprise", "document")
    return LegalReferral.objects.select_related(*related).get(pk=task.inputs["referral_id"])
