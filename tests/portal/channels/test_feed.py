"""Channels read what everybody may know of products with a star, and miss no change of it."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from engine import clock as engine_clock
from portal.certification.commands import replace_code
from portal.certification.models import Authorisation, ScanEvent
from portal.public import listing, tasks
from portal.public.models import Listing
from portal.public.page import BANNERS
from portal.registry.commands import filings
from portal.registry.models import Enterprise, Product
from tests.portal.channels.asking import FEED, VERIFY
from tests.portal.filing import changed
from tests.portal.public import crowd
from tests.portal.supervision.conftest import authorisation, prosecute, second_officer
from tests.portal.world import another, deploy

__all__ = ["authorisation", "prosecute", "second_officer"]

pytestmark = pytest.mark.django_db


def test_a_product_is_told_of_with_all_that_a_shop_shows(begin, tea, shop, client):
    issuing = begin(star=4)
    assert shop.feed() == []
    issued = issuing.issue()
    (item,) = shop.feed()
    assert item.pop("updated_at")
    address = item.pop("verification_url")
    assert item == {
        "id": tea.pk,
        "number": issued.number,
        "product": {"name": "高山绿茶", "specification": "250克/罐", "category": "tea", "category_label": "茶叶"},
        "enterprise": {"name": tea.enterprise.name, "uscc": tea.enterprise.uscc},
        "origin": {"code": "433126", "province": "湖南省", "name": "湖南省湘西土家族苗族自治州古丈县"},
        "star": 4,
        "star_name": "四星级",
        "star_class": "臻选",
        "valid_from": issued.valid_from.isoformat(),
        "valid_to": issued.valid_to.isoformat(),
        "status": "valid",
        "status_label": "有效",
        "is_usable": True,
    }
    assert tea.name in client.get(address.removeprefix("http://localhost:8000")).content.decode()
    assert not ScanEvent.objects.exists()


def test_nothing_personal_and_no_internal_number_is_told(issue, tea, people, shop):
    number = issue(star=3).number
    told = b"".join(
        shop.answer(address, **asked).content
        for address, asked in ((FEED, {}), (f"{FEED}{number}/", {}), (VERIFY, {"code": number}))
    ).decode()
    assert number in told
    for secret in (
        tea.enterprise.contact_phone, tea.enterprise.contact_name, tea.enterprise.legal_representative,
        people.owner.display_name, tea.enterprise.number, tea.enterprise.address, str(tea.filing_number),
    ):  # fmt: skip
        assert secret not in told


def test_the_worst_status_is_told_everywhere_as_on_the_scan_page(issue, tea, shop, clock):
    """Every combination of authorisation, product and enterprise, and what the day adds."""
    issued = issue(star=3)
    token, number = tea.qr_code.token, issued.number
    listing.catch_up()
    published = [status for status in Authorisation.Status if status not in Authorisation.UNISSUED]
    today, after = engine_clock.today(), issued.valid_to + timedelta(days=1)
    states = list(itertools.product(("starred", "suspended", "revoked", "cancelled"), ("active", "frozen")))
    cases = [(today, status, *state) for status in published for state in states]
    cases += [(after, status, "starred", "active") for status in published]
    for day, status, product, enterprise in cases:
        clock.set(engine_clock.now() + timedelta(days=(day - engine_clock.today()).days))
        Authorisation.objects.filter(pk=issued.pk).update(status=status)
        Product.objects.filter(pk=tea.pk).update(status=product)
        Enterprise.objects.filter(pk=tea.enterprise_id).update(status=enterprise)
        page = Client().get(f"/c/{token}?from=channel").content.decode()
        title = re.findall(r'<h1 id="status">([^<]*)<', page)
        told = [shop.get(FEED)["results"][0], shop.get(f"{FEED}{number}/"), shop.get(VERIFY, code=token)]
        assert {str(BANNERS[item["status"]][0]) for item in told} == set(title), (day, status, product, enterprise)
        assert {item["status_label"] for item in told} == set(title)
        assert {item["is_usable"] for item in told} == {title[0] in ("有效", "黄色警示") and day == today}


def test_whoever_goes_on_from_the_last_position_is_told_of_every_change_and_nothing_else(
    issue, tea, people, shop, clock
):
    """A star, warnings, a freeze, a new name, another code, the end: each comes once more, and never vanishes."""
    issued = issue(star=3)
    other = issue(star=2, product=another(tea, "古丈红茶"))
    page = shop.get(FEED)
    assert {item["number"] for item in page["results"]} == {issued.number, other.number}

    def told() -> list[tuple[str, str]]:
        nonlocal page
        page = shop.get(FEED, cursor=page["position"])
        return [(item["product"]["name"], item["status"]) for item in page["results"]]

    assert told() == []
    assert page["position"]
    issued.move("yellow")
    assert told() == [("高山绿茶", "yellow")]
    tea.enterprise.move(Enterprise.Status.FROZEN)
    assert sorted(told()) == [("古丈红茶", "suspended"), ("高山绿茶", "suspended")]
    Enterprise.objects.get(pk=tea.enterprise_id).move(Enterprise.Status.ACTIVE)
    assert sorted(told()) == [("古丈红茶", "valid"), ("高山绿茶", "yellow")]
    old = tea.qr_code.token
    replace_code(tea, code=tea.qr_code.code, by=None, id=uuid4())
    (name,) = told()
    assert name == ("高山绿茶", "yellow")
    assert old not in page["results"][0]["verification_url"]
    issued.move("revoked")
    assert told() == [("高山绿茶", "revoked")]
    clock.set(engine_clock.now() + timedelta(days=(other.valid_to - engine_clock.today()).days + 1))
    tasks.catch_up()
    assert told() == [("古丈红茶", "expired")]
    tasks.catch_up()
    assert told() == []


def test_what_changes_nothing_that_is_told_is_no_change(issue, tea, shop):
    issue(star=3)
    position = shop.get(FEED)["position"]
    tea.refresh_from_db()
    tea.capacity = "年产30吨"
    tea.save()
    tea.enterprise.contact_name = "石晓"
    tea.enterprise.save()
    assert shop.get(FEED, cursor=position)["results"] == []


def test_a_time_finds_what_changed_since_and_lost_stars_among_them(issue, tea, shop, clock):
    issued = issue(star=3)
    issue(star=2, product=another(tea, "古丈红茶"))
    shop.feed()
    clock.advance(days=3)
    since = engine_clock.now().isoformat()
    assert shop.feed(changed_since=since) == []
    issued.move("revoked")
    (item,) = shop.feed(changed_since=since)
    assert (item["status"], item["is_usable"], item["updated_at"] >= since) == ("revoked", False, True)


def test_a_change_is_dated_later_than_all_before_even_when_a_clock_goes_back(issue, tea, shop, clock):
    """Or whoever has read up to the later date would never be told of it."""
    issued = issue(star=3)
    other = issue(star=2, product=another(tea, "古丈红茶"))
    position = shop.get(FEED)["position"]
    clock.advance(days=-30)
    for each in (other, issued):
        each.move("yellow")
        listing.catch_up()
    dates = list(Listing.objects.order_by("changed_at").values_list("changed_at", flat=True))
    assert len(set(dates)) == 2
    assert [item["number"] for item in shop.feed(cursor=position)] == [other.number, issued.number]


def test_pages_stay_whole_while_products_change(people, regions, shop):
    """Read page by page, with a change after each: nobody is missed, and who changed comes once more at the end."""
    crowd.stars(48, by=people.owner)
    page = shop.get(FEED, page_size=10)
    seen = [item["number"] for item in page["results"]]
    first, touched = seen[0], []
    while page["next"]:
        one = Authorisation.objects.filter(status="valid").exclude(number__in=touched).order_by("pk").first()
        assert one
        one.move("yellow")
        touched.append(one.number)
        page = shop.get(FEED, page_size=10, cursor=page["next_cursor"])
        seen += [item["number"] for item in page["results"]]
    assert set(seen) == set(Authorisation.objects.values_list("number", flat=True))
    assert first in touched
    assert seen.count(first) == 2
    assert {item["number"] for item in shop.feed(status="yellow")} >= set(touched)


def test_a_former_certificate_leads_to_the_one_that_took_its_place(issue, tea, shop):
    former = issue(star=2)
    later = issue(star=3, kind="upgrade")
    assert [(item["id"], item["number"]) for item in shop.feed()] == [(tea.pk, later.number)]
    told = shop.get(f"{FEED}{former.number}/")
    assert (told["status"], told["replaced_by"], told["is_usable"]) == ("cancelled", later.number, False)
    assert "已由新的证书取代" in told["advice"]
    assert told["status_label"] == "已被取代"
    assert shop.get(f"{FEED}{later.number}/")["replaced_by"] == ""


def test_a_product_is_told_of_as_it_was_evaluated(issue, tea, people, shop):
    number = issue(star=3).number
    deploy("product_filing")
    filing = changed(tea, by=people.owner, name="高山红茶", specification="100克/袋")
    assert filing
    filings.grant(filing.pk)
    for item in (*shop.feed(), shop.get(f"{FEED}{number}/")):
        assert (item["product"]["name"], item["product"]["specification"]) == ("高山绿茶", "250克/罐")


def test_what_is_published_of_the_reasons_is_told_and_what_is_alleged_is_not(prosecute, tea, shop):
    case = prosecute(trigger="quality_risk", severity="urgent")
    (item,) = shop.feed()
    told = shop.get(f"{FEED}{item['number']}/")
    assert told["status"] == "red"
    assert [(reason["level"], reason["level_label"]) for reason in told["reasons"]] == [("red", "红色警示")]
    assert told["reasons"][0]["reason"]
    assert case is not None


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"province": "43"}, True),
        ({"province": "430000"}, True),
        ({"province": "52"}, False),
        ({"star": 3}, True),
        ({"star": 4}, False),
        ({"star_class": "优选"}, True),
        ({"star_class": "臻选"}, False),
        ({"category": "tea"}, True),
        ({"category": "fruit"}, False),
        ({"status": "valid"}, True),
        ({"status": "revoked"}, False),
        ({"province": "43", "star": 3, "status": "valid", "changed_since": "2026-01-01T00:00:00+08:00"}, True),
        ({"changed_since": "2036-01-01T00:00:00+08:00"}, False),
    ],
)
def test_filters_find_what_they_say(issue, tea, shop, asked, is_found):
    issue(star=3)
    assert len(shop.feed(**asked)) == int(is_found)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"province": "4x"}, "province"),
        ({"province": "433126"}, "province"),
        ({"star": 6}, "star"),
        ({"star_class": "特选"}, "star_class"),
        ({"category": "x"}, "category"),
        ({"status": "pending"}, "status"),
        ({"changed_since": "昨天"}, "changed_since"),
        ({"cursor": "x"}, "cursor"),
        ({"page_size": 201}, "page_size"),
        ({"provinces": "43"}, "provinces"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(shop, asked, field):
    assert list(shop.problem(400, FEED, **asked)["errors"]) == [field]


def test_what_has_not_changed_is_not_sent_again(issue, tea, shop):
    issued = issue(star=3)
    for address in (FEED, f"{FEED}{issued.number}/"):
        first = shop.answer(address)
        again = shop.answer(address, etag=first["ETag"])
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert first["Cache-Control"] == "private, no-cache"
    seen = shop.answer(FEED)["ETag"]
    Authorisation.objects.filter(pk=issued.pk).update(status="suspended")
    assert shop.answer(FEED, etag=seen).status_code == 200


def test_a_page_of_two_hundred_asks_no_more_than_one_of_two(people, regions, django_assert_max_num_queries, shop):
    crowd.stars(220, by=people.owner)
    shop.get(FEED)
    for size in (2, 200):
        with django_assert_max_num_queries(6):
            answer = Client().get(
                FEED, {"page_size": size, "province": "43"}, headers={"Authorization": f"Bearer {shop.key}"}
            )
        assert answer.status_code == 200


def test_stars_from_before_are_told_of_after_the_migration(issue, tea, people):
    """The rows had none of it."""
    issue(star=3)
    listing.catch_up()
    Listing.objects.update(told="", specification="", shown="")
    listing.fill()
    row = Listing.objects.get()
    assert (row.specification, row.shown, len(row.told)) == ("250克/罐", "valid", 32)
