"""The forms of P07 about the visit, the opinions and the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from engine import business_time, clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation.commands import onsite
from portal.evaluation.forms.common import Answers, application_of, files, record_decision, reference, star_name
from portal.evaluation.models import Decision, Discussion, OnsiteVisit, Opinion, PanelReport
from portal.evaluation.panel_texts import (
    check_rows,
    discussion_text,
    opinion_rows,
    opinions_text,
    score_text,
    signature_rows,
    visit_text,
)
from portal.evaluation.places import LEAD, OWN_SEAT
from portal.evaluation.results import sample_text
from portal.scheme import values

LATE_DAYS = 5  # working days to choose from where the days of the visit are over


@takes("visit_schedule", gives=["visit_at"], may_take=LEAD)
class ScheduleForm:
    def initial(self, task: UserTask) -> Answers:
        application = onsite.of_panel(task.inputs).application
        earliest, latest = _window(task)
        return {
            "enterprise_name": application.enterprise.name,
            "earliest": f"{earliest:%Y-%m-%d}",
            "latest": f"{latest:%Y-%m-%d}",
            "place": application.enterprise.production_address or application.enterprise.address,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        at = _moment(answers["visit_at"])
        earliest, latest = _window(task)
        if not earliest.date() <= clock.day_of(at) <= latest.date():
            words: dict[str, Any] = {"earliest": f"{earliest:%Y-%m-%d}", "latest": f"{latest:%Y-%m-%d}"}
            words |= {"notice": _notice_days(), "days": _visit_days()}
            sentence = _("须至少提前%(notice)s个工作日通知企业并在%(days)s个工作日内评价：%(earliest)s 至 %(latest)s")
            raise AnswersRefused({"visit_at": [sentence % words]})
        visit = onsite.schedule_visit(
            onsite.of_panel(task.inputs), at=at, place=answers["place"], note=answers.get("note") or ""
        )
        return {"visit_at": visit.scheduled_at.isoformat()}


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
        local = visit.scheduled_at.astimezone(clock.LOCAL_ZONE)
        shown: Answers = {
            "scheduled_text": f"{local:%Y-%m-%d %H:%M}",
            "scheduled_place": visit.place,
            "note_text": visit.note,
            "visited_place": visit.visited_place or visit.place,
            "photos": [reference(photo) for photo in visit.photos.all()],
            "visit_summary": visit.summary,
        }
        for item in visit.checklist.all():
            key = item.criterion.lower()
            shown |= {f"{key}_verdict": item.verdict, f"{key}_remark": item.remark}
        return shown

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        visit = onsite.of_panel(task.inputs).visit
        visited_at = _moment(answers["visited_at"])
        if visited_at > clock.now():
            raise AnswersRefused({"visited_at": [_("到场时间不能晚于现在")]})
        if _day(visited_at) < _day(visit.scheduled_at) and not answers.get("early_agreed"):
            sentence = _("早于通知企业的日期；经企业同意提前的，请勾选“企业同意提前评价”")
            raise AnswersRefused({"visited_at": [sentence]})
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
            items=[
                (c, answers[f"{c.lower()}_verdict"], answers.get(f"{c.lower()}_remark") or "")
                for c in onsite.checked_criteria(application_of(task).star)
            ],
            photos=files(answers["photos"]),
            by=user,
        )
        return {"visit_signed": answers["sign_off"] == OnsiteVisit.SignOff.SIGNED}


def _day(instant: datetime) -> Any:
    return clock.day_of(instant)


@takes("expert_opinion", gives=["opinion_id"], may_take=OWN_SEAT)
class OpinionForm:
    """Blind: shows the visit and the expert's own earlier words, never those of others."""

    def initial(self, task: UserTask) -> Answers:
        seat = onsite.seat_of(task.inputs)
        application = seat.panel.application
        shown: Answers = {
            "product_name": application.product.name,
            "star_name": star_name(application.star),
            "visit_text": visit_text(seat.panel),
            "checks": check_rows(seat.panel),
            "is_second_round": seat.panel.round > 1,
            "discussion_text": discussion_text(seat.panel),
        }
        own = seat.opinions.filter(task_id=task.pk).first() or seat.opinions.last()
        return shown | _answers_of(own) if own else shown

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        opinion = onsite.give_opinion(
            onsite.seat_of(task.inputs),
            scores={section: int(answers[f"score_{section}"]) for section in Opinion.Section.values},
            vetoes=sorted(answers.get("vetoes") or []),
            veto_reason=answers.get("veto_reason") or "",
            text=answers["opinion"],
            task_id=task.pk,
        )
        # The id only: what the case holds, others can see.
        return {"opinion_id": opinion.pk}


