"""The forms of P07 about non-conformities: what the enterprise did, the second visit, and the lead's word on each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import correction_texts
from portal.evaluation.commands import corrections, onsite
from portal.evaluation.commands.corrections import Answer, Check
from portal.evaluation.forms.common import Answers, files, reference
from portal.evaluation.forms.visits import appointment, choice_of_days, chosen_day, time_of_arrival
from portal.evaluation.models import Nonconformity
from portal.evaluation.places import LEAD

LIST = "nonconformities"
Status = Nonconformity.Status


@takes("correction_answer", gives=[])
class AnswerForm:
    """The enterprise, for each of them: what was done, and what shows it."""

    def initial(self, task: UserTask) -> Answers:
        found = list(_asked(task))
        return {
            "due_text": clock.day_text(task.due_at),
            "grade_text": str(Nonconformity.Grade(task.inputs["grade"]).label),
            "needs_revisit": task.inputs["terms"]["revisit"],
            LIST: [_shown(item) for item in found],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        given = {
            number: Answer(row["measures"], files(row["evidence"])) for number, row in _by_number(task, answers).items()
        }
        corrections.answer(onsite.of_panel(task.inputs), answers=given, by=user)
        return {}


@takes("revisit_schedule", gives=["revisit_at"], may_take=LEAD)
class RevisitScheduleForm:
    def initial(self, task: UserTask) -> Answers:
        return choice_of_days(task) | {LIST: [_shown(item) for item in _asked(task)]}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        revisit = corrections.schedule_revisit(
            onsite.of_panel(task.inputs).visit,
            at=chosen_day(task, answers, "revisit_at"),
            place=answers["place"],
            note=answers.get("note") or "",
        )
        return {"revisit_at": revisit.scheduled_at.isoformat()}


@takes("revisit_record", gives=["closed"], may_take=LEAD)
class RevisitRecordForm:
    def initial(self, task: UserTask) -> Answers:
        revisit = onsite.of_panel(task.inputs).visit.revisit
        return appointment(revisit.scheduled_at, revisit.place) | {
            "visited_place": revisit.place,
            LIST: [_shown(item) for item in _asked(task)],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        panel = onsite.of_panel(task.inputs)
        revisit = panel.visit.revisit
        corrections.record_revisit(
            revisit,
            fields={
                "visited_at": time_of_arrival(answers, revisit.scheduled_at),
                "visited_place": answers["visited_place"],
                "summary": answers["revisit_summary"],
            },
            photos=files(answers["photos"]),
            by=user,
        )
        return {"closed": corrections.check(panel, checks=_checks(task, answers), by=user)}


@takes("correction_check", gives=["closed"], may_take=LEAD)
class CheckForm:
    """By the papers, where nobody need go there again."""

    def initial(self, task: UserTask) -> Answers:
        return {LIST: [_shown(item) for item in _asked(task)]}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        panel = onsite.of_panel(task.inputs)
        return {"closed": corrections.check(panel, checks=_checks(task, answers), by=user)}


def _asked(task: UserTask) -> Iterable[Nonconformity]:
    """Those of the grade that this task is about."""
    return corrections.of_panel(onsite.of_panel(task.inputs), grade=task.inputs["grade"]).prefetch_related("evidence")


def _shown(item: Nonconformity) -> Answers:
    """A row of the form's list. What the enterprise reads of it and what it wrote are not to be changed there."""
    return {
        "number": str(item.number),
        "what": correction_texts.line_of(item),
        "measures": item.measures,
        "evidence": [reference(file) for file in item.evidence.all()],
    }


def _checks(task: UserTask, answers: Answers) -> dict[int, Check]:
    rows = _by_number(task, answers)
    return {number: Check(row["result"] == Status.CLOSED, row["finding"]) for number, row in rows.items()}


def _by_number(task: UserTask, answers: Answers) -> dict[int, Answers]:
    """A row for each that is asked about; none may be passed over."""
    asked = {item.number: item for item in _asked(task)}
    rows = {int(row["number"]): row for row in answers[LIST] or [] if str(row.get("number") or "").isdecimal()}
    if missing := [str(number) for number in asked if number not in rows]:
        sentence = _("不符合项 %(numbers)s 没有填写，每一项都要填写") % {"numbers": "、".join(missing)}
        raise AnswersRefused({LIST: [sentence]})
    return {number: rows[number] for number in asked}
