"""The forms of P05."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation.forms.common import Answers, application_of, gap_rows, record_decision
from portal.evaluation.models import Application, CheckRecord, Decision, Report
from portal.evaluation.results import checks_text, sample_text

CHECKED = ("K1", "K2", "K4", "K5")


@takes("online_check", gives=["report_id"])
class CheckForm:
    def initial(self, task: UserTask) -> Answers:
        return {"gaps": gap_rows(task.inputs)}

    @transaction.atomic
    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report = Report.objects.create(
            application=application_of(task),
            path=Application.Path.ONLINE,
            summary=answers.get("summary") or "",
            author=user,
        )
        for criterion in CHECKED:
            key = criterion.lower()
            report.checks.create(
                criterion=criterion,
                verdict=answers[f"{key}_verdict"],
                remark=answers.get(f"{key}_remark") or "",
            )
        return {"report_id": report.pk}


@takes("online_conclusion", gives=["outcome"])
class ConclusionForm:
    def initial(self, task: UserTask) -> Answers:
        report = Report.objects.get(pk=task.inputs["report_id"])
        return {"checks_text": checks_text(report.checks.all()), "sample_text": sample_text(report.application)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report = Report.objects.get(pk=task.inputs["report_id"])
        outcome = answers["outcome"]
        if outcome == Report.Outcome.PASS and task.inputs["sample_outcome"] == "fail":
            raise AnswersRefused({"outcome": [_("样品不合格，评价结论不能为合格")]})
        if outcome == Report.Outcome.PASS and _has_open_objection(report):
            raise AnswersRefused({"outcome": [_("有评价项不符合，请要求补正或作出不合格结论")]})
        record_decision(task, stage=Decision.Stage.EVALUATION, answers=answers, by=user)
        report.outcome, report.author = outcome, user
        report.save(update_fields=["outcome", "author"])
        return {"outcome": outcome}


def _has_open_objection(report: Report) -> bool:
    """A criterion was found wanting and nothing was corrected since."""
    unmet = report.checks.filter(verdict=CheckRecord.Verdict.UNMET).exists()
    return unmet and not report.application.evidence.filter(given_at__gt=report.written_at).exists()
