"""The term of an authorisation: a case that begins what falls due while it is in force, and ends it on its day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

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
# A term that was cancelled, or ended with a star that an appeal restored, is followed by another: NUMBER/2.
_AGAIN = "/"

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
    terms = ProcessInstance.objects.filter(process_key=PROCESS)
    former = terms.filter(business_key=authorisation.number) | terms.filter(_again_of(Value(authorisation.number)))
    if former.filter(status=ProcessInstance.Status.ACTIVE).exists():
        return None
    count = former.count()
    key = f"{authorisation.number}{_AGAIN}{count + 1}" if count else authorisation.number
    variables = {
        "authorisation_id": authorisation.pk,
        "authorisation_number": authorisation.number,
        "enterprise_id": authorisation.product.enterprise_id,
        "product_id": authorisation.product_id,
        "valid_to": authorisation.valid_to.isoformat(),
    }
    return runtime.start(PROCESS, business_key=key, variables=variables)


def _again_of(number: Any) -> Q:
    """A number, or an expression for it."""
    return Q(business_key__startswith=Concat(number, Value(_AGAIN)))


def catch_up() -> None:
    """What no case does by itself: begin the terms that are missing (of authorisations from before there were any),
    let what is past expire once no warning is open, and end the cases of authorisations that are over."""
    if not _is_deployed():
        return
    first = _running().filter(business_key=OuterRef("number"))
    again = _running().filter(_again_of(OuterRef("number")), business_key__contains=_AGAIN)
    without_term = Authorisation.objects.in_force().exclude(Exists(first)).exclude(Exists(again))
    for authorisation in without_term.exclude(_past()):
        begin(authorisation)
    for authorisation in without_term.filter(_past(), status=Status.VALID):
        expire(authorisation)
    _end_cases()


def _end_cases() -> None:
    """Whoever ended an authorisation: what runs for it hears of it once."""
    over = Authorisation.objects.filter(Q(status__in=Authorisation.OVER) | _past()).exclude(
        status__in=Authorisation.UNISSUED
    )
    ended = Authorisation.objects.filter(status__in=Authorisation.OVER).values("number")
    running = _running().annotate(
        number=Func(F("business_key"), Value(_AGAIN), Value(1), function="split_part", output_field=CharField())
    )
    for pk, number in running.filter(number__in=ended).values_list("pk", "number"):
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
