"""The forms of P06."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import agencies
from portal.evaluation.commands import samples, third_party
from portal.evaluation.forms.common import Answers, application_of, files, record_decision, reference, star_name
from portal.evaluation.models import AgencyReport, Criterion, Decision, Report, ThirdPartyOrder
from portal.evaluation.places import COMMISSIONED
from portal.evaluation.results import sample_text

Review = AgencyReport.Review


@takes("agency_shortage", gives=[])
class ShortageForm:
    """Nobody is left to commission; after the list has grown, the search is done again."""

    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        tried = application.orders.select_related("agency")
        lines = [f"- {order.agency}：{order.get_status_display()}" for order in tried]
        return {
            "category": application.product.get_category_display(),
            "tried_text": "\n".join(lines) or _("尚未委托过机构"),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        return {}


@takes("agency_selection", gives=["agency_id"])
class SelectionForm:
    """Those found eligible a moment ago; whoever has become barred since is refused by name."""

    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        found = agencies.eligible(application, on=clock.today())
        return {
            "category": application.product.get_category_display(),
            "choices": [{"value": agency.pk, "label": f"{agency}（CMA {agency.cma_number}）"} for agency in found],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        return {"agency_id": int(answers["agency_id"])}


@takes("agency_answer", gives=["outcome", "sample_received"], may_take=COMMISSIONED)
class AnswerForm:
    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        return {
            "enterprise_name": application.enterprise.name,
            "uscc": application.enterprise.uscc,
            "product_name": application.product.name,
            "star_name": star_name(application.star),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        order = third_party.of_order(task.inputs)
        if answers["outcome"] == "accept":
            third_party.accept_order(order, statement=answers["conflict_statement"], by=user)
        else:
            third_party.refuse_order(order, reason=answers["opinion"], by=user)
        return {"outcome": answers["outcome"], "sample_received": not samples.is_on_its_way(order.application)}


@takes("third_party_report", gives=["agency_report_id"], may_take=COMMISSIONED)
class ReportForm:
    def initial(self, task: UserTask) -> Answers:
        order = third_party.of_order(task.inputs)
        last = order.reports.last()
        shown: Answers = {
            "star_name": star_name(order.application.star),
            "product_name": order.application.product.name,
            "guidance": "",
        }
        return shown | _answers_of(last) if last else shown

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        unmet = [c for c in third_party.CRITERIA if answers[f"{c.lower()}_verdict"] != "met"]
        if answers["conclusion"] == AgencyReport.Conclusion.PASS and unmet:
            sentence = _("%(criteria)s 未判定为符合，评价结论不能为“符合”") % {"criteria": "、".join(unmet)}
            raise AnswersRefused({"conclusion": [sentence]})
        report = third_party.submit_report(
            third_party.of_order(task.inputs),
            fields={
                "conclusion": answers["conclusion"],
                "score": Decimal(str(answers["score"])),
                "summary": answers["summary"],
                "file": files(answers["report"])[0],
            },
            findings=[
                (c, answers[f"{c.lower()}_verdict"], answers.get(f"{c.lower()}_remark") or "")
                for c in third_party.CRITERIA
            ],
            attachments=files(answers.get("attachments")),
            by=user,
            task_id=task.pk,
        )
        return {"agency_report_id": report.pk}


def _answers_of(report: AgencyReport) -> Answers:
    """The last version, and what the evaluator objected to."""
    answers: Answers = {
        "conclusion": report.conclusion,
        "score": float(report.score),
        "summary": report.summary,
        "report": [reference(report.file)],
        "attachments": [reference(file) for file in report.attachments.all()],
        "guidance": "\n\n".join(filter(None, [report.opinion, report.guidance])),
    }
    for finding in report.findings.all():
        key = finding.criterion.lower()
        answers |= {f"{key}_verdict": finding.verdict, f"{key}_remark": finding.remark}
    return answers


@takes("third_party_adoption", gives=["outcome"])
class AdoptionForm:
    """The evaluator, not the agency, answers for the result."""

    def initial(self, task: UserTask) -> Answers:
        report = _report(task)
        order: ThirdPartyOrder = report.order
        return {
            "agency_name": order.agency.name,
            "conclusion_text": str(report.get_conclusion_display()),
            "score_text": f"{report.score:.2f}",
            "summary_text": report.summary,
            "statement_text": order.conflict_statement,
            "report_text": _links(report),
            "findings": [
                {
                    "name": f"{finding.criterion} {Criterion(finding.criterion).label}",
                    "verdict": str(finding.get_verdict_display()),
                    "remark": finding.remark,
                }
                for finding in report.findings.all()
            ],
            "sample_text": sample_text(order.application),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report, outcome = _report(task), answers["outcome"]
        passes = report.conclusion == AgencyReport.Conclusion.PASS
        if outcome == Review.ADOPT and passes and task.inputs["sample_outcome"] == "fail":
            raise AnswersRefused({"outcome": [_("样品不合格，不能采信“符合”的结论；请退回修改或不采信")]})
        third_party.review_report(
            report,
            outcome=outcome,
            opinion=answers.get("opinion") or answers.get("remark") or "",
            guidance=answers.get("guidance") or "",
            by=user,
        )
        if outcome == Review.ADOPT:
            result = Report.Outcome.PASS if passes else Report.Outcome.FAIL
            record_decision(task, stage=Decision.Stage.EVALUATION, answers=answers, by=user, outcome=result.value)
        return {"outcome": outcome}


def _report(task: UserTask) -> AgencyReport:
    reports = AgencyReport.objects.select_related("order__agency", "order__application")
    return reports.get(pk=task.inputs["agency_report_id"])


def _links(report: AgencyReport) -> str:
    """Markdown: the report and its attachments to click on."""
    found = [report.file, *report.attachments.all()]
    return "\n".join(f"- [{file.name}](/files/{file.pk}/)" for file in found)
