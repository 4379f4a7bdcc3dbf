"""Two agencies, each with one person, and P06 as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import deployments
from portal.accounts import roles
from portal.evaluation.models import Agency
from portal.registry.models import Product
from tests.portal.evaluation.case import Case
from tests.portal.evaluation.outside import ThirdParty
from tests.portal.world import BPMN, WEDNESDAY


def process_files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((BPMN / "eval_third_party").iterdir())}


@pytest.fixture
def make_agency(make_user: Any) -> Any:
    """`make_agency("甲检测评价", "jia")`: with one person, for tea."""

    def make(name: str, username: str, **changes: Any) -> Agency:
        fields = {
            "uscc": f"9143010400000000{Agency.objects.count():02}",
            "fields": ["tea"],
            "cma_number": "231821340123",
        }
        agency = Agency.objects.create(name=name, **fields | changes)
        agency.members.create(user=make_user(username, roles.AGENCY))
        return agency

    return make


@pytest.fixture
def first(make_agency: Any) -> Agency:
    return make_agency("甲检测评价", "jia")


@pytest.fixture
def second(make_agency: Any) -> Agency:
    return make_agency("乙检测评价", "yi")


@pytest.fixture
def begin(people: Any, clock: Any, tea: Product, first: Agency, second: Agency) -> Any:
    clock.set(WEDNESDAY)
    deployments.deploy(process_files())
    return lambda: ThirdParty(people, tea, star=2)


@pytest.fixture
def commissioned(begin: Callable[[], ThirdParty], first: Agency) -> Callable[[], ThirdParty]:
    """The first agency has accepted."""

    def commission() -> ThirdParty:
        case = begin()
        case.commission(first)
        return case

    return commission


@pytest.fixture
def accepted_for_two(accepted: Callable[..., Case], no_draw: None, first: Agency) -> Case:
    """A whole application for two stars, without the laboratory; the agencies are there already."""
    deployments.deploy(process_files())
    return accepted(star=2)
