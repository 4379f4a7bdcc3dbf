"""The forms of P10, as they meet the scheme's tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.upkeep.commands import inspections
from portal.upkeep.models import AnnualInspection, InspectionReview
from portal.upkeep.task_forms import Answers, files_of, of_authorisation

# The insurance is a criterion of four and five stars.
INSURED_FROM_STAR = 4
Stage = InspectionReview.Stage


@takes("inspection_form", gives=[])
class InspectionSubmission:
    """What the enterprise reports of its year; the second time with what was objected to above it."""

    def initial(self, task: UserTask) -> Answers:
        inspection = inspection_of(task)
        review = inspection.reviews.last()
        return {
            **of_authorisation(inspection.authorisation),
            "anniversary": inspection.anniversary.isoformat(),
            "overdue": inspection.is_overdue,
            "guidance": review.opinion if review else "",
            "needs_insurance": inspection.authorisation.star >= INSURED_FROM_STAR,
            "changes": inspection.changes,
            "output": inspection.output,
            "mark_volume": inspection.mark_volume,
            "complaints": inspection.complaints,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        inspection = inspection_of(task)
        fields = {name: answers[name] for name in ("changes", "output", "complaints")}
        fields["mark_volume"] = int(answers["mark_volume"])
        files = {name: files_of(answers, name) for name in ("licence", "reports", "insurance")}
        inspections.submit(inspection, fields=fields, files=files, by=user)
        return {}


@takes("inspection_review", gives=["outcome", "drawn"])
class InspectionReviewForm:
    def initial(self, task: UserTask) -> Answers:
        inspection = inspection_of(task)
        return {
            **_facts(inspection),
            "overdue": inspection.is_overdue,
            "late": bool(task.inputs.get("late")),
            "drawn": inspection.drawn,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        inspection = inspection_of(task)
        _conclude(inspection, task, answers, stage=Stage.DESK, by=user)
        return {"outcome": answers["outcome"], "drawn": inspection.drawn}


@takes("inspection_visit", gives=["outcome"])
class Visit:
    """What was found on site."""

    def initial(self, task: UserTask) -> Answers:
        return _facts(inspection_of(task))

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        inspection = inspection_of(task)
        visited_on = date.fromisoformat(answers["visited_on"])
        if visited_on > clock.today():
            raise AnswersRefused({"visited_on": [_("到场日期不能晚于今天")]})
        review = _conclude(inspection, task, answers, stage=Stage.SITE, by=user, visited_on=visited_on)
        review.photos.set(files_of(answers, "photos"))
        return {"outcome": answers["outcome"]}


def _conclude(
    inspection: AnnualInspection, task: UserTask, answers: Answers, *, stage: str, by: User, **more: Any
) -> InspectionReview:
    return InspectionReview.objects.create(
        inspection=inspection,
        stage=stage,
        task_id=task.pk,
        outcome=answers["outcome"],
        opinion=answers.get("opinion") or "",
        reviewer=by,
        **more,
    )


def _facts(inspection: AnnualInspection) -> Answers:
    return {
        **of_authorisation(inspection.authorisation),
        "anniversary": inspection.anniversary.isoformat(),
        "changes": inspection.changes,
        "output": inspection.output,
        "mark_volume": inspection.mark_volume,
        "complaints": inspection.complaints,
        "draw_text": draw_words(inspection),
    }


def draw_words(inspection: AnnualInspection) -> str:
    """How the lot fell, so that it can be checked; empty where none was drawn."""
    if inspection.draw_value is None or inspection.draw_rate is None:
        return ""
    return _("随机值 %(value).4f，抽查比例 %(rate)s，种子 %(seed)s") % {
        "value": inspection.draw_value,
        "rate": inspection.draw_rate,
        "seed": inspection.draw_seed,
    }


def inspection_of(task: UserTask) -> AnnualInspection:
    found = AnnualInspection.objects.select_related("authorisation__product__enterprise")
    return found.get(pk=task.inputs["inspection_id"])
