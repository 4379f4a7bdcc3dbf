"""Samples as channels read them: what everybody reads on the page of samples, at this moment, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.certification.models import Authorisation
from portal.registry.models import Enterprise
from portal.showcase import commands
from tests.portal.channels.asking import FEED
from tests.portal.showcase.passing import sample_passed
from tests.portal.world import another

pytestmark = pytest.mark.django_db

SAMPLES = "/api/channels/samples/"
REASON = "明前单芽，汤色清亮。"


@pytest.fixture
def star(issue, people):
    """Shown to everybody, and recommended."""
    authorisation = issue(star=2)
    sample_passed(authorisation, by=people.keeper)
    commands.agree(authorisation.product, by=people.owner)
    commands.feature(authorisation.product, reason=REASON, by=people.manager)
    return authorisation


def test_a_sample_is_told_of_with_how_it_passed_and_why_it_is_recommended(star, shop, people, issue, tea, settings):
    unshown = issue(star=3, product=another(tea, "古丈黑茶"))
    sample_passed(unshown, by=people.keeper)
    (told,) = shop.get(SAMPLES)["results"]
    (fed,) = [item for item in shop.feed() if item["number"] == star.number]
    assert {name: told[name] for name in fed} == fed  # the same as in the feed, and more
    assert (told["how"], told["recommendation"]) == ("第三方评价", REASON)
    assert told["passed_at"].startswith("2026-03-11")
    for address in (told["sample_url"], told["picture_url"]):
        assert Client().get(address.removeprefix(settings.PUBLIC_BASE_URL)).status_code == 200
    commands.end(star.product, reason="本期推介结束。", by=people.manager)
    (told,) = shop.get(SAMPLES)["results"]
    assert told["recommendation"] == ""
    commands.take_back(star.product, by=people.owner)
    assert shop.get(SAMPLES)["results"] == []


@pytest.mark.parametrize("worse", ["yellow", "red", "suspended", "revoked", "expired", "cancelled", "frozen"])
def test_what_is_worse_than_valid_is_no_sample_any_more(star, shop, worse):
    assert shop.get(SAMPLES)["results"]
    if worse == "frozen":
        Enterprise.objects.update(status=Enterprise.Status.FROZEN)
    else:
        Authorisation.objects.update(status=worse)  # the directory has not been told yet
    assert shop.get(SAMPLES)["results"] == []
    assert shop.get(FEED)["results"]  # where nothing ever vanishes


def test_samples_are_narrowed_and_what_makes_no_sense_is_refused(star, shop):
    for asked in ({"star": 2}, {"province": "43"}, {"category": "tea"}, {"star_class": "优选"}):
        assert shop.get(SAMPLES, **asked)["results"], asked
    for asked in ({"star": 5}, {"province": "52"}, {"category": "crafts"}):
        assert not shop.get(SAMPLES, **asked)["results"], asked
    for asked in ({"status": "valid"}, {"changed_since": "2026-03-01T00:00:00Z"}):
        assert set(shop.problem(400, SAMPLES, **asked)["errors"]) == set(asked)


def test_pages_of_samples_and_what_has_not_changed(star, shop, people, issue, tea, django_assert_max_num_queries):
    for name in ("古丈红茶", "古丈白茶"):
        more = issue(star=2, product=another(tea, name))
        sample_passed(more, by=people.keeper)
        commands.agree(more.product, by=people.owner)
    first = shop.get(SAMPLES, page_size=2)
    second = shop.get(SAMPLES, page_size=2, cursor=first["next_cursor"])
    assert [len(each["results"]) for each in (first, second)] == [2, 1]
    assert second["next"] is None
    answer = shop.answer(SAMPLES)
    assert shop.answer(SAMPLES, etag=answer["ETag"]).status_code == 304
    with django_assert_max_num_queries(14):
        shop.get(SAMPLES)
