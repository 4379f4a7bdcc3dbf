"""What the tests of a product's filing start from."""

from __future__ import annotations

import pytest

from tests.portal.filing import draft
from tests.portal.world import WEDNESDAY, deploy


@pytest.fixture(autouse=True)
def process(people, clock):
    clock.set(WEDNESDAY)
    deploy("product_filing")


@pytest.fixture
def product(tea_house, people):
    return draft(tea_house, by=people.owner)
