"""The term of an authorisation: a case that begins what falls due while it is in force, and ends it on its day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from engine import clock, runtime
from engine.models import ProcessDefinition, ProcessInstance
from portal.certification import renewals
from portal.certification.models import Authorisation
from portal.scheme import values
from portal.upkeep.commands import inspections
from portal.upkeep.models import AnnualInspection, MarkProof

PROCESS = "authorisation_term"
# By which the cases of an authorisation hear that it is over.
ENDED = "authorisation_ended"

Status = Authorisation.Status


@transaction.atomic
def begin(authorisation: Authorisation) -> ProcessInstance | None:
    """Start the term of an authorisation that is in force; a second call changes nothing.

    None where the process is not deployed (yet): `catch_up` begins it later.
    """
    # Two calls at the same moment: the second waits here.
    found = Authorisation.objects.select_for_update(of=["self"]).select_related("product")
    authorisation = found.get(pk=authorisation.pk)
    if authorisation.status not in Authorisation.IN_FORCE or authorisation.is_past or not _is_deployed():
        return None
    if _running().filter(business_key=authorisation.number).exists():
        return None
    variables = {
        "authorisation_id": authorisation.pk,
        "authorisation_number": authorisation.number,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
        "valid_to": authorisation.valid_to.isoformat(),
    }
    return runtime.start(PROCESS, business_key=authorisation.number, variables=variables)


def catch_up() -> None:
    """What no case does by itself: begin the terms that are missing (of authorisations from before there were any),
    let what is past expire once no warning is open, and end the cases of authorisations that are over."""
    if not _is_deployed():
        return
    running = _running().filter(business_key=OuterRef("number"))
    in_force = Authorisation.objects.in_force()
    for authorisation in in_force.exclude(_past()).exclude(Exists(running)):
        begin(authorisation)
    for authorisation in in_force.filter(_past(), status=Status.VALID).exclude(Exists(running)):
        expire(authorisation)
    _end_cases()


def _end_cases() -> None:
    """Whoever ended an authorisation: what runs for it hears of it once."""
    over = Authorisation.objects.filter(Q(status__in=Authorisation.OVER) | _past()).exclude(status=Status.PENDING)
    ended = Authorisation.objects.filter(status__in=Authorisation.OVER).values("number")
    for pk, number in _running().filter(business_key__in=ended).values_list("pk", "business_key"):
        # One that is restored on appeal has another term, which may end too.
        runtime.correlate(ENDED, correlation_key=number, message_id=f"{ENDED}:{pk}")
    numbers = [
        *AnnualInspection.objects.open().filter(authorisation__in=over).values_list("number", flat=True),
        *MarkProof.objects.open().filter(authorisation__in=over).values_list("number", flat=True),
    ]
    for number in numbers:
        runtime.correlate(ENDED, correlation_key=number, message_id=f"{ENDED}:{number}")


def next_step(authorisation: Authorisation, *, may_renew: bool) -> dict[str, Any]:
    """What the term waits for next, and until when: an inspection, the opening of the renewal, or the end.

    `may_renew`: the enterprise has not been told yet that it may.
    """
    coming: list[tuple[datetime, str]] = []
    if authorisation.status not in Authorisation.IN_FORCE:
        may_renew = False  # nothing begins any more; the term is about to hear that it is over
    elif anniversary := inspections.next_anniversary(authorisation):
        notice = anniversary[1] - timedelta(days=values.whole("OTOP_INSPECTION_NOTICE_DAYS"))
        coming.append((_morning(notice), "inspection"))
    if may_renew:
        coming.append((_morning(renewals.window(authorisation).opens), "renewal"))
    at, kind = min(coming, default=(_morning(authorisation.valid_to), "expiry"))
    return {"next_at": at.isoformat(), "next_kind": kind}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), clock.LOCAL_ZONE)


@transaction.atomic
def expire(authorisation: Authorisation) -> bool:
    """The last day is over; False if it had ended before, or where a warning, which people must still see, is open."""
    authorisation = Authorisation.objects.select_for_update(of=["self"]).get(pk=authorisation.pk)
    if authorisation.status != Status.VALID or not authorisation.is_past:
        return False
    authorisation.move(Status.EXPIRED)
    return True


def _is_deployed() -> bool:
    return ProcessDefinition.objects.filter(key=PROCESS).exists()


def _running() -> QuerySet[ProcessInstance]:
    """Those that have not ended: of what an appeal restores, another term begins."""
    return ProcessInstance.objects.filter(process_key=PROCESS, status=ProcessInstance.Status.ACTIVE)


def _past() -> Q:
    return Q(valid_to__lt=clock.today())
