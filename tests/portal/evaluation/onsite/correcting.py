"""What tests of non-conformities ask and do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from documents.models import Document
from portal.evaluation.models import Nonconformity
from tests.documents.world import text_of
from tests.portal.evaluation.outside import Onsite


def statuses(case: Onsite) -> list[str]:
    return list(Nonconformity.objects.filter(visit__panel=case.panel).values_list("status", flat=True))


def words(case: Onsite, kind: str) -> str:
    return text_of(Document.objects.filter(subject=case.application.number, kind=kind).latest("issued_at").docx.read())


def late(case: Onsite, element_id: str, grade: str, clock: Any) -> None:
    clock.set(case.graded(element_id, grade).due_at + timedelta(seconds=1))
    case.go_on()


def to_the_end(case: Onsite) -> str:
    case.report()
    case.sign("agree", "agree")
    case.accept_report()
    assert case.has_ended
    return str(case.variables["outcome"])
