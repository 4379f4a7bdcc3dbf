"""The forms of P16, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from forms import typed
from portal.accounts.models import User
from portal.registry.errors import FieldsRefused
from portal.registry.models import Enterprise
from portal.upkeep.commands import changes
from portal.upkeep.models import ChangeReview, InformationChange
from portal.upkeep.task_forms import Answers, files_of

FIELDS = InformationChange.FIELDS


@takes("change_correction", gives=[])
class ChangeCorrection:
    def initial(self, task: UserTask) -> Answers:
        change = change_of(task)
        review = change.reviews.last()
        return {"guidance": review.opinion if review else ""} | {name: getattr(change, name) for name in FIELDS}

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        change = change_of(task)
        fields = {name: typed.name(answers[name]) for name in FIELDS}
        licence = next(iter(files_of(answers, "licence")), None)
        try:
            changes.resubmit(change, fields=fields, licence=licence, note=answers.get("note") or "")
        except FieldsRefused as refused:
            raise AnswersRefused(refused.errors) from None
        return {}


@takes("change_review", gives=["outcome"])
class ChangeReviewForm:
    def initial(self, task: UserTask) -> Answers:
        change = change_of(task)
        return {
            "enterprise_name": change.before.get("name", ""),
            "changed_on": change.changed_on.isoformat(),
            "reason": change.reason,
            "late": change.is_late,
            "note": change.note,
            "changes": differences(change),
            "certificates": len(changes.with_certificates(change.enterprise)),
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        ChangeReview.objects.create(
            change=change_of(task),
            task_id=task.pk,
            outcome=answers["outcome"],
            opinion=answers.get("opinion") or "",
            reviewer=user,
        )
        return {"outcome": answers["outcome"]}


def _field(name: str) -> Any:
    return Enterprise._meta.get_field(name)


def differences(change: InformationChange) -> list[dict[str, Any]]:
    """What is said otherwise than before, in the words of the registration."""
    pairs = ((name, change.before.get(name, ""), getattr(change, name)) for name in FIELDS)
    return [
        {"label": str(_field(name).verbose_name), "before": before, "after": after}
        for name, before, after in pairs
        if before != after
    ]


def change_of(task: UserTask) -> InformationChange:
    found = InformationChange.objects.select_related("enterprise", "licence")
    return found.get(pk=task.inputs["change_id"])
