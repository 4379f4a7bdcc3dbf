"""An irregular grant from its proposal to its delivery; the diagram of `referrer_grant` decides the order."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction

from engine import business_time, clock, runtime
from portal.accounts import roles
from portal.accounts.models import User
from portal.referrals.commands import counted_of
from portal.referrals.errors import CashRefused, MayNotPropose, NothingCounted, OwnGrant
from portal.referrals.models import Grant, Referrer
from portal.scheme import values
from portal.scheme.numbers import of_this_year

PROCESS = "referrer_grant"
# The roles themselves are asked for: a superuser has every permission, but proposes nothing.
PROPOSERS = (roles.REGISTRATION_REVIEWER, roles.PROCESS_MANAGER)
_YEAR = timedelta(days=365)
# What a grant may not be, whatever it is called.
_CASH = re.compile(r"现金|红包|转账|返现|返点|佣金|提成|购物卡|储值卡|充值卡")

Status = Grant.Status


@transaction.atomic
def propose(grant: Grant, *, by: User) -> Grant:
    """Keep it and start its case. Raises `MayNotPropose`, `OwnGrant`, `NothingCounted`, `CashRefused`."""
    if not by.groups.filter(name__in=PROPOSERS).exists():
        raise MayNotPropose
    if grant.referrer.user_id == by.pk:
        raise OwnGrant
    if not counted_of(grant.referrer):
        raise NothingCounted
    if cash := _CASH.search(f"{grant.title} {grant.detail}"):
        raise CashRefused(word=cash.group())
    grant.number, grant.proposed_by = of_this_year("G"), by
    grant.save()
    variables = {"grant_id": grant.pk, "referrer_user": grant.referrer.user.username}
    runtime.start(PROCESS, business_key=grant.number, variables=variables, by=by)
    return grant


def recent_of(referrer: Referrer) -> int:
    """What was granted within a year, as the approver weighs it."""
    since = clock.now() - _YEAR
    return referrer.grants.filter(decided_at__gte=since).exclude(status=Status.REFUSED).count()


# What the diagram's service tasks do; each may be repeated without harm.


@transaction.atomic
def offer(grant: Grant) -> datetime:
    """Until when the referrer may answer."""
    answer_by = grant.answer_by or business_time.add_working_days(clock.now(), values.whole("OTOP_GRANT_ANSWER_DAYS"))
    grant.move(Status.OFFERED, answer_by=answer_by)
    return answer_by


@transaction.atomic
def end(grant: Grant) -> bool:
    """The platform ends it: refused where the referrer does not know of it yet; False where it had ended before."""
    if not grant.may_become(Status.ENDED):
        return False
    grant.move(Status.REFUSED if grant.status in Grant.INSIDE else Status.ENDED)
    return True
