"""The two forms of P01, as they meet the scheme's tables."""

from __future__ import annotations

from typing import Any

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.commands import give_consent
from portal.accounts.models import Consent, User
from portal.registry import commands
from portal.registry.accepting import accept
from portal.registry.errors import FieldsRefused, RegistryError
from portal.registry.findings import sentences
from portal.registry.models import Enterprise, RegistrationReview
from portal.registry.registration_form import FORM, answers_of, fields_of, handed_in
from portal.registry.rounds import answered_before
from portal.scheme.regulations import RULES


@answered_before(FORM)
def _as_reviewed(task: UserTask) -> dict[str, Any] | None:
    """The registration that the reviewer sent back; it was not filled in at a task."""
    reviews = RegistrationReview.objects.filter(enterprise_id=task.inputs.get("enterprise_id"))
    review = reviews.filter(decided_at__lte=task.created_at).last()
    return review.seen if review else None


@takes(FORM, gives=["round"])
class Correction:
    """补正: the registration again, with what was objected to above it."""

    def initial(self, task: UserTask) -> dict[str, Any]:
        enterprise = Enterprise.objects.get(pk=task.inputs["enterprise_id"])
        return answers_of(enterprise) | {"guidance": objections(enterprise)}

    def accept(self, task: UserTask, answers: dict[str, Any], user: User) -> dict[str, Any]:
        enterprise = Enterprise.objects.get(pk=task.inputs["enterprise_id"])
        try:
            # The enterprise's contact is verified; a colleague of theirs may be the one who corrects.
            contact = User.objects.filter(phone=enterprise.contact_phone).exclude(phone_verified_at=None).first()
            fields = fields_of(answers, by=user if user.phone == answers["contact_phone"] else contact or user)
            enterprise = commands.correct(enterprise, fields=fields, by=user)
        except FieldsRefused as refused:
            raise AnswersRefused(refused.errors) from None
        except RegistryError as refused:
            raise AnswersRefused({"uscc": [str(refused)]}) from None
        give_consent(user, Consent.Kind.PRIVACY)
        accept(enterprise, RULES, subject=enterprise.number, by=user)
        return {"round": enterprise.rounds}


@takes("registration_review", gives=["outcome"])
class Review:
    """The reviewer's decision; its texts stay in the scheme's tables, the case gets the outcome."""

    def initial(self, task: UserTask) -> dict[str, Any]:
        enterprise = Enterprise.objects.get(pk=task.inputs["enterprise_id"])
        return {
            "findings": "\n\n".join(sentences(task.inputs.get("format_findings"))),
            "special_review": enterprise.special_review,
        }

    def accept(self, task: UserTask, answers: dict[str, Any], user: User) -> dict[str, Any]:
        enterprise = Enterprise.objects.get(pk=task.inputs["enterprise_id"])
        RegistrationReview.objects.create(
            enterprise=enterprise,
            task_id=task.pk,
            outcome=answers["outcome"],
            opinion=answers.get("opinion") or "",
            guidance=answers.get("guidance") or "",
            reviewer=user,
            seen=handed_in(enterprise),
        )
        return {"outcome": answers["outcome"]}


def objections(enterprise: Enterprise) -> str:
    """Why the registration came back: the reviewer's words, or what the format check found."""
    if failed := sentences(enterprise.findings, severity="fail"):
        return "\n\n".join(failed)
    review = enterprise.reviews.order_by("decided_at", "id").last()
    if review is None:
        return ""
    return "\n\n".join(filter(None, [review.opinion, review.guidance]))
