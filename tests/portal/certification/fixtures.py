"""Fixtures that the tests of certification, supervision and the public pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.models import Incident
from portal.certification.models import Authorisation
from portal.registry.models import Product
from tests.portal.certification.issuing import KEYS, Issuing
from tests.portal.world import WEDNESDAY, deploy

Issue = Callable[..., Authorisation]


@pytest.fixture(autouse=True)
def keys_of_the_test(settings: Any) -> None:
    settings.QR_KEYS = dict(KEYS)


@pytest.fixture
def nothing_gets_stuck(db: None) -> Iterator[None]:
    yield
    assert list(Incident.objects.values_list("element_id", "message")) == []


@pytest.fixture
def begin(people: Any, tea: Product, clock: Any, nothing_gets_stuck: None) -> Callable[..., Issuing]:
    """`begin(star=4)`: P08 for the tea, up to the officer's proof, on a Wednesday at ten."""
    clock.set(WEDNESDAY)
    deploy("certification_issue")

    def start(*, star: int, product: Product | None = None, kind: str = "first") -> Issuing:
        return Issuing(product or tea, star=star, people=people, kind=kind)

    return start


@pytest.fixture
def issue(begin: Callable[..., Issuing]) -> Issue:
    """`issue(star=4)`: the authorisation as P08 leaves it."""

    def run(*, star: int = 4, product: Product | None = None, kind: str = "first") -> Authorisation:
        return begin(star=star, product=product, kind=kind).issue()

    return run
