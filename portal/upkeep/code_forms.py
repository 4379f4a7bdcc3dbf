"""The officer's decision on a code."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.upkeep.commands import codes
from portal.upkeep.models import CodeReplacement
from portal.upkeep.task_forms import Answers


@takes("code_replacement_decision", gives=["outcome"])
class CodeDecision:
    def initial(self, task: UserTask) -> Answers:
        replacement = _of(task)
        return {
            "product_name": replacement.product.name,
            "enterprise_name": replacement.enterprise.name,
            "asked_by": str(replacement.asked_by),
            "cause_text": str(replacement.get_cause_display()),
            "reason": replacement.reason,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        replacement = _of(task)
        if replacement.asked_by_id == user.pk:
            raise AnswersRefused({"outcome": [_("由申请人以外的人决定")]})
        codes.decide(replacement, opinion=answers.get("opinion") or "", by=user)
        return {"outcome": answers["outcome"]}


def _of(task: UserTask) -> CodeReplacement:
    found = CodeReplacement.objects.select_related("authorisation__product__enterprise", "asked_by")
    return found.get(pk=task.inputs["replacement_id"])
