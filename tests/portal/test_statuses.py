"""What has a status changes it only along the ways that its model declares, whoever asks and whatever they remember."""

from __future__ import annotations

import re
import time
from threading import Event, Thread

import pytest
from django.apps import apps
from django.db import connection, transaction

from portal.evaluation.commands import applications
from portal.evaluation.models import Application
from portal.registry import commands
from portal.registry.models import Enterprise
from portal.scheme.moving import Moving, NoWay
from portal.services.places import PROJECT

Status = Enterprise.Status
MODELS = [model for model in apps.get_models() if issubclass(model, Moving)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_way_leads_from_a_status_to_another(model):
    for status, following in model.WAYS.items():
        assert {status, *following} <= set(model.Status)
        assert status not in following


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_from_where_a_row_begins_every_declared_status_is_reached(model):
    begin = Status.SUBMITTED if model is Enterprise else model._meta.get_field("status").default
    reached, new = set(), {begin}
    while new:
        reached |= new
        new = {after for status in new for after in model.WAYS.get(status, ())} - reached
    assert set(model.WAYS) <= reached


def test_nobody_sets_a_status_by_hand():
    sources = [path for path in (PROJECT / "portal").rglob("*.py") if path.name != "moving.py"]
    by_hand = [str(path) for path in sources if re.search(r"\.status(, .*)? = ", path.read_text())]
    assert by_hand == []


def test_nobody_sets_statuses_of_many_rows_past_their_ways():
    """Text messages have none."""
    sources = [path for path in (PROJECT / "portal").rglob("*.py") if "notifications" not in path.parts]
    past = [str(path) for path in sources if re.search(r"\.update\([^)]*\bstatus=", path.read_text())]
    assert past == []


@pytest.mark.django_db
def test_what_is_over_stays_over(tea_house):
    Enterprise.objects.filter(pk=tea_house.pk).update(status=Status.REJECTED)
    with pytest.raises(NoWay) as refused:
        commands.activate(tea_house.pk)
    assert str(refused.value) == f"“{tea_house}”的状态是“不予通过”，不能变为“已注册”"
    assert Enterprise.objects.get(pk=tea_house.pk).status == Status.REJECTED


@pytest.mark.django_db
def test_the_row_counts_not_what_an_object_remembers(tea_house):
    stale = Enterprise.objects.get(pk=tea_house.pk)
    Enterprise.objects.filter(pk=tea_house.pk).update(status=Status.WITHDRAWN)
    with pytest.raises(NoWay):
        stale.move(Status.FROZEN)
    assert stale.status == Status.WITHDRAWN


@pytest.mark.django_db
def test_doing_it_twice_changes_nothing(tea_house):
    first = commands.activate(tea_house.pk).activated_at
    assert commands.activate(tea_house.pk).activated_at == first


@pytest.mark.django_db
def test_a_passed_application_cannot_fail_any_more(tea, people):
    application = Application.objects.create(
        number="A202600001", enterprise=tea.enterprise, product=tea, star=1, created_by=people.owner, status="passed"
    )
    for change in (applications.fail, applications.lapse, applications.request_correction, applications.accept):
        with pytest.raises(NoWay):
            change(application)
    assert Application.objects.get(pk=application.pk).status == "passed"


@pytest.mark.django_db(transaction=True)
def test_of_two_ends_at_the_same_moment_one_holds(tea_house):
    Enterprise.objects.filter(pk=tea_house.pk).update(status=Status.SUBMITTED)
    is_first = Event()

    def reject() -> None:
        with transaction.atomic():
            commands.reject(tea_house.pk)
            is_first.set()
            time.sleep(0.3)
        connection.close()

    first = Thread(target=reject)
    first.start()
    is_first.wait(10)
    with pytest.raises(NoWay):
        commands.lapse(tea_house.pk)
    first.join()
    assert Enterprise.objects.get().status == Status.REJECTED
