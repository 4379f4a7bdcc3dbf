"""What takes a star away for good, and how what was wrong is reversed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from documents.models import Document
from engine import clock
from portal.certification.models import Authorisation
from portal.registry.models import Product
from portal.supervision import freezing, notices
from portal.supervision.commands import lock, put_in_force, refresh_standing, reverse
from portal.supervision.models import Case, CounterEntry, Warning

Level = Warning.Level


# What the diagram's service tasks do; each may be repeated without harm.


def hear(case: Case) -> None:
    """What is intended is told to the enterprise alone; nothing of it is in force."""
    case.move(Case.Status.HEARING)


@transaction.atomic
def revoke(case: Case, *, basis: str, document: Document, job_id: UUID) -> None:
    """The authorisation ends, and whatever else was under way against it."""
    authorisation = _end(case, Authorisation.Status.REVOKED)
    put_in_force(case, level=Level.REVOKED, basis=basis, document=document)
    case.move(Case.Status.CLOSED, closed_at=case.closed_at or clock.now())
    _end_others(authorisation, job_id)
    freezing.refresh(authorisation.product.enterprise_id)


@transaction.atomic
def cancel(case: Case, *, job_id: UUID) -> None:
    """注销: nobody is punished, so nothing stands against the product afterwards."""
    authorisation = _end(case, Authorisation.Status.CANCELLED)
    case.move(Case.Status.CLOSED, closed_at=case.closed_at or clock.now())
    _end_others(authorisation, job_id)


def _end(case: Case, status: str) -> Authorisation:
    authorisation = lock(case.authorisation.product_id).get(pk=case.authorisation_id)
    authorisation.move(status)
    product = authorisation.product
    if product.may_become(Product.Status.FILED):
        product.move(Product.Status.FILED)
    return authorisation


def _end_others(authorisation: Authorisation, job_id: UUID) -> None:
    """A case against what is no more has nothing to decide."""
    for other in Case.objects.open().filter(authorisation__product=authorisation.product_id):
        reverse(other, end=Warning.End.OVERTAKEN, job_id=job_id)


@transaction.atomic
def annul(warning: Warning, *, reference: str, job_id: UUID) -> None:
    """A warning was wrong, says the decision `reference`: a counter-entry, and no effect any more."""
    CounterEntry.objects.get_or_create(warning=warning, defaults={"reference": reference})
    if not warning.case.warnings.open().filter(pk=warning.pk).exists():
        return
    if warning.level == Level.REVOKED:
        _reinstate(warning, job_id)
    else:
        reverse(warning.case, end=Warning.End.APPEALED, job_id=job_id)


def _reinstate(warning: Warning, job_id: UUID) -> None:
    product = warning.case.authorisation.product_id
    rows = {row.pk: row for row in lock(product)}
    Warning.objects.filter(pk=warning.pk).update(lifted_at=clock.now(), end=Warning.End.APPEALED)
    if not any(row.status in Authorisation.IN_FORCE for row in rows.values()):
        authorisation = rows[warning.case.authorisation_id]
        authorisation.move(Authorisation.Status.VALID)
        if authorisation.product.may_become(Product.Status.STARRED):
            authorisation.product.move(Product.Status.STARRED)
    refresh_standing(product)
    notices.tell(warning.case, event="revoked", job_id=job_id)
