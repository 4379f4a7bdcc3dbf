"""The forms of P07 about the opinions and the report."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import correction_texts
from portal.evaluation.commands import onsite
from portal.evaluation.forms.common import Answers, application_of, record_decision, star_name
from portal.evaluation.models import Decision, Discussion, Opinion, PanelReport
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
            "findings": correction_texts.rows(seat.panel),
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
        "findings": correction_texts.rows(panel),
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
