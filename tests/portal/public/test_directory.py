"""The directories: what has a star is found by everybody, and a star that is not whole never looks so."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from engine import clock as engine_clock
from portal.certification.models import Authorisation
from portal.certification.models.scans import ScanEvent
from portal.public import listing, tasks
from portal.public.models import Listing, ListingDue
from portal.registry.commands import filings
from portal.registry.models import Enterprise, Product
from tests.portal.certification.fixtures import begin, issue, keys_of_the_test, nothing_gets_stuck
from tests.portal.filing import changed
from tests.portal.public import crowd
from tests.portal.supervision.conftest import authorisation, prosecute, second_officer
from tests.portal.world import THIRD_USCC, another, deploy

__all__ = ["authorisation", "begin", "issue", "keys_of_the_test", "nothing_gets_stuck", "prosecute", "second_officer"]

pytestmark = pytest.mark.django_db


def shown(query: str = "", *, of: str = "products") -> str:
    """The page, after what is due was written: transactions of tests never end."""
    listing.catch_up()
    answer = Client().get(f"/{of}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def named(query: str = "", *, of: str = "products") -> list[str]:
    """Names in their order."""
    return re.findall(r'class="listing-name[^>]*>([^<]*)<', shown(query, of=of))


def badges(page: str) -> list[str]:
    return re.findall(r'class="status-badge [^>]*>([^<]*)<', page)


def test_a_product_is_listed_once_its_star_is_issued_and_leads_to_its_page(begin, tea, client):
    issuing = begin(star=4)
    assert named() == []
    issuing.issue()
    page = shown()
    assert named() == [tea.name]
    for said in ("四星级", "臻选", tea.enterprise.name, "湖南省湘西土家族苗族自治州古丈县", "有效"):
        assert said in page
    address = re.search(r'href="(/c/[^"]*)"', page)
    assert address
    assert tea.name in client.get(address[1]).content.decode()
    assert not ScanEvent.objects.exists()


def test_nothing_personal_and_no_internal_number_is_on_the_pages(issue, tea, people):
    issue(star=3)
    for page in (shown(), shown(of="enterprises")):
        for secret in (
            tea.enterprise.contact_phone, tea.enterprise.legal_representative, people.owner.display_name,
            tea.enterprise.number, tea.enterprise.address, str(tea.filing_number),
        ):  # fmt: skip
            assert secret not in page


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?q=高山", True),
        ("?q=默戎云岭", True),
        ("?q={uscc}", True),
        ("?q={number}", True),
        ("?q=高山 云岭", True),
        ("?q=高山 银匠", False),
        ("?star=3", True),
        ("?star=4", False),
        ("?star=2-3", True),
        ("?star=4-5", False),
        ("?category=tea", True),
        ("?category=fruit", False),
        ("?status=valid", True),
        ("?status=expired", False),
        ("?province=43", True),
        ("?province=52", False),
        ("?province=43&county=433126", True),
        ("?province=43&county=433125", False),
        ("?province=52&county=433126", False),
    ],
)
def test_words_and_filters_find_what_they_say(issue, tea, query, is_found):
    number = issue(star=3).number
    query = query.format(uscc=tea.enterprise.uscc.lower(), number=number.lower())
    assert named(query) == ([tea.name] if is_found else [])
    assert named(query, of="enterprises") == ([tea.enterprise.name] if is_found else [])


@pytest.mark.parametrize("query", ["?star=9&status=pending&province=4x&county=1&category=x", "?after=x", "?before=W10"])
def test_what_is_no_choice_is_not_asked_for(issue, tea, query):
    issue(star=3)
    assert named(query) == [tea.name]
    assert named(query, of="enterprises") == [tea.enterprise.name]


@pytest.mark.parametrize("query", ["?q=" + "长" * 5000, "?after=W10=&q=%F0%9F%98%80", "?q=%25_%5C"])
def test_odd_words_are_an_answer_too(query):
    for of in ("products", "enterprises"):
        shown(query, of=of)


def test_whatever_is_worst_is_said_in_the_row_and_found_by_it(issue, tea, clock):
    """Every combination of authorisation, product, enterprise and day; as the scan page has it."""
    issued = issue(star=3)
    days = {False: issued.valid_to, True: issued.valid_to + timedelta(days=1)}
    published = [status for status in Authorisation.Status if status not in Authorisation.UNISSUED]
    clock.set(
        engine_clock.now().replace(year=issued.valid_to.year, month=issued.valid_to.month, day=issued.valid_to.day)
    )
    for status, product, enterprise, is_past in itertools.product(
        published, ("starred", "suspended", "revoked", "cancelled"), ("active", "frozen"), days
    ):
        clock.set(engine_clock.now() + timedelta(days=(days[is_past] - engine_clock.today()).days))
        Authorisation.objects.filter(pk=issued.pk).update(status=status)
        Product.objects.filter(pk=tea.pk).update(status=product)
        Enterprise.objects.filter(pk=tea.enterprise_id).update(status=enterprise)
        listing.refresh([tea.pk])
        now = Authorisation.objects.get(pk=issued.pk).status_now
        found = {each for each in published if Listing.objects.all().with_status(each).exists()}
        assert found == {now}, (status, product, enterprise, is_past)


def test_a_suspended_star_never_looks_valid_even_before_its_listing_is_written(issue, tea):
    issued = issue(star=3)
    listing.catch_up()
    Authorisation.objects.filter(pk=issued.pk).update(status="suspended")
    for of in ("products", "enterprises"):
        assert badges(Client().get(f"/{of}/").content.decode()) == ["已暂停"]


def test_a_warning_and_its_end_are_followed(prosecute, tea):
    case = prosecute(trigger="quality_risk", severity="urgent")
    assert badges(shown("?status=red")) == ["红色警示"]
    assert named("?status=valid") == []
    assert case is not None


def test_what_is_only_alleged_is_not_told(prosecute, tea):
    case = prosecute(trigger="refused_check", severity="major")
    case.propose("suspend")
    assert badges(shown()) == ["有效"]


def test_a_frozen_enterprise_suspends_its_products(issue, tea):
    issue(star=3)
    shown()
    tea.enterprise.move(Enterprise.Status.FROZEN)
    assert badges(shown("?status=suspended")) == ["已暂停"]
    assert named("?status=suspended", of="enterprises") == [tea.enterprise.name]


def test_an_enterprise_with_several_products_shows_the_worst_of_them(issue, tea):
    issue(star=5)
    second = issue(star=2, product=another(tea, "古丈红茶"))
    second.move("red")
    page = shown(of="enterprises")
    assert badges(page) == ["有产品红色警示"]
    assert "古丈红茶" in page
    assert page.index(tea.name) < page.index("古丈红茶")


def test_a_new_name_of_the_enterprise_is_found_and_the_old_one_no_more(issue, tea):
    issue(star=3)
    assert named("?q=云岭")
    tea.enterprise.name = "古丈白云茶业有限公司"
    tea.enterprise.save()
    assert named("?q=白云")
    assert not named("?q=云岭")


def test_a_product_is_listed_as_it_was_evaluated(issue, tea, people):
    issue(star=3)
    deploy("product_filing")
    filing = changed(tea, by=people.owner, name="高山红茶")
    assert filing
    filings.grant(filing.pk)
    assert named() == ["高山绿茶"]
    assert named("?q=红茶") == []


def test_after_an_upgrade_the_product_has_one_row_with_the_new_star(issue, tea):
    issue(star=2)
    shown()
    issue(star=3, kind="upgrade")
    assert named() == [tea.name]
    assert "三星级" in shown()


def test_a_page_goes_on_behind_the_last_row_and_back_again(people, regions):
    crowd.stars(48, by=people.owner)
    first = shown()
    names = named()
    assert len(names) == 20
    onward = re.search(r'rel="next" href="([^"]*)"', first)
    assert onward
    second = shown(onward[1].replace("&amp;", "&"))
    back = re.search(r'rel="prev" href="([^"]*)"', second)
    assert back
    assert named(back[1].replace("&amp;", "&")) == names
    everything = names + named(onward[1].replace("&amp;", "&"))
    assert len(everything) == len(set(everything)) == 40
    kept = named("?star=5&after=" + re.findall(r"after=([\w-]*)", first)[0])
    assert set(kept) < set(everything) | set(named("?star=5"))


def test_the_directories_ask_the_same_for_many_rows_as_for_few(people, regions, django_assert_max_num_queries):
    crowd.stars(48, by=people.owner)
    for of in ("products", "enterprises"):
        with django_assert_max_num_queries(8):
            assert Client().get(f"/{of}/?province=43").status_code == 200


def test_what_a_dead_process_left_due_is_written_by_the_next(issue, tea):
    issue(star=3)
    assert ListingDue.objects.exists()
    assert not Listing.objects.exists()
    tasks.catch_up()
    assert not ListingDue.objects.exists()
    assert Listing.objects.get().name == tea.name


def test_stars_from_before_there_was_a_directory_are_filled_in(issue, tea):
    issue(star=3)
    ListingDue.objects.all().delete()
    listing.fill()
    assert Listing.objects.get().product == tea


@pytest.mark.django_db(transaction=True)
def test_the_listing_is_there_as_soon_as_the_transaction_is_over(issue: Any, tea: Any):
    issue(star=3)
    assert Listing.objects.get().state == "valid"
    assert not ListingDue.objects.exists()


def test_an_enterprise_without_a_star_is_in_no_directory(issue, make_enterprise, people):
    issue(star=3)
    make_enterprise(people.newcomer, uscc=THIRD_USCC, name="默戎苗家食品有限公司")
    assert "默戎苗家" not in shown(of="enterprises")
