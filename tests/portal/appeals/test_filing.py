"""An appeal is filed in time, by the owner, against what can be appealed, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from engine import clock as engine_clock
from engine.models import ProcessInstance
from portal.appeals.commands import file_appeal
from portal.appeals.errors import AppealedBefore, MayNotAppeal, NotAppealable, TooLate
from portal.appeals.models import Appeal
from tests.portal.appeals.appealing import FORM

pytestmark = pytest.mark.django_db

# Ten working days after Wednesday 11 March 2026: the end of 25 March.
LAST_MINUTE = datetime(2026, 3, 25, 15, 59, tzinfo=UTC)


def test_the_tenth_working_day_is_in_time_and_the_eleventh_too_late(red, warning, clock, people, client):
    client.force_login(people.owner)
    page = reverse("appeals:new", args=["warning", warning.pk])
    clock.set(LAST_MINUTE)
    assert "红色警示" in client.get("/enterprise/appeals/").content.decode()
    assert client.get(page).status_code == 200
    clock.set(LAST_MINUTE + timedelta(minutes=2))
    assert (
        reverse("appeals:new", args=["warning", warning.pk]) not in client.get("/enterprise/appeals/").content.decode()
    )
    refused = client.post(page, FORM)
    assert refused.status_code == 422
    assert "已于2026-03-25届满" in refused.content.decode()
    with pytest.raises(TooLate):
        file_appeal(warning, **FORM, by=people.owner)
    clock.set(LAST_MINUTE)
    assert client.post(page, FORM)["Location"] == "/enterprise/appeals/"
    assert Appeal.objects.get().number == "P202600001"


def test_an_administrator_changes_the_period(red, warning, clock, settings, people):
    settings.OTOP_APPEAL_DAYS = 11
    clock.set(LAST_MINUTE + timedelta(days=1))
    assert file_appeal(warning, **FORM, by=people.owner)


@pytest.mark.parametrize("who", ["staff", "rival", "compliance", "legal", "admin"])
def test_only_the_owner_appeals(red, warning, people, client, who):
    person = getattr(people, who)
    with pytest.raises(MayNotAppeal):
        file_appeal(warning, **FORM, by=person)
    client.force_login(person)
    answer = client.post(reverse("appeals:new", args=["warning", warning.pk]), FORM)
    assert answer.status_code in (302, 403, 404)
    assert not Appeal.objects.exists()


def test_bad_input_is_told_by_its_field(red, warning, people, client):
    client.force_login(people.owner)
    page = reverse("appeals:new", args=["warning", warning.pk])
    for wrong in ({"request": ""}, {"grounds": "不服"}):
        assert client.post(page, FORM | wrong).status_code == 422
    for missing in (["warning", 999999], ["application", 999999]):
        assert client.get(reverse("appeals:new", args=missing)).status_code == 404
    assert not Appeal.objects.exists()


def test_what_was_not_served_or_was_taken_back_is_not_appealed(prosecute, people):
    case = prosecute(trigger="quality_risk", severity="urgent")
    waits = case.case.warnings.get()
    with pytest.raises(NotAppealable):
        file_appeal(waits, **FORM, by=people.owner)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_appeal(red, warning, people):
    now = engine_clock.now()

    def file(_n: int) -> bool:
        try:
            with engine_clock.at(now):  # a thread has a clock of its own
                file_appeal(warning, **FORM, by=people.owner)
        except AppealedBefore:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(file, range(2))) == [False, True]
    assert ProcessInstance.objects.filter(process_key="appeal").count() == 1
