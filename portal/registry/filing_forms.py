"""The two forms of P02, as they meet the scheme's tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from engine.errors import AnswersRefused
from engine.models import UserTask
from engine.registry import takes
from portal.accounts.models import User
from portal.registry import completeness
from portal.registry import standing as standings
from portal.registry.commands import filings
from portal.registry.errors import RegistryError
from portal.registry.findings import sentences
from portal.registry.models import Filing, FilingReview
from portal.registry.rounds import tells_changes
from portal.registry.step_answers import Change
from portal.registry.versions import content_of, differences

CORRECTION_FORM = "product_filing_correction"


@takes(CORRECTION_FORM, gives=["round"])
class Correction:
    """补正: the product is edited on its own page; here it is sent again, with a word to the reviewer."""

    def initial(self, task: UserTask) -> dict[str, Any]:
        filing = _filing(task)
        missing = completeness.missing(filing.product, filings.sent_content(filing))
        return {
            "guidance": objections(filing),
            "edit_url": reverse("registry:edit_product", args=[filing.product_id]),
            "missing": "\n".join(f"- {sentence}" for sentence in missing),
        }

    def accept(self, task: UserTask, answers: dict[str, Any], user: User) -> dict[str, Any]:
        try:
            filing = filings.resubmit(_filing(task).pk, note=answers.get("note") or "")
        except RegistryError as refused:
            raise AnswersRefused({"note": [str(refused)]}) from None
        return {"round": filing.rounds}


@takes("product_filing_review", gives=["outcome"])
class Review:
    """The reviewer's decision; its texts stay in the scheme's tables, the case gets the outcome."""

    def initial(self, task: UserTask) -> dict[str, Any]:
        filing = _filing(task)
        return {
            "findings": "\n\n".join(sentences(task.inputs.get("filing_findings"))),
            "is_change": filing.is_change,
            "held_text": held_text(filing),
            "reason": filing.reason,
            "note": filing.note,
            "changes": [asdict(change) for change in changes_of(filing)],
        }

    def accept(self, task: UserTask, answers: dict[str, Any], user: User) -> dict[str, Any]:
        filing = _filing(task)
        FilingReview.objects.create(
            filing=filing,
            task_id=task.pk,
            outcome=answers["outcome"],
            opinion=answers.get("opinion") or "",
            guidance=answers.get("guidance") or "",
            reviewer=user,
            seen=filing.content,
        )
        return {"outcome": answers["outcome"]}


def held_text(filing: Filing) -> str:
    """The star that a changed product holds; its reviewer knows then what is at stake."""
    standing = standings.of_products([filing.product_id]).get(filing.product_id) if filing.is_change else None
    if standing is None or not standing.star:
        return ""
    return _("%(star)s星，%(status)s") % {"star": standing.star, "status": standing.label}


def changes_of(filing: Filing) -> list[Change]:
    """What a change says otherwise than the version in force."""
    return differences(content_of(filing.product), filing.content) if filing.is_change else []


@tells_changes(CORRECTION_FORM)
def _corrected(task: UserTask) -> list[Change]:
    """What was edited of the product between the review before the correction and the one after it."""
    filing = Filing.objects.filter(pk=task.inputs.get("filing_id")).first()
    if filing is None or task.completed_at is None:
        return []
    before = filing.reviews.filter(decided_at__lte=task.created_at).last()
    if before is None:
        return []
    after = filing.reviews.filter(pk__gt=before.pk).first()
    return differences(before.seen, after.seen if after else filing.content)


def objections(filing: Filing) -> str:
    """Why the filing came back: what the completeness check found, or the reviewer's words."""
    if failed := sentences(filing.findings, severity="fail"):
        return "\n".join(f"- {sentence}" for sentence in failed)
    review = filing.reviews.last()
    return "\n\n".join(filter(None, [review.opinion, review.guidance])) if review else ""


def _filing(task: UserTask) -> Filing:
    return Filing.objects.select_related("product__enterprise").get(pk=task.inputs["filing_id"])
