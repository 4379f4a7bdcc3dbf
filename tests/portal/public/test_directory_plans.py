"""What the directories read: as much as a page shows, whatever else is listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.plans import readings
from tests.portal.public import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANY = 6000


@pytest.fixture
def full(people: Any, regions: Any) -> None:
    crowd.stars(MANY, by=people.owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('public_listing_signs'::regclass)")
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL random_page_cost = 1")  # of so few rows the database would rather read all


def read(path: str) -> tuple[int, set[str]]:
    """Most rows that one step looked at, and the indexes."""
    found = [node for node in readings(lambda: Client().get(path)) if "region" not in node.table]
    return max(node.rows for node in found), {node.index for node in found}


def test_a_page_reads_no_more_than_it_shows_far_down_the_list_too(full):
    path = "/products/"
    for _time in range(4):
        most, _indexes = read(path)
        assert most <= 21
        onward = re.search(r'rel="next" href="([^"]*)"', Client().get(path).content.decode())
        assert onward
        path = path.split("?", maxsplit=1)[0] + onward[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("q=云岭77号", "public_listing_signs"),
        ("q=otop-x-5123", "public_listing_signs"),
        ("status=revoked", "listed_with_a_concern"),
        ("province=43&county=430121", "listed_places"),
    ],
)
def test_what_is_rare_is_looked_up(full, query, index):
    most, indexes = read(f"/products/?{query}")
    assert index in indexes
    assert most < MANY / 5
