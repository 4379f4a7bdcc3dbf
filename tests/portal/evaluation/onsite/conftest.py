"""The list of experts, and P07 deployed."""

from __future__ import annotations

from typing import Any

import pytest

from engine import deployments
from engine.models import Incident
from portal.accounts import roles
from portal.evaluation.models import Expert
from portal.registry.models import Product
from tests.portal.evaluation.outside import Onsite
from tests.portal.world import BPMN, WEDNESDAY


@pytest.fixture
def make_expert(make_user: Any, regions: Any) -> Any:
    """`make_expert("wang", "tea", senior=True)`: lives in 雷山县 unless the test says otherwise."""

    def make(username: str, *fields: str, senior: bool = False, county: str = "522634") -> Expert:
        return Expert.objects.create(
            user=make_user(username, roles.EXPERT),
            fields=list(fields),
            county=regions[county],
            is_senior=senior,
            employer="省农科院",
        )

    return make


@pytest.fixture
def experts(make_expert: Any) -> dict[str, Expert]:
    """Four who suit tea, three of its own field, two of these senior; and two who may never evaluate the tea house."""
    return {
        "tea": make_expert("ex-tea", "tea"),
        "safety": make_expert("ex-safety", "tea", "food_safety", senior=True),
        "quality": make_expert("ex-quality", "quality"),
        "second": make_expert("ex-second", "tea", "quality", senior=True),
        "silver": make_expert("ex-silver", "crafts", senior=True),
        "neighbour": make_expert("ex-neighbour", "tea", senior=True, county="433126"),
    }


@pytest.fixture
def onsite_process(people: Any, clock: Any) -> None:
    clock.set(WEDNESDAY)
    files = {path.name: path.read_bytes() for path in sorted((BPMN / "eval_onsite").iterdir())}
    form = BPMN / "star_application" / "star_evidence.form.json"
    deployments.deploy(files | {form.name: form.read_bytes()})


@pytest.fixture
def begin_onsite(onsite_process: None, people: Any, tea: Product, experts: Any) -> Any:
    def open_case(*, star: int = 4) -> Onsite:
        return Onsite(people, tea, star=star)

    return open_case


@pytest.fixture
def found(begin_onsite: Any, clock: Any) -> Any:
    """`found(("K9", "minor"))`: the panel scored enough for four stars, and the lead recorded this."""

    def play(*nonconformities: tuple[str, str], scores: tuple[int, int, int] = (85, 85, 85)) -> Onsite:
        case: Onsite = begin_onsite()
        case.to_record(clock)
        case.record_with(*nonconformities)
        case.all_opine(*scores)
        return case

    return play


@pytest.fixture(autouse=True)
def nothing_gets_stuck(db: None) -> Any:
    yield
    assert list(Incident.objects.values_list("element_id", "message")) == []
