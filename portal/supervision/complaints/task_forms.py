"""The forms of P11, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from documents.errors import NumberInvalid
from documents.models import StoredFile
from documents.numbers import validate_certificate_number
from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.registry.membership import is_bound
from portal.supervision.complaints.commands import authorisation_of
from portal.supervision.models import Case, Report, ReportStep

Answers = dict[str, Any]
Stage, Outcome = ReportStep.Stage, ReportStep.Outcome

# What a case is opened for, as far as a kind of complaint says it; the officer chooses.
_TRIGGERS = {
    Report.Kind.QUALITY: Case.Trigger.QUALITY_RISK,
    Report.Kind.COUNTERFEIT: Case.Trigger.MISUSE,
    Report.Kind.LABEL: Case.Trigger.MISUSE,
}
_OF_COMPLAINTS = (
    Case.Trigger.QUALITY_RISK,
    Case.Trigger.SAFETY_LIMIT,
    Case.Trigger.MISUSE,
    Case.Trigger.REFUSED_CHECK,
    Case.Trigger.FRAUD,
)


@takes("complaint_triage", gives=["outcome", "product_id", "enterprise_id"])
class Triage:
    """不予受理, 受理 or 紧急, with the grade, and the product where the reporter could not name it."""

    def initial(self, task: UserTask) -> Answers:
        report = report_of(task)
        suggestion = task.inputs.get("suggestion") or {}
        return {
            **reported(report),
            "known": report.product is not None,
            "suggestion_text": _suggested(suggestion),
            "grade": suggestion.get("grade"),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report, outcome = report_of(task), answers["outcome"]
        if outcome != Outcome.REJECT:
            _identify(report, answers.get("certificate_number") or "", by=user)
            report.grade, report.matter = answers["grade"], answers["matter"]
        if outcome == Outcome.URGENT:
            if authorisation_of(report) is None:
                raise AnswersRefused({"outcome": [_("产品没有生效的授权，不能先行红色警示；请按受理处理")]})
            report.is_urgent, report.public_reason = True, answers["public_reason"]
            report.trigger = Case.Trigger.QUALITY_RISK
        if outcome == Outcome.REJECT:
            report.reply = answers["opinion"]
        report.save()
        note(task, stage=Stage.TRIAGE, outcome=outcome, text=answers.get("opinion") or report.matter, by=user)
        enterprise = report.product.enterprise_id if report.product else None
        return {"outcome": outcome, "product_id": report.product_id, "enterprise_id": enterprise}


def _suggested(suggestion: Answers) -> str:
    if "grade" not in suggestion:
        return ""
    text = str(Report.Grade(suggestion["grade"]).label)
    return _("%(grade)s，按紧急情形处理") % {"grade": text} if suggestion.get("urgent") else text


def _identify(report: Report, number: str, *, by: User) -> None:
    """The product that was found out, by its certificate."""
    if report.product is not None or not number.strip():
        return
    try:
        authorisation = Authorisation.objects.published().filter(number=validate_certificate_number(number)).first()
    except NumberInvalid as invalid:
        raise AnswersRefused({"certificate_number": [str(invalid)]}) from None
    if authorisation is None:
        raise AnswersRefused({"certificate_number": [_("没有这个编号的证书，请核对")]})
    if is_bound(by, authorisation.product.enterprise_id):
        raise AnswersRefused({"certificate_number": [_("不能办理对本人所在企业的投诉，请退回由其他合规专员办理")]})
    report.product = authorisation.product


@takes("complaint_explanation", gives=[])
class Explanation:
    """What the enterprise says to the matter; nothing of the report itself is shown."""

    def initial(self, task: UserTask) -> Answers:
        report = report_of(task)
        claim = ""
        if report.claim:
            amount = _("%(amount)s元") % {"amount": report.claim_amount} if report.claim_amount else _("金额未写明")
            claim = _("**赔付请求** %(claim)s，%(amount)s") % {"claim": report.get_claim_display(), "amount": amount}
        return {"subject": report.subject, "number": report.number, "matter": report.matter, "claim_text": claim}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        note(
            task, stage=Stage.EXPLANATION, outcome=Outcome.GIVEN, text=answers["explanation"], answers=answers, by=user
        )
        return {}


@takes("complaint_arrangement", gives=["outcome"])
class Arrangement:
    """直接认定, 送样复检 or 现场核查."""

    def initial(self, task: UserTask) -> Answers:
        return {**looked_into(report_of(task)), "unexplained": task.inputs.get("explained") is False}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        outcome, text = answers["outcome"], answers.get("opinion") or ""
        note(task, stage=Stage.ARRANGEMENT, outcome=outcome, text=text, by=user)
        return {"outcome": outcome}


@takes("complaint_check", gives=[])
class Check:
    def initial(self, task: UserTask) -> Answers:
        return looked_into(report_of(task))

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        note(task, stage=Stage.CHECK, outcome=answers["outcome"], text=answers["opinion"], answers=answers, by=user)
        return {}


@takes("complaint_finding", gives=["outcome", "penalty"])
class Finding:
    """属实, 部分属实, 不属实 or 无法查实; once more time. What is substantiated goes to P12 where it still can."""

    def initial(self, task: UserTask) -> Answers:
        report = report_of(task)
        triggers = _triggers(report)
        return {
            **reported(report),
            **looked_into(report),
            "unexplained": task.inputs.get("explained") is False,
            "choices": [
                {"value": value, "label": str(label)} for value, label in (*Report.Finding.choices, *_extension(report))
            ],
            "triggers": triggers,
            "trigger": _TRIGGERS.get(Report.Kind(report.kind)) if triggers else None,
            "public_reason": report.public_reason,
            "grade": report.grade,
            "claims": bool(report.claim),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        report, outcome = report_of(task), answers["outcome"]
        note(task, stage=Stage.FINDING, outcome=outcome, text=answers["opinion"], by=user)
        if outcome == Outcome.EXTEND:
            if report.extended:
                raise AnswersRefused({"outcome": [_("认定期限只能延长一次")]})
            return {"outcome": outcome, "penalty": False}
        report.finding, report.found_at, report.reply = outcome, clock.now(), answers["reply"]
        report.claim_result = answers.get("claim_result") or ""
        is_substantiated = outcome in Report.SUBSTANTIATED
        if is_substantiated:
            report.grade = answers["grade"]
        penalty = is_substantiated and bool(_triggers(report))
        if penalty:
            report.trigger, report.public_reason = answers["trigger"], answers["public_reason"]
        report.save()
        return {"outcome": outcome, "penalty": penalty}


def _extension(report: Report) -> list[tuple[str, Any]]:
    return [] if report.extended else [(Outcome.EXTEND.value, Outcome.EXTEND.label)]


def _triggers(report: Report) -> list[dict[str, str]]:
    """What a case can be opened for; nothing where there is no authorisation, or the case is running already. What is
    objected to an evaluation goes back to it, and to no penalty by itself."""
    if report.publicity_id is not None:
        return []
    running = report.case is not None and report.case.closed_at is None
    if running or authorisation_of(report) is None:
        return []
    return [{"value": trigger.value, "label": str(trigger.label)} for trigger in _OF_COMPLAINTS]


def report_of(task: UserTask) -> Report:
    return Report.objects.select_related("product__enterprise", "case", "publicity").get(pk=task.inputs["complaint_id"])


def reported(report: Report) -> Answers:
    """The report itself: for compliance alone."""
    shown = report.publicity
    more = [
        _("**公示** %(number)s，拟评定%(star)s") % {"number": shown.number, "star": shown.get_star_display()}
        if shown
        else "",
        _("**扫到的编码** %(code)s") % {"code": report.code} if report.code else "",
        _("**购买渠道** %(where)s") % {"where": report.bought_at} if report.bought_at else "",
        _("**有人因此受伤或身体不适**") if report.harm else "",
        _("**赔付请求** %(claim)s %(amount)s")
        % {"claim": report.get_claim_display(), "amount": report.claim_amount or ""}
        if report.claim
        else "",
        _("**匿名线索**：无法核实身份，也无法主动答复") if report.is_lead else "",
    ]
    return {
        "subject": report.subject,
        "source_text": report.get_source_display(),
        "kind_text": report.get_kind_display(),
        "received_on": clock.day_text(report.received_at),
        "description": report.description,
        "more": "\n\n".join(line for line in more if line),
    }


def looked_into(report: Report) -> Answers:
    """What was said and found so far; without the reporter's words."""
    explained, arranged, checked = (
        _last(report, stage) for stage in (Stage.EXPLANATION, Stage.ARRANGEMENT, Stage.CHECK)
    )
    return {
        "subject": report.subject,
        "number": report.number,
        "grade_text": report.get_grade_display(),
        "matter": report.matter,
        "explained_on": clock.day_text(explained.at) if explained else "",
        "explanation": explained.text if explained else "",
        "check_text": arranged.get_outcome_display() if arranged else "",
        "demand": arranged.text if arranged else "",
        "check_outcome": checked.get_outcome_display() if checked else "",
        "check_result": checked.text if checked else "",
    }


def _last(report: Report, stage: str) -> ReportStep | None:
    return report.steps.filter(stage=stage).last()


def note(
    task: UserTask, *, stage: str, outcome: str, text: str, by: User, answers: Answers | None = None
) -> ReportStep:
    """The row of a step, with the files that came with the answers."""
    step = ReportStep.objects.create(
        report_id=task.inputs["complaint_id"], stage=stage, outcome=outcome, text=text, by=by, task_id=task.pk
    )
    ids = [reference["id"] for reference in (answers or {}).get("files") or ()]
    step.files.set(StoredFile.objects.filter(pk__in=ids))
    return step
