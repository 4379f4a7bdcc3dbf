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

# A property of a task: its diagram knows 继续整改; those of earlier versions would take it for 升级.
MAY_CONTINUE = "mayContinue"

RUNGS = {
    "yellow": gettext_lazy("黄色警示"),
    "red": gettext_lazy("红色警示"),
    "red_at_once": gettext_lazy("先行红色警示"),
    "severe": gettext_lazy("提请暂停或撤销"),
}


@takes("penalty_decision", gives=["outcome"])
class Decision:
    """黄色警示, 红色警示, 不予警示 or 提请暂停或撤销; another rung than the table suggests needs a reason."""

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
    """Of cases that began before suspension and revocation had their processes."""

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        return {**facts(case), **words(case, level=Warning.Level.RED)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        decide(task, stage=Stage.MANUAL, answers=answers, by=user)
        return {"outcome": answers["outcome"]}


@takes("rectification_report", gives=[])
class Report:
    """整改报告 of the enterprise, or its request for more time; nothing of the reporter is shown."""

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        warning = _warning(case)
        verified = case.decisions.filter(stage=Stage.VERIFICATION).last()
        return {
            "product_name": case.product.name,
            "issued_on": clock.day_text(warning.issued_at),
            "level_text": warning.get_level_display(),
            "reason": warning.reason,
            "demands": _list(notices.demands_of(case, warning.level)),
            "cure_by": clock.day_text(warning.cure_by),
            "opinion_text": verified.opinion if verified else "",
            "choices": _to_hand_in(warning),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        """A case that began before more time could be asked for has no such answer."""
        case = case_of(task)
        warning = _warning(case)
        asks = answers.get("outcome") == Outcome.EXTEND
        if asks and warning.extended:
            raise AnswersRefused({"outcome": [_("整改期限只能延长一次")]})
        row = Rectification.objects.create(
            case=case,
            level=warning.level,
            asks_for_time=asks,
            cause=answers["reason"] if asks else answers["cause"],
            measures="" if asks else answers["measures"],
            given_by=user,
            task_id=task.pk,
        )
        ids = [reference["id"] for reference in answers.get("files") or ()]
        row.files.set(StoredFile.objects.filter(pk__in=ids))
        return {}


@takes("rectification_verify", gives=["outcome"])
class Verification:
    """解除, 延期 (once for each warning), 继续整改 or 升级."""

    option_names: ClassVar = {
        "lift": gettext_lazy("解除警示"),
        "extend": gettext_lazy("延期一次"),
        "continue": gettext_lazy("在期限内继续整改"),
        "escalate": gettext_lazy("升级处理"),
    }

    def initial(self, task: UserTask) -> Answers:
        case = case_of(task)
        warning = _warning(case)
        rows = case.rectifications.filter(level=warning.level, given_at__gte=warning.issued_at)
        given, last = rows.filter(asks_for_time=False).last(), rows.last()
        asked = last if last is not None and last.asks_for_time else None
        return {
            **facts(case),
            "overdue": bool(task.inputs.get("overdue")),
            "given_on": clock.day_text(given.given_at) if given else "",
            "cause": given.cause if given else "",
            "measures": given.measures if given else "",
            "asked_on": clock.day_text(asked.given_at) if asked else "",
            "asked_reason": asked.cause if asked else "",
            "choices": _choices(warning, can_continue=MAY_CONTINUE in task.properties),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        outcome = answers["outcome"]
        if outcome == Outcome.EXTEND and _warning(case_of(task)).extended:
            raise AnswersRefused({"outcome": [_("整改期限只能延长一次")]})
        decide(task, stage=Stage.VERIFICATION, answers=answers, by=user)
        return {"outcome": outcome}


def _to_hand_in(warning: Warning) -> list[dict[str, str]]:
    choices = [("report", _("提交整改报告")), *([] if warning.extended else [("extend", _("申请延期"))])]
    return [{"value": value, "label": label} for value, label in choices]


def _choices(warning: Warning, *, can_continue: bool) -> list[dict[str, str]]:
    is_suspended = warning.level == Warning.Level.SUSPENDED
    choices = [(Outcome.LIFT, _("恢复授权") if is_suspended else _("解除警示"))]
    if not warning.extended:
        choices.append((Outcome.EXTEND, _("延期一次")))
    if can_continue and warning.cure_by and warning.cure_by > clock.now():
        choices.append((Outcome.CONTINUE, _("在期限内继续整改")))
    choices.append((Outcome.ESCALATE, _("升级处理")))
    return [{"value": value.value, "label": label} for value, label in choices]


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


def decide(task: UserTask, *, stage: str, answers: Answers, by: User, months: int | None = None) -> CaseDecision:
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
        months=months,
        officer=by,
        task_id=task.pk,
    )


def _warning(case: Case) -> Warning:
    """The one in force; a case has one at a time."""
    return case.warnings.open().latest("issued_at")


def _list(lines: list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)
