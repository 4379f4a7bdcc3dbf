"""The forms of P13, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.appeals.decisions import milder, of_appeal
from portal.appeals.models import Appeal, AppealStep
from portal.supervision.models import Case

Answers = dict[str, Any]
Stage, Outcome = AppealStep.Stage, AppealStep.Outcome


@takes("appeal_acceptance", gives=["outcome"])
class Acceptance:
    def initial(self, task: UserTask) -> Answers:
        return facts(appeal_of(task))

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        note(task, stage=Stage.ACCEPTANCE, answers=answers, by=user)
        if answers["outcome"] == Outcome.REJECT:
            Appeal.objects.filter(pk=task.inputs["appeal_id"]).update(reasons=answers["opinion"])
        return {"outcome": answers["outcome"]}


@takes("appeal_review", gives=["outcome"])
class Review:
    """维持, 变更 (to the next rung below), 撤销原决定 or 发回重评: a proposal, until another person agrees."""

    option_names: ClassVar = {
        "uphold": gettext_lazy("维持"),
        "change": gettext_lazy("变更"),
        "revoke": gettext_lazy("撤销原决定"),
        "remit": gettext_lazy("发回重评"),
    }

    def initial(self, task: UserTask) -> Answers:
        appeal = appeal_of(task)
        returned = appeal.steps.filter(stage=Stage.DECISION, outcome=Outcome.RETURN).last()
        return {
            **facts(appeal),
            "choices": _choices(appeal),
            "returned_text": returned.text if returned else "",
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        appeal, outcome = appeal_of(task), answers["outcome"]
        if outcome not in [choice["value"] for choice in _choices(appeal)]:
            raise AnswersRefused({"outcome": [_("这项决定不能这样处理")]})
        note(task, stage=Stage.REVIEW, answers=answers, by=user)
        appeal.outcome, appeal.reasons = outcome, answers["opinion"]
        appeal.save(update_fields=["outcome", "reasons"])
        return {"outcome": outcome}


def _choices(appeal: Appeal) -> list[dict[str, str]]:
    below = milder(appeal.warning) if appeal.warning is not None else Case.Directed.NONE
    change = (Outcome.CHANGE, _("变更为%(measure)s") % {"measure": below.label})
    choices = [
        (Outcome.UPHOLD, _("维持")),
        *([change] if below else []),
        (Outcome.REVOKE, _("撤销原决定")),
        (Outcome.REMIT, _("发回重新处置") if appeal.warning is not None else _("发回重评")),
    ]
    return [{"value": outcome.value, "label": label} for outcome, label in choices]


@takes("appeal_decision", gives=["outcome"])
class Decision:
    """Another person agrees, or sends it back."""

    def initial(self, task: UserTask) -> Answers:
        appeal = appeal_of(task)
        names = {choice["value"]: choice["label"] for choice in _choices(appeal)}
        return {**facts(appeal), "proposal_text": names.get(appeal.outcome, ""), "reasons": appeal.reasons}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        note(task, stage=Stage.DECISION, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


def appeal_of(task: UserTask) -> Appeal:
    related = ("enterprise", "product", "application", "warning__document", "warning__case")
    return Appeal.objects.select_related(*related).get(pk=task.inputs["appeal_id"])


def facts(appeal: Appeal) -> Answers:
    """The decision and what is said against it."""
    decision = of_appeal(appeal)
    return {
        "product_name": appeal.product.name,
        "decision_text": decision.title,
        "decision_reason": _reason(appeal),
        "served_on": clock.day_text(appeal.served_at),
        "filed_on": clock.day_text(appeal.filed_at),
        "until": decision.until.isoformat(),
        "request_text": appeal.request,
        "grounds_text": appeal.grounds,
    }


def _reason(appeal: Appeal) -> str:
    """What the decision was founded on."""
    if appeal.warning is not None:
        return f"{appeal.warning.reason}\n\n{appeal.warning.basis}"
    assert appeal.application is not None
    last = appeal.application.decisions.exclude(opinion="").last()
    return last.opinion if last else ""


def note(task: UserTask, *, stage: str, answers: Answers, by: User) -> AppealStep:
    return AppealStep.objects.create(
        appeal_id=task.inputs["appeal_id"],
        stage=stage,
        outcome=answers["outcome"],
        text=answers.get("opinion") or "",
        by=by,
        task_id=task.pk,
    )
