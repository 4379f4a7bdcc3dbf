"""Acceptance, summary, the enterprise's consent, decision."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import eligibility
from portal.evaluation.commands.applications import returned, summarised
from portal.evaluation.forms.common import (
    Answers,
    application_of,
    application_shown,
    gap_rows,
    record_decision,
    star_name,
)
from portal.evaluation.models import Application, Decision, Star
from portal.evaluation.results import evaluation_text

Stage, Outcome = Decision.Stage, Decision.Outcome


@takes("star_acceptance", gives=["outcome"])
class AcceptanceForm:
    def initial(self, task: UserTask) -> Answers:
        return {"gaps": gap_rows(task.inputs)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        application = application_of(task)
        if answers["outcome"] == Outcome.ACCEPT:
            _refuse(eligibility.refusal_to_award(application, star=application.star))
        record_decision(task, stage=Stage.ACCEPTANCE, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("star_summary", gives=["outcome", "recommended_star"])
class SummaryForm:
    """The recommended star: the one applied for, a lower one that is still above the one in force, or none."""

    option_names: ClassVar = {0: gettext_lazy("不予评定"), **dict(Star.choices)}

    def initial(self, task: UserTask) -> Answers:
        application = application_shown(task)
        stars = [*range(application.star, eligibility.held_star(application.product), -1), 0]
        return {
            "evaluation_text": evaluation_text(application),
            "stars": [{"value": star, "label": star_name(star)} for star in stars],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        star = int(answers["recommended_star"])
        record_decision(
            task,
            stage=Stage.SUMMARY,
            answers=answers,
            by=user,
            outcome=Outcome.RECOMMEND,
            recommended_star=star,
        )
        summarised(application_of(task), recommended_star=star)
        return {"outcome": Outcome.RECOMMEND.value, "recommended_star": star}


@takes("star_consent", gives=["outcome"])
class ConsentForm:
    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        summary = application.decisions.filter(stage=Stage.SUMMARY).last()
        return {
            "star_name": star_name(application.star),
            "recommended_star_name": star_name(application.recommended_star),
            "opinion_text": summary.opinion if summary else "",
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        application = application_of(task)
        record_decision(
            task, stage=Stage.CONSENT, answers=answers, by=user, recommended_star=application.recommended_star
        )
        return {"outcome": answers["outcome"]}


@takes("star_decision", gives=["outcome", "star"])
class DecisionForm:
    """The officer decides on the recommended star; a lower one needs the enterprise's consent."""

    def initial(self, task: UserTask) -> Answers:
        return {"evaluation_text": evaluation_text(application_shown(task)), "gaps": gap_rows(task.inputs)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        application = application_of(task)
        outcome = answers["outcome"]
        if outcome == Outcome.PASS:
            _refuse(_bar(application))
        record_decision(
            task,
            stage=Stage.DECISION,
            answers=answers,
            by=user,
            recommended_star=application.recommended_star,
        )
        if outcome == Outcome.RETURN:
            returned(application)
        star = application.recommended_star if outcome == Outcome.PASS else application.star
        return {"outcome": outcome, "star": star}


def _refuse(reason: object) -> None:
    """The outcome cannot be chosen, where there is a reason."""
    if reason:
        raise AnswersRefused({"outcome": [str(reason)]})


def _bar(application: Application) -> str:
    """Why the recommended star cannot be awarded; empty where it can."""
    if not application.recommended_star:
        return _("评价汇总不建议授予星级，不能通过；如有异议请退回复核")
    if application.recommended_star < application.star and not _has_consent(application):
        return _("企业未同意按较低的星级评定，不能通过；请作出不通过决定或退回复核")
    return str(eligibility.refusal_to_award(application, star=application.recommended_star) or "")


def _has_consent(application: Application) -> bool:
    """The last summary's recommendation was agreed to."""
    answers = application.decisions.filter(stage__in=[Stage.SUMMARY, Stage.CONSENT]).order_by("decided_at", "id")
    last = answers.last()
    return last is not None and last.outcome == Outcome.AGREE
