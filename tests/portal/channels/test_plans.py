"""What the feed reads: as much as a page tells, wherever it stands and whatever else is listed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from engine import clock
from portal.public.models import Listing
from tests.plans import readings
from tests.portal.channels.asking import FEED, Program
from tests.portal.public import crowd

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANY = 6000


@pytest.fixture
def full(people: Any, regions: Any) -> None:
    """Each was told of at a time of its own, a minute apart."""
    crowd.stars(MANY, by=people.owner)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE public_listing SET changed_at = %s - (product_id %% %s) * interval '1 minute'", [clock.now(), MANY]
        )
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL random_page_cost = 1")  # of so few rows the database would rather read all


def read(shop: Program, **asked: Any) -> tuple[int, set[str]]:
    """Most rows of the directory that one step looked at, and the indexes."""
    found = [node for node in readings(lambda: shop.get(FEED, **asked)) if node.table == "public_listing"]
    return max(node.rows for node in found), {node.index for node in found}


def test_a_page_reads_no_more_than_it_tells_far_down_the_feed_too(full, shop):
    asked: dict[str, Any] = {}
    for _time in range(4):
        most, indexes = read(shop, **asked)
        assert (most <= 51, indexes) == (True, {"listed_changes"})
        asked = {"cursor": shop.get(FEED, page_size=200, **asked)["next_cursor"]}


def test_what_changed_lately_is_found_at_once(full, shop):
    most, indexes = read(shop, changed_since=(clock.now() - timedelta(minutes=30)).isoformat())
    assert (most <= 51, indexes) == (True, {"listed_changes"})


def test_what_ended_at_midnight_is_looked_up(full):
    found = readings(lambda: list(Listing.objects.ended_since().values_list("pk", flat=True)))
    assert {node.index for node in found if node.table == "public_listing"} == {"listed_until"}
    assert max(node.rows for node in found) < MANY / 5
