"""How the cases of an authorisation show themselves beside a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from engine import clock
from portal.certification.models import Authorisation
from portal.registry.case_files import CaseFile, Labelled, case_files, document_file
from portal.registry.cases import CaseSummary, describes
from portal.registry.disclosure import addressed_to_the_enterprise, discloses
from portal.registry.files import may_view_enterprise
from portal.registry.phones import contact_of
from portal.upkeep.commands import inspections, proofs, terms
from portal.upkeep.inspection_rows import files_of_inspection, rows_of_inspection
from portal.upkeep.models import AnnualInspection, MarkProof
from portal.upkeep.rows import Rows, rows_of, title_of, words_of


@describes(proofs.PROCESS)
class Proofs:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {proof.number: title_of(proof.authorisation) for proof in _proofs(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        proof = _proofs([business_key]).first()
        return proof is not None and may_view_enterprise(user, proof.authorisation.product.enterprise_id)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {proof.number: words_of(proof.authorisation) for proof in _proofs(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        proof = _proofs([business_key]).first()
        if proof is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=title_of(proof.authorisation),
            rows=_rows(proof),
            files=_files(proof, user),
            contact=contact_of(proof.enterprise, user),
        )


@describes(inspections.PROCESS)
class Inspections:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {each.number: title_of(each.authorisation) for each in _inspections(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        found = _inspections([business_key]).first()
        return found is not None and may_view_enterprise(user, found.authorisation.product.enterprise_id)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {each.number: words_of(each.authorisation) for each in _inspections(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        found = _inspections([business_key]).first()
        if found is None:
            return CaseSummary(title=business_key)
        return CaseSummary(
            title=title_of(found.authorisation),
            rows=rows_of_inspection(found, reader=user),
            files=files_of_inspection(found, user),
            contact=contact_of(found.enterprise, user),
        )


@describes(terms.PROCESS)
class Terms:
    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {each.number: title_of(each) for each in _authorisations(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        found = _authorisations([business_key]).first()
        return found is not None and may_view_enterprise(user, found.product.enterprise_id)

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {each.number: words_of(each) for each in _authorisations(business_keys)}

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        found = _authorisations([business_key]).first()
        if found is None:
            return CaseSummary(title=business_key)
        contact = contact_of(found.product.enterprise, user)
        return CaseSummary(title=title_of(found), rows=rows_of(found), contact=contact)


def _proofs(numbers: Iterable[str]) -> Any:
    return MarkProof.objects.filter(number__in=list(numbers)).select_related("authorisation__product__enterprise")


def _inspections(numbers: Iterable[str]) -> Any:
    found = AnnualInspection.objects.filter(number__in=list(numbers))
    return found.select_related("authorisation__product__enterprise")


def _authorisations(numbers: Iterable[str]) -> Any:
    return Authorisation.objects.filter(number__in=list(numbers)).select_related("product__enterprise")


def _rows(proof: MarkProof) -> Rows:
    rows = [*rows_of(proof.authorisation), (_("备案状态"), str(proof.get_status_display()))]
    if proof.submitted_at is None:
        return rows
    rows += [
        (_("使用标识的产品与规格"), proof.products),
        (_("启用日期"), proof.used_from.isoformat() if proof.used_from else ""),
        (_("印制数量"), str(proof.print_run or "")),
        (_("报送日期"), clock.day_of(proof.submitted_at).isoformat()),
    ]
    if proof.code:
        rows.append((_("二维码比对"), str(proof.get_code_display())))
    return [
        *rows,
        *((str(review.get_outcome_display()), review.opinion) for review in proof.reviews.all() if review.opinion),
    ]


def _files(proof: MarkProof, reader: Any) -> list[CaseFile]:
    photos = [
        *(Labelled(file, group=str(_("包装正面照片"))) for file in proof.front.values_list("pk", flat=True)),
        *(Labelled(file, group=str(_("二维码特写照片"))) for file in proof.closeup.values_list("pk", flat=True)),
    ]
    record = [document_file(proof.record, group=str(_("文书")))] if proof.record else []
    return [*record, *case_files(photos, reader=reader)]


_FORMS = ("mark_proof_form", "mark_proof_review", "inspection_form", "inspection_review", "inspection_visit")
discloses(*_FORMS)(addressed_to_the_enterprise)
