"""The forms of P04."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.evaluation import sample_papers
from portal.evaluation.commands import retests, samples
from portal.evaluation.errors import EvaluationError
from portal.evaluation.forms.common import Answers, files
from portal.evaluation.models import InspectionRecord, Sample

_SHIPMENT = ("courier", "tracking_number", "quantity", "batch", "shelf_life")
_REPORT = ("laboratory", "cma_number", "report_number")


def sample_of(task: UserTask) -> Sample:
    return Sample.objects.select_related("application__product", "application__enterprise").get(
        pk=task.inputs["sample_id"]
    )


def _past(answers: Answers, key: str, sentence: str) -> date:
    day = date.fromisoformat(answers[key])
    if day > clock.today():
        raise AnswersRefused({key: [sentence]})
    return day


@takes("sample_shipment", gives=["outcome"])
class ShipmentForm:
    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        refused = sample.application.samples.filter(round=sample.round - 1).first()
        return samples.receiver() | {
            "sample_number": sample.number,
            "refusal": refused.refusal if refused else "",
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        produced_on = _past(answers, "produced_on", _("生产日期不能晚于今天"))
        fields = {name: answers[name] for name in _SHIPMENT} | {"produced_on": produced_on}
        samples.ship(sample_of(task), fields=fields, by=user)
        return {"outcome": "sent"}


@takes("sample_receipt", gives=["outcome"])
class ReceiptForm:
    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        return {"sample_number": sample.number} | {name: getattr(sample, name) for name in _SHIPMENT}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        accepted = answers["outcome"] == "accept"
        damaged = answers["appearance"] == Sample.Appearance.DAMAGED
        if accepted and damaged:
            raise AnswersRefused({"outcome": [_("外观破损或变质的样品应当拒收")]})
        temperature = answers.get("temperature")
        samples.receive(
            sample_of(task),
            accepted=accepted,
            appearance=answers["appearance"],
            quantity=answers["received_quantity"],
            temperature=None if temperature is None else Decimal(str(temperature)),
            photos=files(answers["photos"]),
            refusal=answers.get("opinion") or "",
            by=user,
        )
        return {"outcome": answers["outcome"]}


@takes("sample_draw", gives=["outcome"])
class DrawForm:
    """资料核查 is always done; whether the laboratory follows was settled before."""

    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        text = str(sample.get_draw_rule_display())
        if sample.draw_rule in (Sample.DrawRule.DRAWN, Sample.DrawRule.NOT_DRAWN):
            text = _("%(rule)s（随机值 %(value).3f，种子 %(seed)s，可复核）") % {
                "rule": text,
                "value": sample.draw_value,
                "seed": sample.draw_seed,
            }
        return {"sample_number": sample.number, "rule_text": text}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        sample = sample_of(task)
        report = files(answers.get("report"))
        samples.inspect(
            sample,
            fields={
                "kind": InspectionRecord.Kind.DOCUMENTS,
                "verdict": answers["verdict"],
                "opinion": answers.get("opinion") or "",
                "report": report[0] if report else None,
            },
            items=[],
            status=Sample.Status.TESTING if sample.laboratory_required else Sample.Status.DRAWN,
            by=user,
            task_id=task.pk,
        )
        return {"outcome": answers["verdict"]}


@takes("sample_test", gives=["outcome"])
class TestForm:
    """A test of our own, or an existing report that is still good."""

    __test__ = False  # not a pytest class

    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        return {"sample_number": sample.number, "standard": sample.application.product.standard}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        return _keep_report(task, answers, user, kind=answers["kind"])


@takes("sample_retest_request", gives=["outcome"])
class RetestRequestForm:
    """申请复检 in time, or nothing more to say."""

    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        return _first_test(sample) | {"retest_by": clock.day_text(sample.retest_by)}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        if answers["outcome"] == "retest":
            try:
                retests.ask(sample_of(task), reason=answers["reason"])
            except EvaluationError as refused:
                raise AnswersRefused({"outcome": [str(refused)]}) from refused
        return {"outcome": answers["outcome"]}


@takes("sample_retest", gives=["outcome"])
class RetestForm:
    """By another laboratory; what it finds stands in the place of the test."""

    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        standard = sample.application.product.standard
        return _first_test(sample) | {"standard": standard, "retest_reason": sample.retest_reason}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        first = retests.failed_test(sample_of(task))
        if answers["laboratory"].strip() == first.laboratory or answers["cma_number"] == first.cma_number:
            raise AnswersRefused({"laboratory": [_("复检须由原检测机构以外的机构进行")]})
        return _keep_report(task, answers, user, kind=InspectionRecord.Kind.RETEST)


def _first_test(sample: Sample) -> Answers:
    first = retests.failed_test(sample)
    return {
        "sample_number": sample.number,
        "first_laboratory": first.laboratory,
        "first_text": "\n".join(f"- {line}" for line in sample_papers.lines_of(first)[1:]),
    }


def _keep_report(task: UserTask, answers: Answers, user: User, *, kind: str) -> dict[str, Any]:
    reported_on = _past(answers, "reported_on", _("报告日期不能晚于今天"))
    failed = [item["name"] for item in answers["items"] if item["verdict"] == "fail"]
    if failed and answers["verdict"] == InspectionRecord.Verdict.PASS:
        sentence = _("有项目不合格（%(names)s），检测结论不能为合格") % {"names": "、".join(failed)}
        raise AnswersRefused({"verdict": [sentence]})
    fields = {name: answers[name] for name in _REPORT} | {
        "kind": kind,
        "reported_on": reported_on,
        "report": files(answers["report"])[0],
        "verdict": answers["verdict"],
        "opinion": answers.get("opinion") or "",
    }
    names = ("name", "method", "limit", "value", "verdict")
    items = [{name: item[name] for name in names} for item in answers["items"]]
    samples.inspect(sample_of(task), fields=fields, items=items, status=Sample.Status.TESTING, by=user, task_id=task.pk)
    return {"outcome": answers["verdict"]}


@takes("sample_disposal", gives=["outcome"])
class DisposalForm:
    """展示 only of a sample that passed."""

    option_names: ClassVar = {
        "retain": gettext_lazy("留样"),
        "display": gettext_lazy("展示"),
        "return": gettext_lazy("退回"),
        "destroy": gettext_lazy("销毁"),
    }

    def initial(self, task: UserTask) -> Answers:
        sample = sample_of(task)
        may_be_shown = sample.status == Sample.Status.PASSED
        choices = [value for value in self.option_names if value != "display" or may_be_shown]
        return {
            "sample_number": sample.number,
            "verdict_text": sample.get_status_display(),
            "choices": [{"value": value, "label": str(self.option_names[value])} for value in choices],
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        samples.dispose(sample_of(task), how=answers["outcome"], note=answers.get("note") or "", by=user)
        return {"outcome": answers["outcome"]}
