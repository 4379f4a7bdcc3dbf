"""Who reads the answers to the forms of a supervision case."""

from __future__ import annotations

from engine.models import UserTask
from portal.registry.disclosure import Reader, discloses


@discloses("penalty_decision", "penalty_confirm", "penalty_manual", "rectification_verify", "rectification_report")
def who_supervises(reader: Reader, task: UserTask) -> bool:
    return bool(reader.user.has_perm("supervision.view_case"))
