"""The forms of P09, as they meet the scheme's tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from documents.models import StoredFile
from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.upkeep.commands import proofs
from portal.upkeep.models import MarkProof, MarkProofReview

Answers = dict[str, Any]


@takes("mark_proof_form", gives=[])
class Submission:
    """The photos and what they are of; the second time with what the reviewer objected to above it."""

    def initial(self, task: UserTask) -> Answers:
        proof = proof_of(task)
        review = proof.reviews.last()
        words = [review.opinion, review.guidance] if review else []
        return {
            **of_authorisation(proof.authorisation),
            "guidance": "\n\n".join(filter(None, words)),
            "products": proof.products,
            "used_from": proof.used_from.isoformat() if proof.used_from else None,
            "print_run": proof.print_run,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        proof = proof_of(task)
        used_from = date.fromisoformat(answers["used_from"])
        if used_from < proof.authorisation.valid_from:
            words = {"day": proof.authorisation.valid_from.isoformat()}
            raise AnswersRefused({"used_from": [_("启用日期不能早于发证日期 %(day)s") % words]})
        fields = {
            "products": answers["products"],
            "used_from": used_from,
            "print_run": int(answers["print_run"]),
            "note": answers.get("note") or "",
        }
        front, closeup = (files_of(answers, key) for key in ("front", "closeup"))
        proofs.submit(proof, fields=fields, front=front, closeup=closeup, by=user)
        return {}


@takes("mark_proof_review", gives=["outcome"])
class Review:
    def initial(self, task: UserTask) -> Answers:
        proof = proof_of(task)
        return {
            **of_authorisation(proof.authorisation),
            "products": proof.products,
            "used_from": proof.used_from.isoformat() if proof.used_from else "",
            "print_run": proof.print_run,
            "code_text": proof.get_code_display(),
            "overdue": bool(task.inputs.get("overdue")),
            "note": proof.note,
        }

    def accept(self, task: UserTask, answers: Answers, user: User) -> Answers:
        MarkProofReview.objects.create(
            proof=proof_of(task),
            task_id=task.pk,
            outcome=answers["outcome"],
            severity=answers.get("severity") or "",
            opinion=answers.get("opinion") or "",
            guidance=answers.get("guidance") or "",
            reviewer=user,
        )
        return {"outcome": answers["outcome"]}


def of_authorisation(authorisation: Authorisation) -> Answers:
    return {
        "product_name": authorisation.product_shown.name,
        "star_text": authorisation.star_name,
        "number": authorisation.number,
    }


def files_of(answers: Answers, key: str) -> list[StoredFile]:
    return list(StoredFile.objects.filter(pk__in=[reference["id"] for reference in answers.get(key) or ()]))


def proof_of(task: UserTask) -> MarkProof:
    return MarkProof.objects.select_related("authorisation__product__enterprise").get(pk=task.inputs["proof_id"])
