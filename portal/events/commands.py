"""From announcing an event to its record: one lock each, the event's row. Places are counted under it, so nobody gets
one that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from engine import clock
from portal.accounts.models import User
from portal.events import admission, notices
from portal.events.errors import (
    Begun,
    CannotConfirm,
    NotAdmitted,
    NotChangeable,
    NotOver,
    OwnEnterprise,
    SignedUpAlready,
    SignupsClosed,
    TooFewPlaces,
)
from portal.events.models import Event, Signup
from portal.registry.membership import is_bound
from portal.registry.models import Enterprise, Product
from portal.scheme.numbers import of_this_year

Status = Signup.Status


def may_manage(user: User) -> bool:
    """Whoever announces events and hands out their places."""
    return user.has_perm("events.change_event")


@transaction.atomic
def draft(event: Event, *, by: User) -> Event:
    event.number, event.created_by = of_this_year("E"), by
    event.save()
    return event


@transaction.atomic
def change(event: Event) -> None:
    """Keep what was changed; whoever signed up is told of it. Raises `NotChangeable`, `TooFewPlaces`."""
    before = _lock(event)
    if before.status not in Event.CHANGEABLE:
        raise NotChangeable
    confirmed = event.signups.filter(status=Status.CONFIRMED).count()
    if event.places < confirmed:
        raise TooFewPlaces(taken=confirmed)
    event.save()
    if before.status == Event.Status.OPEN:
        if told := notices.changes(before, event):
            notices.tell_all(_live(event), "changed", reason=told)
        _fit(event)


@transaction.atomic
def publish(event: Event) -> None:
    _lock(event)
    event.move(Event.Status.OPEN, published_at=event.published_at or clock.now())


@transaction.atomic
def cancel(event: Event, *, reason: str) -> None:
    """Whoever signed up is told; a draft is only put away."""
    _lock(event)
    event.move(Event.Status.CANCELLED, reason=reason)
    for signup in _live(event):
        signup.move(Status.CLOSED, reason=reason)
        notices.tell(signup, "cancelled", reason=reason)


@transaction.atomic
def sign_up(
    event: Event, *, enterprise: Enterprise, product: Product | None, by: User, people: int = 1, note: str = ""
) -> Signup:
    """A place where one is free, else a place in the line. Raises `NotAdmitted` with the reasons, `SignedUpAlready`."""
    event = _lock(event)
    if event.signups.standing().filter(enterprise=enterprise).exists():
        raise SignedUpAlready
    if found := admission.closed(event) or admission.reasons(event, enterprise, product):
        raise NotAdmitted(found)
    status = Status.ASKED if _taken(event) < event.places else Status.WAITING
    told = {"product": product, "people": people, "note": note}
    return Signup.objects.create(event=event, enterprise=enterprise, status=status, asked_by=by, **told)


@transaction.atomic
def withdraw(signup: Signup) -> None:
    """Until signing up ends; the next in line gets the place. Raises `SignupsClosed`."""
    event = _lock(signup.event)
    if not event.takes_signups:
        raise SignupsClosed
    signup.move(Status.WITHDRAWN)
    _fit(event)


@transaction.atomic
def confirm(signup: Signup, *, by: User) -> None:
    """Raises `CannotConfirm` where it may not take part (any more), `OwnEnterprise`, `NoWay` for who only waits."""
    event = _decide(signup, by)
    if signup.status == Status.CONFIRMED:
        return
    if found := admission.reasons(event, signup.enterprise, signup.product):
        raise CannotConfirm(found)
    signup.move(Status.CONFIRMED, decided_by=by, decided_at=clock.now())
    notices.tell(signup, "confirmed")


@transaction.atomic
def decline(signup: Signup, *, reason: str, by: User) -> None:
    """Also a place that was confirmed; the next in line gets it."""
    event = _decide(signup, by)
    signup.move(Status.DECLINED, reason=reason, decided_by=by, decided_at=clock.now())
    notices.tell(signup, "declined", reason=reason)
    _fit(event)


@transaction.atomic
def take_off(which: Q, *, reason: str) -> None:
    """Those of coming events that may take part no longer; the next in line get their places."""
    coming = Signup.objects.live().filter(which, event__status=Event.Status.OPEN, event__begins_at__gt=clock.now())
    for event in Event.objects.filter(pk__in=coming.values("event")).order_by("pk").select_for_update(no_key=True):
        for signup in event.signups.live().filter(which).select_related("enterprise"):
            signup.event = event
            signup.move(Status.DECLINED, reason=reason, decided_at=clock.now())
            notices.tell(signup, "taken_off", reason=reason)
        _fit(event)


@transaction.atomic
def record(event: Event, *, text: str, attended: Collection[int], by: User) -> None:
    """What it was like and who came; who never got a place is done with. Raises `NotOver`."""
    event = _lock(event)
    if not event.is_over:
        raise NotOver
    event.move(Event.Status.HELD, record=text, recorded_at=clock.now())
    for signup in _live(event):
        if signup.status != Status.CONFIRMED:
            signup.move(Status.CLOSED)
        else:
            came = signup.pk in attended
            signup.move(Status.ATTENDED if came else Status.ABSENT, decided_by=by, decided_at=clock.now())
            notices.tell(signup, "recorded")


def _decide(signup: Signup, by: User) -> Event:
    event = _lock(signup.event)
    if is_bound(by, signup.enterprise_id):
        raise OwnEnterprise
    if event.status != Event.Status.OPEN:
        raise NotChangeable
    if event.begins_at <= clock.now():
        raise Begun
    signup.refresh_from_db(fields=["status"])
    return event


def _fit(event: Event) -> None:
    """Who waits gets what is free, first come first served; where there are too few places, who came last and was not
    confirmed waits again."""
    free = event.places - _taken(event)
    for signup in event.signups.filter(status=Status.WAITING).select_related("enterprise")[: max(free, 0)]:
        _to(signup, event, Status.ASKED, "place")
    for signup in event.signups.filter(status=Status.ASKED).order_by("-asked_at", "-pk")[: max(-free, 0)]:
        _to(signup, event, Status.WAITING, "waiting")


def _to(signup: Signup, event: Event, status: Signup.Status, what: str) -> None:
    signup.event = event
    signup.move(status)
    notices.tell(signup, what)


def _taken(event: Event) -> int:
    return event.signups.holding().count()


def _live(event: Event) -> Iterable[Signup]:
    found = list(event.signups.live().select_related("enterprise"))
    for signup in found:
        signup.event = event
    return found


def _lock(event: Event) -> Any:
    """The row as it is now."""
    return Event.objects.select_for_update(no_key=True).get(pk=event.pk)
