"""Who reads the answers to the forms of a supervision case."""

from __future__ import annotations

from engine.models import UserTask
from portal.registry.disclosure import Reader, discloses


@discloses(
    "penalty_decision", "penalty_confirm", "penalty_manual", "penalty_proposal", "penalty_statement",
    "suspension_decision", "revocation_decision", "penalty_agreement", "penalty_cancellation", "rectification_verify",
    "rectification_report", "referral_decision", "referral_result",
)  # fmt: skip
def who_supervises(reader: Reader, task: UserTask) -> bool:
    return bool(reader.user.has_perm("supervision.view_case"))
