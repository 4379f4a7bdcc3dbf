"""法律移送: a case of serious harm goes to an authority, beside what the scheme itself decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from engine import runtime
from portal.registry.case_files import document_file
from portal.registry.cases import CaseSummary, describes
from portal.registry.membership import is_bound
from portal.registry.search import watch
from portal.scheme.numbers import of_this_year
from portal.supervision import letters
from portal.supervision.cases import files_of
from portal.supervision.models import Case, LegalReferral

PROCESS = "legal_referral"
Status = LegalReferral.Status


@transaction.atomic
def propose(case: Case) -> LegalReferral:
    """Once for a case, whoever asks for it again."""
    found = LegalReferral.objects.filter(case=case).first()
    if found is not None:
        return found
    referral = LegalReferral.objects.create(case=case, number=of_this_year("L"))
    variables = {
        "referral_id": referral.pk,
        "case_id": case.pk,
        "enterprise_id": case.enterprise.pk,
        "product_id": case.authorisation.product_id,
    }
    runtime.start(PROCESS, business_key=referral.number, variables=variables)
    return referral


def decline(referral: LegalReferral) -> None:
    referral.move(Status.DECLINED)


@transaction.atomic
def send(referral: LegalReferral, *, job_id: UUID) -> None:
    referral.move(Status.SENT, document=letters.referral(referral, job_id=job_id))


@transaction.atomic
def end(referral: LegalReferral) -> None:
    """The platform ends it, whatever the authority does."""
    if referral.may_become(Status.ENDED):
        referral.move(Status.ENDED)


@describes(PROCESS)
class Referrals:
    """For those who supervise; nobody of the enterprise hears of it."""

    def titles(self, business_keys: Iterable[str]) -> Mapping[str, str]:
        return {found.number: _title(found) for found in _found(business_keys)}

    def admits(self, business_key: str, user: Any) -> bool:
        found = _found([business_key]).first()
        return (
            found is not None
            and user.has_perm("supervision.view_case")
            and not is_bound(user, found.case.enterprise.pk)
        )

    def search_texts(self, business_keys: Iterable[str]) -> Mapping[str, Iterable[str]]:
        return {
            found.number: (found.case.number, found.case.enterprise.name, found.case.product.name, found.authority)
            for found in _found(business_keys)
        }

    def summary(self, business_key: str, user: Any) -> CaseSummary:
        found = _found([business_key]).first()
        if found is None:
            return CaseSummary(title=business_key)
        letter = [document_file(found.document, group=str(_("文书")))] if found.document else []
        return CaseSummary(
            title=_title(found),
            rows=_rows(found),
            files=[*letter, *files_of(found.case, user)],
            links=[(str(_("监督案件")), reverse("supervision:case", args=[found.case.number]))],
        )


def _found(business_keys: Iterable[str]) -> QuerySet[LegalReferral]:
    related = ("case__authorisation__product__enterprise", "document")
    return LegalReferral.objects.filter(number__in=list(business_keys)).select_related(*related)


def _title(found: LegalReferral) -> str:
    return f"{found.case.product.name} · {_('法律移送')} · {found.case.enterprise.name}"


def _rows(found: LegalReferral) -> list[tuple[str, str]]:
    rows = [
        (_("移送编号"), found.number),
        (_("状态"), str(found.get_status_display())),
        (_("企业"), found.case.enterprise.name),
        (_("产品"), found.case.product.name),
        (_("事由"), str(found.case.get_trigger_display())),
        (_("受移送机关"), found.authority),
        (_("机关的处理结果"), found.result),
    ]
    return [row for row in rows if row[1]]


watch(LegalReferral, lambda found: [(PROCESS, found.number)])
