"""Cases and warnings; the diagram of P12 decides the order."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from documents.models import Document
from engine import clock, runtime
from engine.models import Membership
from portal.accounts import roles
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.certification.models.authorisations import AuthorisationQuerySet, worst
from portal.registry import grants
from portal.registry.membership import is_bound
from portal.registry.models import Product
from portal.scheme.numbers import of_this_year
from portal.supervision import freezing, notices
from portal.supervision.errors import CaseRunning, MayNotGiveUp, MayNotOpen, NotInForce, OpensByItself
from portal.supervision.models import Case, Warning

PROCESS = "penalty_escalation"
# The message by which a case hears that its ground was taken away.
REVERSED = "case_reversed"
REPEATS_WITHIN = timedelta(days=365)

Status = Authorisation.Status
_CASE_STATUS = {
    Warning.Level.YELLOW: Case.Status.YELLOW,
    Warning.Level.RED: Case.Status.RED,
    Warning.Level.SUSPENDED: Case.Status.SUSPENDED,
}


@transaction.atomic
def open_case(
    *,
    authorisation: Authorisation,
    trigger: str,
    severity: str,
    facts: str,
    by: User,
    public_reason: str = "",
) -> Case:
    """An officer opens a case against an authorisation.

    Raises `MayNotOpen`, `OpensByItself`, and what `begin_case` does."""
    # The role itself is asked for: a superuser has every permission, but opens no cases.
    if roles.COMPLIANCE_OFFICER not in Membership.objects.names_of(by) or is_bound(
        by, authorisation.product.enterprise_id
    ):
        raise MayNotOpen
    if trigger in Case.OF_ITSELF:
        raise OpensByItself
    return begin_case(
        authorisation=authorisation,
        trigger=trigger,
        severity=severity,
        facts=facts,
        by=by,
        public_reason=public_reason,
    )


@transaction.atomic
def give_up(authorisation: Authorisation, *, reason: str, by: User) -> Case:
    """The owner asks for the end of a star. Raises `MayNotGiveUp`, and what `begin_case` does."""
    if not grants.may_manage(by, authorisation.product.enterprise):
        raise MayNotGiveUp
    return begin_case(
        authorisation=authorisation,
        trigger=Case.Trigger.HOLDER_REQUEST,
        severity=Case.Severity.MINOR,
        facts=reason,
        by=by,
    )


@transaction.atomic
def begin_case(
    *,
    authorisation: Authorisation,
    trigger: str,
    severity: str,
    facts: str,
    by: User | None,
    public_reason: str = "",
    directed: str = "",
) -> Case:
    """Start P12, by whoever's conclusion it comes of; by nobody's where something fell due.

    Raises `NotInForce`, and `CaseRunning` where the product has an open case of the same trigger.
    `public_reason` is what the scan page will say; without one it says the trigger. `directed`: what a decision on an
    appeal says that the case must come to.
    """
    product = authorisation.product_id
    authorisation = lock(product).get(pk=authorisation.pk)
    if authorisation.status not in Authorisation.IN_FORCE:
        raise NotInForce
    running = Case.objects.open().filter(authorisation__product=product, trigger=trigger).first()
    if running is not None:
        raise CaseRunning(number=running.number)
    case = Case.objects.create(
        number=of_this_year("W"),
        authorisation=authorisation,
        trigger=trigger,
        severity=severity,
        facts=facts,
        public_reason=public_reason or _label(trigger),
        directed=directed,
        repeats=_repeats(product),
        opened_by=by,
    )
    variables = {
        "case_id": case.pk,
        "case_number": case.number,
        "authorisation_id": authorisation.pk,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": product,
        "trigger": case.trigger,
        "severity": case.severity,
        "repeats": case.repeats,
        "directed": case.directed,
    }
    runtime.start(PROCESS, business_key=case.number, variables=variables, by=by)
    return case


def _label(trigger: str) -> str:
    """Stored for everybody, so in the site's own language."""
    with override(settings.LANGUAGE_CODE):
        return str(Case.Trigger(trigger).label)


def _repeats(product: int) -> int:
    """Warnings of the last year, without those that were found to be wrong."""
    recent = Warning.objects.of_product(product).filter(issued_at__gte=clock.now() - REPEATS_WITHIN)
    return recent.standing().count()


def lock(product: int) -> AuthorisationQuerySet:
    """The product's authorisations, locked in one order by whoever changes a status."""
    rows = Authorisation.objects.select_for_update(of=["self"]).select_related("product__enterprise")
    return rows.filter(product=product).order_by("pk")


# What the diagram's service tasks do; each may be repeated without harm.


@transaction.atomic
def warn(
    case: Case, *, level: str, basis: str, cure_by: datetime | None = None, document: Document | None = None
) -> Warning:
    """Put a warning in force: the warning, the authorisation and the case change together or not at all."""
    list(lock(case.authorisation.product_id))
    warning = put_in_force(case, level=level, basis=basis, cure_by=cure_by, document=document)
    refresh_standing(case.authorisation.product_id)
    case.move(_CASE_STATUS[Warning.Level(level)] if cure_by else Case.Status.CONFIRMING)
    return warning


def put_in_force(
    case: Case, *, level: str, basis: str, cure_by: datetime | None = None, document: Document | None = None
) -> Warning:
    """The row alone, under the lock of the authorisations. A warning of the case that is in force already takes the
    new period and notice; a lower one ends as escalated."""
    warning, _created = Warning.objects.update_or_create(
        case=case,
        level=level,
        lifted_at=None,
        defaults={
            "reason": case.public_reason,
            "basis": basis,
            "cure_by": cure_by,
            "document": document,
            "extended": False,
        },
    )
    lower = case.warnings.open().exclude(pk=warning.pk)
    lower.update(lifted_at=clock.now(), end=Warning.End.ESCALATED)
    return warning


def extend(case: Case, *, level: str, cure_by: datetime) -> None:
    case.warnings.open().filter(level=level).update(cure_by=cure_by, extended=True)


@transaction.atomic
def close(case: Case, *, end: str) -> None:
    """End the case and the warnings it has in force; what people see follows from those that are left."""
    list(lock(case.authorisation.product_id))
    case.warnings.open().update(lifted_at=clock.now(), end=end)
    refresh_standing(case.authorisation.product_id)
    case.move(Case.Status.CLOSED, closed_at=case.closed_at or clock.now())


@transaction.atomic
def reverse(case: Case, *, end: str, job_id: UUID) -> None:
    """The ground of a case was taken away: what it shows ends now, and its process hears that it is over. One that
    waits for no such message, because it began before there was one, is left to the process managers."""
    if case.status not in Case.OPEN:
        return
    was_warned = case.warnings.open().exists()
    close(case, end=end)
    if was_warned and end in Warning.TAKEN_BACK:
        notices.tell(case, event="revoked", job_id=job_id)
    if not runtime.correlate(REVERSED, correlation_key=case.number, variables={"end": str(end)}):
        notices.tell_stranded(case)


def refresh_standing(product: int) -> None:
    """The authorisation in force takes the worst of the product's open warnings (what revoked an earlier one says
    nothing of it), and the enterprise is frozen where there are too many."""
    warnings = Warning.objects.open().of_product(product).exclude(level=Warning.Level.REVOKED)
    status = worst([Status.VALID, *(Status(level) for level in warnings.values_list("level", flat=True))])
    for authorisation in Authorisation.objects.in_force().filter(product=product):
        authorisation.move(status)
    freezing.refresh(Product.objects.values_list("enterprise", flat=True).get(pk=product))
