"""The forms of P12, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import StoredFile
from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.supervision import notices
from portal.supervision.models import Case, CaseDecision, Rectification, Warning

Answers = dict[str, Any]
Stage, Outcome = CaseDecision.Stage, CaseDecision.Outcome

RUNGS = {
    "yellow": gettext_lazy("黄色警示"),
    "red": gettext_lazy("红色警示"),
    "red_at_once": gettext_lazy("先行红色警示"),
    "higher": gettext_lazy("高于红色的级别"),
}


@takes("penalty_decision", gives=["outcome"])
class Decision:
    """黄色警示, 红色警示 or 不予警示; another rung than the table suggests needs a reason."""

    def initial(self, task: UserTask) -> Answers:
        case, rung = case_of(task), str(task.inputs.get("rung"))
        return {
            **facts(case),
            **words(case, level=rung),
            "rung": rung,
            "rung_text": str(RUNGS.get(rung, "")),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        directed = case_of(task).directed
        if directed and answers["outcome"] != directed:
            raise AnswersRefused({"outcome": [_("申诉处理决定已指定处置，请照此执行")]})
        decide(task, stage=Stage.DECISION, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("penalty_confirm", gives=["outcome"])
class Confirmation:
    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        return {**facts(case), **words(case, level=Warning.Level.RED)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=Stage.CONFIRMATION, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("penalty_manual", gives=["outcome"])
class Manual:
    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        return {**facts(case), **words(case, level=Warning.Level.RED)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=Stage.MANUAL, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("rectification_report", gives=[])
class Report:
    """整改报告 of the enterprise; nothing of the reporter is shown."""

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        warning = _warning(case)
        verified = case.decisions.filter(stage=Stage.VERIFICATION).last()
        return {
            "product_name": case.product.name,
            "issued_on": _day(warning.issued_at),
            "level_text": warning.get_level_display(),
            "reason": warning.reason,
            "demands": _list(notices.demands_of(case, warning.level)),
            "cure_by": _day(warning.cure_by),
            "opinion_text": verified.opinion if verified else "",
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        case = case_of(task)
        row = Rectification.objects.create(
            case=case,
            level=_warning(case).level,
            cause=answers["cause"],
            measures=answers["measures"],
            given_by=user,
            task_id=task.pk,
        )
        ids = [reference["id"] for reference in answers.get("files") or ()]
        row.files.set(StoredFile.objects.filter(pk__in=ids))
        return {}


@takes("rectification_verify", gives=["outcome"])
class Verification:
    """解除, 延期 (once for each warning) or 升级."""

    option_names: ClassVar = {
        "lift": gettext_lazy("解除警示"),
        "extend": gettext_lazy("延期一次"),
        "escalate": gettext_lazy("升级处理"),
    }

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        warning = _warning(case)
        given = case.rectifications.filter(level=warning.level, given_at__gte=warning.issued_at).last()
        return {
            **facts(case),
            "overdue": bool(task.inputs.get("overdue")),
            "given_on": _day(given.given_at) if given else "",
            "cause": given.cause if given else "",
            "measures": given.measures if given else "",
            "choices": _choices(warning),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        outcome = answers["outcome"]
        if outcome == Outcome.EXTEND and _warning(case_of(task)).extended:
            raise AnswersRefused({"outcome": [_("整改期限只能延长一次")]})
        decide(task, stage=Stage.VERIFICATION, answers=answers, by=user)
        return {"outcome": outcome}


def _choices(warning: Warning) -> list[dict[str, str]]:
    next_rung = _("升级为红色警示") if warning.level == Warning.Level.YELLOW else _("升级，转人工处理")
    choices = [(Outcome.LIFT.value, _("解除警示")), (Outcome.ESCALATE.value, next_rung)]
    if not warning.extended:
        choices.insert(1, (Outcome.EXTEND.value, _("延期一次")))
    return [{"value": value, "label": label} for value, label in choices]


def case_of(task: UserTask) -> Case:
    return Case.objects.select_related("authorisation__product__enterprise").get(pk=task.inputs["case_id"])


def facts(case: Case) -> Answers:
    """What every officer of the case reads first."""
    return {
        "product_name": case.product.name,
        "number": case.authorisation.number,
        "star_text": case.authorisation.star_name,
        "trigger_text": case.get_trigger_display(),
        "severity_text": case.get_severity_display(),
        "repeats": case.repeats,
        "facts": case.facts,
    }


def words(case: Case, *, level: str) -> Answers:
    """What goes to the scan page and into the notice, to begin with."""
    red = level != Warning.Level.YELLOW
    return {
        "public_reason": case.public_reason,
        "basis": notices.basis_of(case),
        "demands": "\n".join(notices.demands_of(case, Warning.Level.RED if red else Warning.Level.YELLOW)),
    }


def decide(task: UserTask, *, stage: str, answers: Answers, by: User) -> CaseDecision:
    """The row of an officer's form; a new public reason goes to the case."""
    case = case_of(task)
    if reason := answers.get("public_reason"):
        case.public_reason = reason
        case.save(update_fields=["public_reason"])
    return CaseDecision.objects.create(
        case=case,
        stage=stage,
        outcome=answers["outcome"],
        opinion=answers.get("opinion") or "",
        basis=answers.get("basis") or "",
        demands=answers.get("demands") or "",
        officer=by,
        task_id=task.pk,
    )


def _warning(case: Case) -> Warning:
    """The one in force; a case has one at a time."""
    return case.warnings.open().latest("issued_at")


def _day(moment: Any) -> str:
    return clock.day_of(moment).isoformat() if moment else ""


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
