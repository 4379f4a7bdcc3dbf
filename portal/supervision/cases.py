"""How a case shows itself beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document
from engine import clock
from engine.once import once
from portal.registry import grants
from portal.registry.case_files import CaseFile, Labelled, case_files, document_file, ids_of
from portal.registry.cases import CaseSummary, Naming, describes
from portal.registry.phones import contact_of
from portal.supervision.commands import PROCESS
from portal.supervision.models import Case, Rectification, Statement


def _title(product: str, trigger: str, enterprise: str) -> str:
    return f"{product} · {Case.Trigger(trigger).label} · {enterprise}"


_LETTERS = ("warning_notice", "prior_notice", "sanction_notice", "restoration_notice")


@describes(PROCESS)
class Cases:
    naming = Naming(
        Case, ("authorisation__product__name", "trigger", "authorisation__product__enterprise__name"), _title
    )

    def admits(self, business_key: str, user: Any) -> bool:
        """Those who supervise, and the enterprise's own people."""
        if user.has_perm("supervision.view_case"):
            return True
        case = _one(business_key)
        return case is not None and grants.may_act(user, case.enterprise)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        found = Case.objects.filter(number__in=list(business_keys)).select_related("authorisation__product__enterprise")
        return {
            case.number: (
                case.enterprise.name,
                case.enterprise.uscc,
                case.product.name,
                case.authorisation.number,
                str(case.get_trigger_display()),
            )
            for case in found
        }

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        """The enterprise sees what concerns it: not the officers' facts, not who reported."""
        case = _one(business_key)
        if case is None:
            return CaseSummary(title=business_key)
        is_officer = user.has_perm("supervision.view_case")
        links = [(str(_("监督案件")), reverse("supervision:case", args=[case.number]))] if is_officer else []
        return CaseSummary(
            title=title_of(case),
            files=files_of(case, user),
            rows=_rows(case),
            links=links,
            contact=contact_of(case.enterprise, user),
        )


@once
def _one(number: str) -> Case | None:
    return Case.objects.select_related("authorisation__product__enterprise").filter(number=number).first()


def title_of(case: Case) -> str:
    return _title(case.product.name, case.trigger, case.enterprise.name)


def _rows(case: Case) -> list[tuple[str, str]]:
    rows = [
        (_("案件编号"), case.number),
        (_("状态"), case.get_status_display()),
        (_("企业"), case.enterprise.name),
        (_("产品"), case.product.name),
        (_("证书编号"), case.authorisation.number),
        (_("事由"), case.get_trigger_display()),
        (_("严重程度"), case.get_severity_display()),
    ]
    for warning in (each for each in case.warnings.all() if each.is_open):
        rows.append((_("现行警示"), f"{warning.get_level_display()}：{warning.reason}"))
        if warning.cure_by:
            rows.append((_("整改期限"), clock.day_of(warning.cure_by).isoformat()))
    return rows


def with_papers(case: Case) -> None:
    """Read warnings, statements and reports with the ids of their files, for all who show something of them."""
    said = Statement.objects.annotate(file_ids=ids_of(Statement.files.through, "statement"))
    reported = Rectification.objects.annotate(file_ids=ids_of(Rectification.files.through, "rectification"))
    prefetch_related_objects([case], "warnings", Prefetch("statements", said), Prefetch("rectifications", reported))


def files_of(case: Case, reader: Any) -> list[CaseFile]:
    """Letters, and what the enterprise handed in with its statements and reports."""
    issued = Document.objects.filter(subject=case.number, kind__in=_LETTERS).order_by("issued_at", "pk")
    notices = [document_file(document, group=str(_("文书"))) for document in issued]
    with_papers(case)
    said, reported = case.statements.all(), case.rectifications.all()
    proofs = [
        Labelled(file, group=str(group))
        for group, rows in ((_("陈述申辩材料"), said), (_("整改证明"), reported))
        for row in cast("Iterable[Any]", rows)
        for file in row.file_ids
    ]
    return [*notices, *case_files(proofs, reader=reader)]
