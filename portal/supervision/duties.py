"""Who may not take a task of a case, beyond what the diagram separates."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from engine.models import UserTask
from engine.models.rights import task_input
from engine.registry import TaskRule
from portal.evaluation.commands.applications import PROCESS as APPLICATION
from portal.supervision.models import Case

# A property of a task: whoever opened the case does not confirm it.
OTHER_THAN_OPENER = "otherThanOpener"
# Another: whoever evaluated does not look into what is objected to the evaluation.
NOT_EVALUATOR = "notEvaluator"


def _is_another(user: Any) -> Q:
    opened = Case.objects.filter(opened_by=user.pk).annotate(text=Cast("pk", TextField()))
    return ~Q(properties__has_key=OTHER_THAN_OPENER) | Q(~Exists(opened.filter(text=task_input("case_id"))))


SECOND_PERSON = TaskRule(_is_another, reason=_("须由立案人以外的合规专员办理"))


def _did_not_evaluate(user: Any) -> Q:
    evaluated = UserTask.objects.filter(
        completed_by=user.pk, case__process_key=APPLICATION, case__business_key=task_input("application_number")
    )
    return ~Q(properties__has_key=NOT_EVALUATOR) | Q(~Exists(evaluated))


NOT_IN_THE_EVALUATION = TaskRule(_did_not_evaluate, reason=_("参与过该项评价的人员不能核查对它的异议"))
