"""How many stars are held where and since when: the numbers are those of the rows."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from portal.public import listing
from portal.public.models import Listing
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.public import crowd
from tests.portal.world import another

__all__ = ["begin", "issue", "keys_of_the_test", "nothing_gets_stuck"]

pytestmark = pytest.mark.django_db


def page(query: str = "") -> str:
    listing.catch_up()
    answer = Client().get(f"/statistics/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def tables(query: str = "") -> list[list[list[str]]]:
    """Rows of cells, table by table: by star, by place, by month."""
    return [
        [
            [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
        ]
        for table in re.findall(r"<table.*?</table>", page(query), re.DOTALL)
    ]


def test_stars_are_counted_by_star_place_and_month(issue, tea, regions):
    issue(star=4)
    issue(star=2, product=another(tea, "古丈红茶"))
    stars, places, months = tables()
    assert [row[2] for row in stars] == ["0", "1", "0", "1", "0"]
    assert places == [["湖南省", "0", "1", "0", "1", "0", "2", "0"]]
    assert months == [["2026-03", "0", "1", "0", "1", "0", "2"]]


def test_a_province_is_counted_by_county(issue, tea):
    issue(star=4)
    assert [row[0] for row in tables("?province=43")[1]] == ["湘西土家族苗族自治州古丈县"]
    assert "这里还没有持有星级的产品" in page("?province=52")


@pytest.mark.parametrize("province", ["99", "4", "x", "430000"])
def test_what_is_no_province_is_the_whole_country(issue, tea, province):
    issue(star=4)
    assert [row[0] for row in tables(f"?province={province}")[1]] == ["湖南省"]


def test_a_warned_star_is_held_and_told_apart_and_one_that_is_over_is_not_counted(issue, tea, clock):
    first = issue(star=4)
    second = issue(star=2, product=another(tea, "古丈红茶"))
    first.move("red")
    second.move("revoked")
    assert tables()[1] == [["湖南省", "0", "0", "0", "1", "0", "1", "1"]]
    clock.advance(days=4 * 366)
    assert "这里还没有持有星级的产品" in page()


def test_the_numbers_of_all_tables_and_of_the_bars_are_those_of_the_rows(people, regions):
    crowd.stars(2000, by=people.owner)
    held = Listing.objects.held().count()
    assert 1800 < held < 2000
    stars, places, months = tables()
    assert sum(int(row[2]) for row in stars) == held
    assert sum(int(row[6]) for row in places) == held
    assert sum(int(row[6]) for row in months) == held
    charts = [json.loads(text) for text in re.findall(r'<script type="application/json">(.*?)</script>', page())]
    for chart in charts:
        assert sum(sum(each["data"]) for each in chart["series"]) == held
    counties = tables("?province=43")[1]
    assert sum(int(row[6]) for row in counties) == Listing.objects.held().within("43").count()


def test_many_rows_are_counted_by_the_database(people, regions, django_assert_max_num_queries):
    crowd.stars(400, by=people.owner)
    for query in ("", "?province=43"):
        with django_assert_max_num_queries(5):
            assert Client().get(f"/statistics/{query}").status_code == 200


def test_the_page_says_the_numbers_without_a_script(issue: Any, tea: Any):
    issue(star=4)
    assert re.search(r"持有星级的产品 <strong>1</strong> 个", page())
