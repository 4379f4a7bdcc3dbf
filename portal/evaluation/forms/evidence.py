"""The evidence form: asked for at first, and again in each 补正."""

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
from portal.evaluation.commands.applications import change_star
from portal.evaluation.commands.evidence import store_evidence
from portal.evaluation.criteria import clean_months, requirements
from portal.evaluation.forms.common import (
    Answers,
    Reference,
    application_of,
    files,
    gap_rows,
    reference,
    star_name,
)
from portal.evaluation.models import Application, Criterion, Decision, Evidence, Link
from portal.registry.accepting import accept
from portal.scheme.regulations import RULES

# Criterion → the key of its file picker. K2 has one for each link.
_FILES = {"K1": "k1_files", "K3": "k3_files", "K5": "k5_files", "K6": "k6_files", "K7": "k7_files"}
_LEVELS = {"K5": "k5_level", "K6": "k6_level"}


@takes("star_evidence", gives=[])
class EvidenceForm:
    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        evidence = list(application.evidence.select_related("file"))
        return (
            self._shown(application, task)
            | (_answers_of(evidence) if evidence else _first_answers(application))
            | {"accept_sample": bool(evidence), "accept_onsite": application.onsite_accepted}
        )

    def _shown(self, application: Application, task: UserTask) -> Answers:
        return {
            "product_name": application.product.name,
            "star": application.star,
            "star_name": star_name(application.star),
            "clean_months": clean_months(application.enterprise, on=clock.today()),
            "guidance": _objections(application),
            "difference": _difference(application),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        application = application_of(task)
        store_evidence(
            application,
            rows=_rows_of(answers),
            onsite_accepted=bool(answers.get("accept_onsite")),
            by=user,
        )
        accept(application.enterprise, RULES, subject=application.number, by=user)
        return {}


def _objections(application: Application) -> str:
    """Why the evidence came back, while it is to be corrected."""
    if application.status != Application.Status.CORRECTION:
        return ""
    decision = application.decisions.filter(outcome=Decision.Outcome.CORRECT).last()
    return "\n\n".join(filter(None, [decision.opinion, decision.guidance])) if decision else ""


def _first_answers(application: Application) -> Answers:
    """What the platform knows already need not be given again: its own records, and what a star was awarded for."""
    enterprise, product = application.enterprise, application.product
    former = _former(application)
    awarded = list(former.evidence.select_related("file")) if former else []
    return (_answers_of(awarded) if awarded else {}) | {
        "k1_files": [reference(enterprise.licence)] if enterprise.licence else [],
        "k5_level": product.trace_level,
        "k5_note": product.trace_note,
    }


def _former(application: Application) -> Application | None:
    """The application that the star in force was awarded for."""
    if application.kind == Application.Kind.FIRST:
        return None
    passed = Application.objects.filter(product=application.product_id, status=Application.Status.PASSED)
    return passed.exclude(pk=application.pk).order_by("-decided_at").first()


def _difference(application: Application) -> str:
    """What the wanted star asks for beyond the one that is held; the rest was shown before."""
    former = _former(application)
    if former is None:
        return ""
    if application.kind == Application.Kind.RENEWAL:
        return _("**续展**：上次的材料已经填入，请核对是否仍然有效，更换过期的材料。")
    held, star = former.awarded_star or former.star, application.star
    rising = [
        f"- {Criterion(criterion).label}{_('：')}{levels[star - 1]}"
        for criterion, levels in requirements().items()
        if levels[star - 1] != levels[held - 1]
    ]
    words = {"held": star_name(held), "star": star_name(star)}
    told = _("**升级：%(held)s到%(star)s**，只须补充下列各项；其余材料已经填入，请核对是否仍然有效。") % words
    return told + "\n\n" + "\n".join(rising)


def _answers_of(evidence: list[Evidence]) -> Answers:
    answers: Answers = {}
    for criterion, key in _FILES.items():
        answers[key] = _references(row.file for row in evidence if row.criterion == criterion)
    for criterion, key in _LEVELS.items():
        levels = [row.level for row in evidence if row.criterion == criterion]
        answers[key] = max(levels, default=0)
    answers["k5_note"] = next((row.note for row in evidence if row.criterion == Criterion.K5 and row.note), "")
    for link in Link.values:
        rows = [row for row in evidence if row.link == link]
        excuse = next((row for row in rows if row.not_applicable), None)
        answers[f"{link}_files"] = _references(row.file for row in rows)
        answers[f"{link}_na"] = excuse is not None
        answers[f"{link}_reason"] = excuse.note if excuse else ""
    return answers


def _references(found: Any) -> list[Reference]:
    return [reference(file) for file in found if file]


def _rows_of(answers: Answers) -> list[Evidence]:
    rows = [*_statement(answers)]
    for criterion, key in _FILES.items():
        level = int(answers.get(_LEVELS.get(criterion, "")) or 0)
        rows += [Evidence(criterion=criterion, file=file, level=level) for file in files(answers.get(key))]
    for link in Link.values:
        rows += _link_rows(link, answers)
    return rows


def _statement(answers: Answers) -> list[Evidence]:
    level, note = int(answers.get("k5_level") or 0), answers.get("k5_note") or ""
    return [Evidence(criterion=Criterion.K5, level=level, note=note)] if level and note else []


def _link_rows(link: str, answers: Answers) -> list[Evidence]:
    if answers.get(f"{link}_na"):
        return [Evidence(criterion=Criterion.K2, link=link, not_applicable=True, note=answers[f"{link}_reason"])]
    found: list[StoredFile] = files(answers.get(f"{link}_files"))
    return [Evidence(criterion=Criterion.K2, link=link, file=file) for file in found]


@takes("star_choice", gives=["outcome", "star"])
class ChoiceForm:
    """Not up to the star: a lower one, more evidence, or giving up."""

    option_names: ClassVar = {
        "supplement": gettext_lazy("补充材料"),
        "give_up": gettext_lazy("放弃申请"),
        "lower": gettext_lazy("改为较低的星级"),
    }

    def initial(self, task: UserTask) -> Answers:
        application = application_of(task)
        highest = self._highest(task)
        choices = [*(["lower"] if highest else []), "supplement", "give_up"]
        return {
            "star_name": star_name(application.star),
            "max_star_name": star_name(highest) if highest else _("尚未达到一星"),
            "gaps": gap_rows(task.inputs, only_unmet=True),
            "choices": [{"value": value, "label": str(self.option_names[value])} for value in choices],
            "lower_stars": [{"value": star, "label": star_name(star)} for star in range(highest, 0, -1)],
        }

    def _highest(self, task: UserTask) -> int:
        return min(int(task.inputs["criteria"]["max_star"]), int(task.inputs["star"]) - 1)

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        application = application_of(task)
        if answers["outcome"] != "lower":
            return {"outcome": answers["outcome"], "star": application.star}
        star = answers.get("new_star")
        if not star:
            raise AnswersRefused({"new_star": [_("请选择改为申请的星级")]})
        change_star(application, star=int(star))
        return {"outcome": "lower", "star": int(star)}
