"""The forms of P19, as they meet the scheme's tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from documents.models import StoredFile
from engine import clock
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.benefits import commands, gate
from portal.benefits.models import Benefit, BenefitRequest
from portal.registry.disclosure import addressed_to_the_enterprise, discloses

Answers = dict[str, Any]
Status = BenefitRequest.Status
_is_link = URLValidator(schemes=["http", "https"])


@takes("benefit_review", gives=["outcome"])
class Review:
    def initial(self, task: UserTask) -> Answers:
        request = request_of(task)
        return _what(request) | {
            "options_text": _("、").join(request.options),
            "link": request.link,
            "note": request.note,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        request, outcome = request_of(task), answers["outcome"]
        if outcome == "pass" and request.benefit.kind == Benefit.Kind.OFFER:
            _require_gate(request, _("现在不符合条件，不能通过：%(reasons)s"))  # the partner is told at once
        request.opinion, request.guidance = answers.get("opinion") or "", answers.get("guidance") or ""
        request.save(update_fields=["opinion", "guidance"])
        if outcome == "pass":
            commands.approve(request)
        return {"outcome": outcome}


@takes("benefit_correction", gives=[])
class Correction:
    def initial(self, task: UserTask) -> Answers:
        request = request_of(task)
        opinion = "\n\n".join(filter(None, [request.opinion, request.guidance]))
        return {"opinion": opinion, "title": request.title, "content": request.content, "link": request.link}

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        link = (answers.get("link") or "").strip()
        _require_link(link, "link")
        fields = {name: answers[name] for name in ("title", "content")}
        ids = [reference["id"] for reference in answers.get("files") or ()]
        commands.resubmit(
            request_of(task),
            fields=fields | {"link": link, "note": answers.get("note") or ""},
            files=list(StoredFile.objects.filter(pk__in=ids)),
        )
        return {}


@takes("benefit_publication", gives=["outcome"])
class Publication:
    """The gate is asked once more: what has turned red meanwhile is not promoted."""

    def initial(self, task: UserTask) -> Answers:
        request = request_of(task)
        refused = gate.sentences(gate.findings(gate.facts_of(request)))
        return _what(request) | {
            "refused": "\n".join(f"- {reason}" for reason in refused),
            "needs_url": _is_shown(request),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        request, outcome = request_of(task), answers["outcome"]
        if outcome == "published":
            self._publish(request, answers)
        else:
            request.opinion = answers["opinion"]
        request.save()
        return {"outcome": outcome}

    def _publish(self, request: BenefitRequest, answers: Answers) -> None:
        _require_gate(request, _("现在不符合条件，不能发布：%(reasons)s"))
        day = date.fromisoformat(answers["published_on"])
        if day > clock.today():
            raise AnswersRefused({"published_on": [_("日期不能晚于今天")]})
        request.published_on = day
        request.url, request.result = (answers.get("url") or "").strip(), answers.get("result") or ""
        _require_link(request.url, "url")


@takes("benefit_confirmation", gives=[])
class Confirmation:
    def initial(self, task: UserTask) -> Answers:
        request = request_of(task)
        return {
            "benefit": str(request.benefit),
            "title": request.title,
            "published_on": request.published_on.isoformat() if request.published_on else "",
            "url": request.url,
            "result": request.result,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> dict[str, Any]:
        commands.end(request_of(task), Status.CONFIRMED, remark=answers.get("remark") or "")
        return {}


def _require_gate(request: BenefitRequest, sentence: str) -> None:
    if found := gate.findings(gate.facts_of(request)):
        raise AnswersRefused({"outcome": [sentence % {"reasons": _("；").join(gate.sentences(found))}]})


def _is_shown(request: BenefitRequest) -> bool:
    """A channel has an address where people see it; services and enquiries have a result."""
    return request.benefit.kind == Benefit.Kind.CHANNEL


def _require_link(link: str, field: str) -> None:
    try:
        if link:
            _is_link(link)
    except ValidationError:
        raise AnswersRefused({field: [_("请填写以 https:// 开头的网址")]}) from None


def _what(request: BenefitRequest) -> Answers:
    product = request.product
    return {
        "benefit": str(request.benefit),
        "kind_text": request.benefit.get_kind_display(),
        "enterprise": request.enterprise.name,
        "product_line": _("**产品** %(name)s") % {"name": product.name} if product else "",
        "title": request.title,
        "content": request.content,
    }


def request_of(task: UserTask) -> BenefitRequest:
    found = BenefitRequest.objects.select_related("benefit__offer", "enterprise", "product__enterprise")
    return found.get(pk=task.inputs["request_id"])


discloses("benefit_review", "benefit_correction", "benefit_publication", "benefit_confirmation")(
    addressed_to_the_enterprise
)
