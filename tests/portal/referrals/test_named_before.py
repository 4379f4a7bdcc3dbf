"""Whoever was named before there were referrals: taken over by a migration, waited for from the next hour on."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.utils import timezone

from engine import clock, jobs
from engine.models import ProcessInstance
from portal.referrals.commands import MATCHING, become_referrer, wait_for_those_named_before
from portal.referrals.models import Referral

pytestmark = pytest.mark.django_db

migration = import_module("portal.referrals.migrations.0002_named_before")


class Before:
    """The enterprises as they were, with the number in a column."""

    def __init__(self, *enterprises: SimpleNamespace) -> None:
        self.objects = self
        self.enterprises = enterprises

    def exclude(self, **words: str) -> Before:
        return self

    def filter(self, *, created_at__gt) -> Before:
        return Before(*(one for one in self.enterprises if one.created_at > created_at__gt))

    def iterator(self):
        return iter(self.enterprises)


def take_over(enterprise, phone: str, *, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    before = Before(SimpleNamespace(pk=enterprise.pk, created_at=at, referrer_phone=phone))

    class Created:
        def create(self, *, enterprise: SimpleNamespace, **fields) -> None:
            Referral.objects.create(enterprise_id=enterprise.pk, **fields)

    models = {"Enterprise": before, "Referral": SimpleNamespace(objects=Created())}
    migration.take_over(SimpleNamespace(get_model=lambda _app, name: models[name]), None)


def test_a_number_that_was_kept_waits_for_its_owner(processes, make_user, tea_house):
    person = make_user("rf", display_name="彭荐")
    take_over(tea_house, person.phone, days_ago=10)
    referral = Referral.objects.get(enterprise=tea_house)
    assert person.phone not in (referral.digest, referral.number)
    assert wait_for_those_named_before() == 1
    assert wait_for_those_named_before() == 0
    assert ProcessInstance.objects.filter(process_key=MATCHING, business_key=referral.number).count() == 1

    become_referrer(person)
    referral.refresh_from_db()
    assert (referral.status, referral.referrer.user) == ("matched", person)


def test_a_number_that_nobody_owns_is_forgotten_in_time(processes, tea_house):
    take_over(tea_house, "15499999999", days_ago=10)
    wait_for_those_named_before()
    with clock.at(timezone.now() + timedelta(days=81)):
        jobs.run_due_jobs()
    referral = Referral.objects.get(enterprise=tea_house)
    assert (referral.status, referral.digest) == ("forgotten", "")


def test_a_number_older_than_it_may_be_kept_is_not_taken_over(processes, tea_house):
    take_over(tea_house, "15499999999", days_ago=100)
    assert not Referral.objects.exists()
