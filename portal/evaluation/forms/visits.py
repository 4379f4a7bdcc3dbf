"""The forms of P07 about the visit: when it is, and what the lead records of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from engine import business_time, clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation.commands import corrections, onsite
from portal.evaluation.forms.common import Answers, application_of, files, reference
from portal.evaluation.models import CheckRecord, Criterion, OnsiteVisit
from portal.evaluation.places import LEAD
from portal.scheme import values

Verdicts = CheckRecord.Verdict
LATE_DAYS = 5  # working days to choose from where the days of the visit are over


@takes("visit_schedule", gives=["visit_at"], may_take=LEAD)
class ScheduleForm:
    def initial(self, task: UserTask) -> Answers:
        return choice_of_days(task)

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        visit = onsite.schedule_visit(
            onsite.of_panel(task.inputs),
            at=chosen_day(task, answers, "visit_at"),
            place=answers["place"],
            note=answers.get("note") or "",
        )
        return {"visit_at": visit.scheduled_at.isoformat()}


def choice_of_days(task: UserTask) -> Answers:
    """Of a visit, or of one more."""
    enterprise = onsite.of_panel(task.inputs).application.enterprise
    earliest, latest = _window(task)
    return {
        "enterprise_name": enterprise.name,
        "earliest": f"{earliest:%Y-%m-%d}",
        "latest": f"{latest:%Y-%m-%d}",
        "place": enterprise.production_address or enterprise.address,
    }


def chosen_day(task: UserTask, answers: Answers, key: str) -> datetime:
    at = _moment(answers[key])
    earliest, latest = _window(task)
    if not earliest.date() <= clock.day_of(at) <= latest.date():
        words: dict[str, Any] = {"earliest": f"{earliest:%Y-%m-%d}", "latest": f"{latest:%Y-%m-%d}"}
        words |= {"notice": _notice_days(), "days": _visit_days()}
        sentence = _("须至少提前%(notice)s个工作日通知企业并在%(days)s个工作日内评价：%(earliest)s 至 %(latest)s")
        raise AnswersRefused({key: [sentence % words]})
    return at


def _window(task: UserTask) -> tuple[datetime, datetime]:
    """The first and the last day of the visit. A lead who let the days pass still gets a week to choose from."""
    now, notice = clock.now(), _notice_days()
    latest = business_time.add_working_days(task.created_at, _visit_days())
    return (
        business_time.add_working_days(now, notice),
        max(latest, business_time.add_working_days(now, notice + LATE_DAYS)),
    )


def _notice_days() -> int:
    return values.whole("OTOP_VISIT_NOTICE_DAYS")


def _visit_days() -> int:
    return values.whole("OTOP_VISIT_DAYS")


def _moment(text: str) -> datetime:
    """What a date-and-time field gives; without a zone it is meant in Shanghai."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=clock.LOCAL_ZONE)


@takes("onsite_record", gives=["visit_signed"], may_take=LEAD)
class RecordForm:
    def initial(self, task: UserTask) -> Answers:
        visit = onsite.of_panel(task.inputs).visit
        shown = appointment(visit.scheduled_at, visit.place) | {
            "note_text": visit.note,
            "visited_place": visit.visited_place or visit.place,
            "photos": [reference(photo) for photo in visit.photos.all()],
            "visit_summary": visit.summary,
            "criteria_choices": [
                {"value": criterion, "label": str(Criterion(criterion).label)}
                for criterion in onsite.checked_criteria(application_of(task).star)
            ],
        }
        for item in visit.checklist.all():
            key = item.criterion.lower()
            shown |= {f"{key}_verdict": item.verdict, f"{key}_remark": item.remark}
        return shown

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        visit = onsite.of_panel(task.inputs).visit
        visited_at = time_of_arrival(answers, visit.scheduled_at)
        items = [
            (c, answers[f"{c.lower()}_verdict"], answers.get(f"{c.lower()}_remark") or "")
            for c in onsite.checked_criteria(application_of(task).star)
        ]
        found = _nonconformities(answers, dict(item[:2] for item in items))
        onsite.record_visit(
            visit,
            fields={
                "visited_at": visited_at,
                "visited_place": answers["visited_place"],
                "summary": answers["visit_summary"],
                "sign_off": answers["sign_off"],
                "signed_by": answers.get("signed_by") or "",
                "refusal": answers.get("sign_refusal") or "",
            },
            items=items,
            photos=files(answers["photos"]),
            by=user,
        )
        corrections.record(visit, found)
        return {"visit_signed": answers["sign_off"] == OnsiteVisit.SignOff.SIGNED}


def _nonconformities(answers: Answers, verdicts: dict[str, str]) -> list[corrections.Found]:
    """What does not conform is listed, and nothing else. The form of cases that began before has no list."""
    if "nonconformities" not in answers:
        return []
    found = [(row["criterion"], row["grade"], row["description"]) for row in answers["nonconformities"] or []]
    listed = {criterion for criterion, _grade, _text in found}
    if met := [criterion for criterion in verdicts if criterion in listed and verdicts[criterion] == Verdicts.MET]:
        sentence = _("%(names)s 的核验结果是“符合”，不能同时列为不符合项") % {"names": _joined(met)}
        raise AnswersRefused({"nonconformities": [sentence]})
    unmet = [criterion for criterion, verdict in verdicts.items() if verdict == Verdicts.UNMET]
    if missing := [criterion for criterion in unmet if criterion not in listed]:
        sentence = _("%(names)s 的核验结果是“不符合”，请在不符合项中写明事实和程度") % {"names": _joined(missing)}
        raise AnswersRefused({"nonconformities": [sentence]})
    return found


def _joined(names: Iterable[str]) -> str:
    return "、".join(names)


def appointment(at: datetime, place: str) -> Answers:
    """When and where it was to be."""
    local = at.astimezone(clock.LOCAL_ZONE)
    return {"scheduled_text": f"{local:%Y-%m-%d %H:%M}", "scheduled_place": place}


def time_of_arrival(answers: Answers, scheduled_at: datetime) -> datetime:
    """Not in the future, and not before the day that the enterprise was told unless it agrees."""
    visited_at = _moment(answers["visited_at"])
    if visited_at > clock.now():
        raise AnswersRefused({"visited_at": [_("到场时间不能晚于现在")]})
    if clock.day_of(visited_at) < clock.day_of(scheduled_at) and not answers.get("early_agreed"):
        sentence = _("早于通知企业的日期；经企业同意提前的，请勾选“企业同意提前评价”")
        raise AnswersRefused({"visited_at": [sentence]})
    return visited_at