def _answers_of(opinion: Opinion) -> Answers:
    scores = {f"score_{section}": value for section, value in opinion.scores.items()}
    return scores | {
        "vetoes": opinion.vetoes,
        "veto_reason": opinion.veto_reason,
        "opinion": opinion.text,
    }


@takes("panel_discussion", gives=["outcome"], may_take=LEAD)
class DiscussionForm:
    option_names: ClassVar = dict(Discussion.Outcome.choices)

    def initial(self, task: UserTask) -> Answers:
        panel = onsite.of_panel(task.inputs)
        choices = [Discussion.Outcome.KEEP, *([Discussion.Outcome.RESCORE] if panel.round == 1 else [])]
        return {
            "score_text": score_text(task.inputs),
            "opinions": opinion_rows(panel),
            "opinions_text": opinions_text(panel),
            "choices": [{"value": choice.value, "label": str(choice.label)} for choice in choices],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        onsite.discuss(
            onsite.of_panel(task.inputs),
            outcome=answers["outcome"],
            veto_upheld=answers.get("veto_upheld") == "upheld",
            text=answers["opinion"],
            by=user,
            task_id=task.pk,
        )
        return {"outcome": answers["outcome"]}


@takes("panel_report", gives=["panel_report_id"], may_take=LEAD)
class ReportForm:
    def initial(self, task: UserTask) -> Answers:
        panel = onsite.of_panel(task.inputs)
        last = panel.reports.last()
        return _found(task) | {
            "summary": last.summary if last else "",
            "nonconformities": last.nonconformities if last else "",
            "objections_text": _objections(last) if last else "",
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report = onsite.write_report(
            onsite.of_panel(task.inputs),
            outcome=task.inputs["verdict"]["outcome"],
            mean=task.inputs["score"]["mean"],
            summary=answers["summary"],
            nonconformities=answers.get("nonconformities") or "",
            by=user,
            task_id=task.pk,
        )
        return {"panel_report_id": report.pk}


def _found(task: UserTask) -> Answers:
    """What every form about the report shows: visit, opinions, score."""
    panel = onsite.of_panel(task.inputs)
    return {
        "visit_text": visit_text(panel),
        "checks": check_rows(panel),
        "opinions": opinion_rows(panel),
        "opinions_text": opinions_text(panel),
        "score_text": score_text(task.inputs),
        "discussion_text": discussion_text(panel),
    }


def _objections(report: PanelReport) -> str:
    """Why it came back: the evaluator's words, or the experts' dissent."""
    dissents = [
        f"{signature.seat.expert}：{signature.dissent}"
        for signature in report.countersignatures.filter(agrees=False).select_related("seat__expert__user")
    ]
    return "\n\n".join(filter(None, [report.opinion, report.guidance, *dissents]))


@takes("panel_countersign", gives=["outcome"], may_take=OWN_SEAT)
class CountersignForm:
    def initial(self, task: UserTask) -> Answers:
        report = _report(task)
        return _found(task) | {
            "report_text": report.summary,
            "nonconformities_text": report.nonconformities,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        agrees = answers["outcome"] == "agree"
        onsite.countersign(
            _report(task),
            seat=onsite.seat_of(task.inputs),
            agrees=agrees,
            dissent="" if agrees else answers["opinion"],
            task_id=task.pk,
        )
        return {"outcome": answers["outcome"]}


@takes("panel_acceptance", gives=["outcome"])
class AcceptanceForm:
    """The evaluator checks form and completeness; scores and conclusion are the panel's."""

    def initial(self, task: UserTask) -> Answers:
        report = _report(task)
        return _found(task) | {
            "report_text": report.summary,
            "nonconformities_text": report.nonconformities,
            "signatures": signature_rows(report),
            "sample_text": sample_text(application_of(task)),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report, outcome = _report(task), answers["outcome"]
        onsite.review_report(
            report,
            outcome=outcome,
            opinion=answers.get("opinion") or answers.get("remark") or "",
            guidance=answers.get("guidance") or "",
        )
        if outcome != PanelReport.Review.RETURN:
            result = Decision.Outcome.CORRECT if outcome == PanelReport.Review.CORRECT else report.outcome
            record_decision(task, stage=Decision.Stage.EVALUATION, answers=answers, by=user, outcome=str(result))
        return {"outcome": outcome}


def _report(task: UserTask) -> PanelReport:
    return PanelReport.objects.select_related("panel").get(pk=task.inputs["panel_report_id"])
