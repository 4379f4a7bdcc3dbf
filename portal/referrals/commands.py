"""Becoming a referrer, and what comes of a referrer that an enterprise named; the diagrams of P18 decide the order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.crypto import salted_hmac

from engine import clock, runtime
from engine.errors import AlreadyStarted
from engine.models import ProcessInstance
from portal.accounts import roles
from portal.accounts.models import User
from portal.referrals.errors import PhoneNotVerified
from portal.referrals.models import Referral, Referrer
from portal.registry.membership import is_bound
from portal.registry.models import Enterprise
from portal.registry.referrers import Named
from portal.scheme import values
from portal.scheme.numbers import of_this_year

MATCHING = "referral_matching"
# The version of what referrers agree to; a new wording gets a new version.
TERMS_VERSION = "2026-01"
JOINED = "referrer_joined"
# A case that is only about to wait for its referrer finds the message all the same.
_KEPT = timedelta(days=1)

Status = Referral.Status


@transaction.atomic
def become_referrer(user: User) -> Referrer:
    """With the number that was verified; whoever named it before is matched now. Repeating changes nothing.

    Raises `PhoneNotVerified`.
    """
    if not user.verified_phone:
        raise PhoneNotVerified
    referrer, _is_new = Referrer.objects.get_or_create(user=user, defaults={"terms": TERMS_VERSION})
    user.groups.add(Group.objects.get(name=roles.REFERRER))
    match_pending(referrer)
    return referrer


@transaction.atomic
def match_pending(referrer: Referrer) -> int:
    """Enterprises that named this person's number; how many."""
    phone = referrer.user.verified_phone
    if not phone or not referrer.user.is_active:
        return 0
    waiting = Referral.objects.filter(
        status=Status.PENDING, digest__in=list(_digests(phone)), forget_at__gt=clock.now()
    ).order_by("pk")
    found = list(waiting)
    for referral in found:
        referral.move(Status.MATCHED, referrer=referrer, digest="")
        runtime.correlate(JOINED, correlation_key=referral.number, keep_for=_KEPT)
    return len(found)


def number_changed(instance: User, update_fields: frozenset[str] | None = None, raw: bool = False, **more: Any) -> None:
    """Django's signal after a user is saved: a referrer's new number may have been named, too."""
    if raw or update_fields is None or "phone_verified_at" not in update_fields:
        return
    if referrer := Referrer.objects.filter(user=instance.pk).select_related("user").first():
        match_pending(referrer)


@transaction.atomic
def keep_named(enterprise: Enterprise, named: Named) -> None:
    """Whom an enterprise named when it registered. It is done in the same steps whether or not anybody has the
    number, so that nothing tells the one from the other."""
    if not (named.phone or named.invitation):
        return
    digest = next(_digests(named.phone))
    referrer = _referrer_of(named)
    now = clock.now()
    referral = Referral.objects.create(
        number=of_this_year("T"),
        status=Status.MATCHED if referrer else Status.PENDING,
        enterprise=enterprise,
        referrer=referrer,
        digest="" if referrer else digest,
        named_at=now,
        forget_at=now + timedelta(days=values.whole("OTOP_REFERRAL_KEEP_DAYS")),
    )
    _wait(referral)


def wait_for_those_named_before() -> int:
    """Enterprises that named somebody before there were referrals have no case that waits yet; how many."""
    begun = ProcessInstance.objects.filter(process_key=MATCHING, business_key=OuterRef("number"))
    found = Referral.objects.filter(~Exists(begun), status=Status.PENDING).order_by("pk")
    return sum(_wait_if_pending(pk) for pk in found.values_list("pk", flat=True))


@transaction.atomic
def _wait_if_pending(pk: int) -> bool:
    referral = _locked(pk)
    if referral.status != Status.PENDING:
        return False
    try:
        _wait(referral)
    except AlreadyStarted:  # by another worker
        return False
    return True


def _wait(referral: Referral) -> None:
    variables = {
        "enterprise_id": referral.enterprise_id,
        "referral_id": referral.pk,
        "referral_number": referral.number,
        "forget_at": referral.forget_at.isoformat(),
    }
    runtime.start(MATCHING, business_key=referral.number, variables=variables)


def _referrer_of(named: Named) -> Referrer | None:
    """By the number that was typed, else by the link that the person followed."""
    found = Referrer.objects.filter(user__is_active=True)
    if named.phone:
        found = found.filter(user__phone=named.phone, user__phone_verified_at__isnull=False)
    else:
        found = found.filter(code=named.invitation)
    return found.select_related("user").first()


def _digests(phone: str) -> Iterator[str]:
    """Under today's key, and under those that a change of the key left behind."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac("portal.referrals", phone, secret=key, algorithm="sha256").hexdigest()


def counted_of(referrer: Referrer) -> int:
    return referrer.referrals.filter(status=Status.COUNTED).count()


# What the diagrams' service tasks do; each may be repeated without harm.


@transaction.atomic
def judge(referral_id: int) -> Referral:
    """Nobody refers an enterprise of his own: who registered it, its members, its contact."""
    referral = _locked(referral_id)
    if referral.status == Status.MATCHED and _is_own(referral):
        referral.move(Status.VOID)
    return referral


@transaction.atomic
def count(enterprise_id: int | None) -> Referral | None:
    """The enterprise's referral, if this very call counted it: matched, the enterprise active, and not one's own."""
    found = Referral.objects.filter(enterprise=enterprise_id).values_list("pk", flat=True).first()
    if found is None:
        return None
    referral = judge(found)
    if referral.status != Status.MATCHED or not referral.enterprise.is_active:
        return None
    referral.move(Status.COUNTED, counted_at=clock.now())
    return referral


@transaction.atomic
def forget(referral_id: int) -> None:
    """The time is over; somebody who came at the last moment stays matched."""
    referral = _locked(referral_id)
    if referral.status == Status.PENDING:
        referral.move(Status.FORGOTTEN, digest="")


@transaction.atomic
def drop(enterprise_id: int | None) -> None:
    """Nobody counts it any more: its enterprise is registered, and whatever was to count it was called off."""
    found = Referral.objects.filter(enterprise=enterprise_id, status=Status.MATCHED, enterprise__status="active")
    for referral in found:
        referral.move(Status.VOID)


def _is_own(referral: Referral) -> bool:
    assert referral.referrer is not None
    user, enterprise = referral.referrer.user, referral.enterprise
    return is_bound(user, enterprise.pk) or user.phone == enterprise.contact_phone


def _locked(referral_id: int) -> Referral:
    found = Referral.objects.select_for_update(of=["self"], no_key=True)
    return found.select_related("enterprise", "referrer__user").get(pk=referral_id)
