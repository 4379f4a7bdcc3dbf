"""The many products that are loaded beside the running platform."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import count
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from stdnum.cn import uscc

from documents.numbers import next_number
from engine import clock
from engine.models import Incident, Job
from portal.accounts.models import User
from portal.certification.models import Authorisation
from portal.demo import houses, loading
from portal.demo.background import courtesy
from portal.demo.background import loading as background
from portal.demo.background.fates import FATES
from portal.demo.background.plans import Place, Plan, plans
from portal.demo.people import CAST, MARK
from portal.demo.stage import Stage
from portal.demo.world import Business
from portal.public.listing import catch_up
from portal.registry.models import Enterprise, Product
from tests.portal.demo.regions import write_regions
from tests.portal.world import BPMN

PROVINCES = ["11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41"]
PROVINCES += ["42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"]
PLACES = {
    code: [Place(f"{code}0{n}21{n}00", f"某{n}", f"县{n}", f"县{n}镇{n}") for n in range(1, 8)] for code in PROVINCES
}


def test_what_is_made_up_is_valid_distinct_and_the_same_every_time():
    made = [plan.made for plan in plans(PLACES)]
    assert plans(PLACES) == plans(PLACES)
    codes = [one.business.uscc for one in made]
    assert all(uscc.is_valid(code) for code in codes)
    first = {house.uscc for house in vars(houses).values() if isinstance(house, Business)}
    phones = {one.person.phone for one in made}
    assert len(set(codes) - first) == len({one.business.name for one in made}) == len(made)
    assert len(phones - {person.phone for person in CAST}) == len({one.owner for one in made}) == len(made)
    assert {len(phone) for phone in phones} == {11}
    assert all(one.business.name.endswith(MARK) and one.goods.name.endswith(MARK) for one in made)


def test_they_are_spread_over_provinces_classes_stars_and_fates():
    chosen = plans(PLACES)
    provinces = Counter(plan.made.business.township[:2] for plan in chosen)
    assert set(provinces) == set(PROVINCES)
    assert max(provinces.values()) - min(provinces.values()) <= 1
    assert Counter(plan.fate.name for plan in chosen) == {fate.name: fate.count for fate in FATES}
    assert {plan.made.star for plan in chosen} == {1, 2, 3, 4, 5}
    assert {plan.made.goods.sort for plan in chosen} == set(Product.Category.values) - {Product.Category.OTHER}
    assert all(plan.made.star in plan.fate.stars for plan in chosen)


@pytest.fixture
def people(db: None, settings: Any, tmp_path: Any) -> None:
    """The demo before its first story."""
    regions = tmp_path / "regions"
    regions.mkdir()
    settings.DATA_DIR, settings.REGION_DATA_DIR = tmp_path, write_regions(regions)
    settings.LIBREOFFICE = ""
    call_command("deploy", BPMN, stdout=io.StringIO())


@pytest.fixture
def chosen(people: None, monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """One of each of these."""
    monkeypatch.setattr(loading, "STORIES", ())
    loading.load(lambda line: None)
    missing = background.missing(background.COUNT)
    return [
        next(plan for plan in missing if plan.fate.name == name) for name in ("returned", "valid3", "late", "withdrawn")
    ]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_loading_that_is_interrupted_or_gives_way_goes_on_where_it_was(
    chosen: list[Plan], monkeypatch: pytest.MonkeyPatch
):
    def stop(stage: Stage) -> None:
        raise KeyboardInterrupt  # Ctrl-C

    background.load(chosen[:1], str, rest=0)
    with monkeypatch.context() as patched:
        patched.setattr(Stage, "finish", stop)
        with pytest.raises(KeyboardInterrupt):
            background.load(chosen[1:], str, rest=0)
    left = {plan.made.number for plan in background.missing(background.COUNT)}
    assert [plan.made.number in left for plan in chosen] == [False, True, True, True]
    assert not User.objects.filter(username=chosen[1].made.owner).exists()

    looks = count(1)

    def look() -> None:
        if next(looks) == 5:
            raise courtesy.InTheWay

    monkeypatch.setattr(courtesy, "look", look)
    assert background.load(chosen, str, rest=0) == 3
    assert next(looks) > 50
    assert background.load(chosen, str, rest=0) == 0
    names = {plan.fate.name: plan.made.goods.name for plan in chosen}
    found = {product.name: product.status for product in Product.objects.all()}
    assert found == {
        names["returned"]: "returned",
        names["valid3"]: "starred",
        names["late"]: "starred",
        names["withdrawn"]: "filed",
    }
    assert Authorisation.objects.get(product__name=names["late"]).status == "yellow"
    catch_up()
    assert names["valid3"] in Client().get("/products/").content.decode()
    assert not Incident.objects.exists()
    assert not Job.objects.filter(status="ready", due_at__lte=clock.now()).exists()
    assert Enterprise.objects.count() == len(chosen)


@pytest.fixture
def counting() -> Iterator[Any]:
    """Somebody else who takes the next number, on a connection of his own, and keeps it until told."""
    let_go, has_it = Event(), Event()

    def work() -> None:
        with transaction.atomic():
            next_number("background")
            has_it.set()
            let_go.wait(20)
        connection.close()

    other = Thread(target=work)
    other.has_it, other.let_go = has_it, let_go  # type: ignore[attr-defined]
    yield other
    let_go.set()
    if other.is_alive():
        other.join()


@pytest.mark.django_db(transaction=True)
def test_a_story_that_somebody_waits_for_is_given_up(counting: Any):
    def tell() -> None:
        with courtesy.giving_way():
            next_number("background")
            courtesy.look()
            counting.start()
            for _look in range(100):
                courtesy.look()
                sleep(0.05)

    with pytest.raises(courtesy.InTheWay):
        tell()
    assert counting.has_it.wait(5)


@pytest.mark.django_db(transaction=True)
def test_a_story_waits_for_nobody_for_long(counting: Any):
    counting.start()
    assert counting.has_it.wait(5)
    with pytest.raises(courtesy.InTheWay), courtesy.giving_way():
        next_number("background")


@pytest.mark.django_db
def test_a_story_begins_when_nothing_is_due(monkeypatch: pytest.MonkeyPatch):
    seen = iter([True, True, False])
    slept: list[float] = []
    monkeypatch.setattr(courtesy, "_is_due", lambda: next(seen))
    monkeypatch.setattr(courtesy.time, "sleep", slept.append)
    courtesy.wait_until_nothing_is_due()
    assert len(slept) == 2
