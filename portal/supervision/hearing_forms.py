"""The forms of suspension, revocation and cancellation, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import StoredFile
from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.supervision import letters
from portal.supervision.models import Case, CaseDecision, LegalReferral, Statement, Warning
from portal.supervision.task_forms import Answers, case_of, decide, facts, words

Stage, Outcome, Level = CaseDecision.Stage, CaseDecision.Outcome, Warning.Level

_SUGGESTED = {"suspend": gettext_lazy("拟暂停"), "revoke": gettext_lazy("拟撤销")}
_DIRECTED = {Case.Directed.SUSPENDED: Outcome.SUSPEND}
# By the answer of whoever decides what the second person reads.
_DECIDED = {
    Outcome.LESSER: gettext_lazy("退回，另行处理"),
    Outcome.NONE: gettext_lazy("不予处罚，结案"),
}


@takes("penalty_proposal", gives=["outcome", "harm"])
class Proposal:
    """拟暂停, 拟撤销, 责令整改 or 结案; and whether legal is asked to refer it to an authority."""

    option_names: ClassVar = {
        "suspend": gettext_lazy("拟暂停"),
        "revocation": gettext_lazy("拟撤销"),
        "red": gettext_lazy("红色警示，责令整改"),
        "lift": gettext_lazy("结案，解除警示"),
    }

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        sent_back = case.decisions.exclude(stage__in=(Stage.PROPOSAL, Stage.AGREEMENT)).last()
        return {
            **facts(case),
            **words(case, level=Level.RED),
            "choices": [{"value": value, "label": str(label)} for value, label in self.option_names.items()],
            "suggested_text": str(_SUGGESTED.get(str(task.inputs.get("rung")), "")),
            "returned_text": sent_back.opinion if sent_back and sent_back.outcome == Outcome.LESSER else "",
            "referred": LegalReferral.objects.filter(case=case).exists(),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        directed = case_of(task).directed
        if directed and answers["outcome"] != _DIRECTED.get(Case.Directed(directed), directed):
            raise AnswersRefused({"outcome": [_("申诉处理决定已指定处置，请照此执行")]})
        decide(task, stage=Stage.PROPOSAL, answers=answers, by=user)
        return {"outcome": answers["outcome"], "harm": bool(answers.get("harm"))}


@takes("penalty_statement", gives=[])
class StatementForm:
    """陈述申辩, or that there will be none."""

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        return {
            "product_name": case.product.name,
            "measure_text": _intended(case),
            **_charge(case),
            "state_by": clock.day_text(task.due_at),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        row = Statement.objects.create(
            case=case_of(task),
            waived=answers["outcome"] == "waive",
            text=answers.get("statement") or "",
            given_by=user,
            task_id=task.pk,
        )
        ids = [reference["id"] for reference in answers.get("files") or ()]
        row.files.set(StoredFile.objects.filter(pk__in=ids))
        return {}


class _Deciding:
    """予以处罚, back to whoever proposed, or nothing at all: until a second person agrees, a proposal."""

    stage: ClassVar[str]

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        back = case.decisions.filter(stage=Stage.AGREEMENT).last()
        mine = case.decisions.filter(stage=self.stage).last()
        is_back = back is not None and mine is not None and back.at >= mine.at and back.outcome == Outcome.RETURN
        return {
            **heard(case),
            **words(case, level=Level.RED),
            "basis": _charge(case)["charge_basis"],
            "returned_text": back.opinion if back is not None and is_back else "",
        }


@takes("suspension_decision", gives=["outcome", "months"])
class Suspension(_Deciding):
    stage = Stage.SUSPENSION

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        months = int(answers.get("months") or 0)
        decide(task, stage=self.stage, answers=answers, by=user, months=months or None)
        return {"outcome": answers["outcome"], "months": months}


@takes("revocation_decision", gives=["outcome"])
class Revocation(_Deciding):
    stage = Stage.REVOCATION

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=self.stage, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("penalty_agreement", gives=["outcome"])
class Agreement:
    """The second person of a suspension or revocation."""

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        proposed = case.decisions.filter(stage__in=(Stage.SUSPENSION, Stage.REVOCATION)).latest("at", "id")
        return {**heard(case), "proposal_text": _decided(proposed), "proposal_opinion": proposed.opinion}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=Stage.AGREEMENT, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("penalty_cancellation", gives=["outcome"])
class Cancellation:
    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        return {**facts(case), **words(case, level=Level.RED)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=Stage.CANCELLATION, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


def heard(case: Case) -> Answers:
    """What was charged, and what the enterprise said to it."""
    said = letters.statement_of(case)
    silence = ""
    if said is None:
        silence = _("企业在期限内未提出陈述申辩")
    elif said.waived:
        silence = _("企业放弃陈述申辩")
    return {
        **facts(case),
        **_charge(case),
        "stated_on": clock.day_text(said.given_at) if said and not said.waived else "",
        "statement": said.text if said else "",
        "silence": silence,
    }


def _charge(case: Case) -> Answers:
    proposal = case.decisions.filter(stage=Stage.PROPOSAL).latest("at", "id")
    return {"charge": proposal.opinion, "charge_basis": proposal.basis}


def _intended(case: Case) -> str:
    proposal = case.decisions.filter(stage=Stage.PROPOSAL).latest("at", "id")
    level = Level.SUSPENDED if proposal.outcome == Outcome.SUSPEND else Level.REVOKED
    return str(level.label)


def _decided(proposed: CaseDecision) -> str:
    if proposed.outcome != Outcome.IMPOSE:
        return str(_DECIDED[Outcome(proposed.outcome)])
    if proposed.stage == Stage.REVOCATION:
        return _("予以撤销")
    return _("予以暂停%(months)s个月") % {"months": proposed.months}
