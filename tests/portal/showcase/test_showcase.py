"""Samples that passed are shown to everybody with their enterprise's consent, and never beside anything worse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.certification.models import Authorisation
from portal.evaluation.models import Sample
from portal.notifications.models import Notification
from portal.public import listing
from portal.registry.models import Enterprise, EnterpriseMember, Product
from portal.showcase import commands, showable
from portal.showcase.errors import FeaturedAlready, NotShowable, NotShown, OwnEnterprise
from portal.showcase.models import Feature, Showing
from portal.supervision import commands as supervision
from portal.supervision.models import Warning
from tests.portal.showcase.passing import sample_passed
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY, another, deploy

pytestmark = pytest.mark.django_db

SAMPLES = "/samples/"
REASON = "明前单芽，汤色清亮。"


@pytest.fixture
def star(issue, people):
    """Two stars whose sample passed; the enterprise has not agreed yet."""
    authorisation = issue(star=2)
    sample_passed(authorisation, by=people.keeper)
    listing.catch_up()
    return authorisation


def everybody_sees(client, authorisation, **query):
    """The same on the list and on the page of the sample."""
    client.logout()
    page = reverse("public:sample", args=[authorisation.number])
    is_listed = page in client.get(SAMPLES, query).content.decode()
    assert client.get(page).status_code == (200 if is_listed or query else 404)
    return is_listed


def agree(client, person, authorisation):
    client.force_login(person)
    url = reverse("showcase:agree", args=[authorisation.product_id])
    return client.post(url, {"consent": "on"})


def test_an_owner_agrees_everybody_sees_the_sample_and_it_is_taken_back(star, client, people, silver_house):
    assert not everybody_sees(client, star)
    client.force_login(people.owner)
    assert reverse("showcase:own") in client.get(reverse("certification:list")).content.decode()
    asked = client.get(reverse("showcase:agree", args=[star.product_id])).content.decode()
    assert "检测报告、联系人和电话不展示" in asked
    assert "版本 2026-01" in asked
    assert client.post(reverse("showcase:agree", args=[star.product_id]), {}).status_code == 422
    for person, status in ((people.staff, 403), (people.rival, 404)):
        assert agree(client, person, star).status_code == status
    assert not Showing.objects.exists()

    assert agree(client, people.owner, star).status_code == 302
    assert agree(client, people.owner, star).status_code == 302  # again changes nothing
    assert Showing.objects.get().version == "2026-01"
    assert everybody_sees(client, star)
    page = client.get(reverse("public:sample", args=[star.number])).content.decode()
    enterprise = star.product.enterprise
    for said in (star.product.name, enterprise.name, "古丈县", "二星级", "第三方评价合格", "2026-03-11", star.number):
        assert said in page
    assert f"/c/{star.product.qr_code.token}/picture/0" in page
    assert enterprise.contact_phone not in page
    client.force_login(people.owner)
    assert "样品展示约定" in client.get(reverse("centre:data")).content.decode()
    assert "展示中" in client.get(reverse("showcase:own")).content.decode()

    client.post(reverse("showcase:take_back", args=[star.product_id]))
    assert not everybody_sees(client, star)
    kept = Showing.objects.get()
    assert (kept.given_by, kept.withdrawn_by) == (people.owner, people.owner)
    assert agree(client, people.owner, star).status_code == 302
    assert everybody_sees(client, star)
    assert Showing.objects.count() == 2


def test_samples_are_found_by_words_star_and_place(star, client, people):
    commands.agree(star.product, by=people.owner)
    for query in ({"q": star.product.name}, {"q": star.number}, {"star": "2"}, {"province": "43", "category": "tea"}):
        assert everybody_sees(client, star, **query), query
    for query in ({"q": "苗族银饰"}, {"star": "5"}, {"province": "52"}, {"category": "crafts"}):
        assert not everybody_sees(client, star, **query), query
    # A status is nothing to search by: what is here is valid.
    assert everybody_sees(client, star, status="revoked")
    assert 'name="status"' not in client.get(SAMPLES).content.decode()


@pytest.mark.parametrize(
    "worse", ["yellow", "red", "suspended", "revoked", "expired", "cancelled", "frozen", "product", "past"]
)
def test_what_is_worse_than_valid_is_shown_nowhere_and_cannot_be_agreed_to(star, client, people, clock, worse):
    commands.agree(star.product, by=people.owner)
    commands.feature(star.product, reason=REASON, by=people.manager)
    assert everybody_sees(client, star)
    if worse == "frozen":
        Enterprise.objects.update(status=Enterprise.Status.FROZEN)
    elif worse == "product":
        Product.objects.update(status=Product.Status.SUSPENDED)
    elif worse == "past":
        clock.set(WEDNESDAY.replace(year=2029, day=14))
    else:
        Authorisation.objects.update(status=worse)  # the directory has not been told yet
    assert not everybody_sees(client, star)
    listing.refresh([star.product_id])
    assert not everybody_sees(client, star)
    with pytest.raises(NotShowable, match=r"星级有警示|没有取得"):
        commands.agree(star.product, by=people.owner)
    with pytest.raises(NotShown):
        commands.feature(star.product, reason=REASON, by=people.manager)


def test_only_what_passed_and_was_seen_by_an_outside_eye_is_shown(issue, client, people, tea):
    on_paper = issue(star=1)
    sample_passed(on_paper, by=people.keeper, kinds=("documents",))
    with pytest.raises(NotShowable, match="只作了资料核查"):
        commands.agree(on_paper.product, by=people.owner)
    tested = issue(star=1, product=another(tea, "古丈红茶"))
    sample_passed(tested, by=people.keeper)
    visited = issue(star=4, product=another(tea, "古丈白茶"))
    sample_passed(visited, by=people.keeper, kinds=("documents",))
    shown = showable.of_products([each.product_id for each in (on_paper, tested, visited)])
    assert {pk: str(found.how) for pk, found in shown.items()} == {
        tested.product_id: "实验室检测",
        visited.product_id: "专家现场评价",
    }
    # One that has not passed (yet) is none, whatever the star.
    waiting = issue(star=3, product=another(tea, "古丈黑茶"))
    waiting.application.samples.create(number="S-1", status=Sample.Status.TESTING)
    with pytest.raises(NotShowable):
        commands.agree(waiting.product, by=people.owner)
    with pytest.raises(NotShowable, match="没有取得星级"):
        commands.agree(another(tea, "古丈黄茶"), by=people.owner)


def test_a_manager_recommends_with_a_reason_and_takes_off_again(star, client, people):
    page = reverse("showcase:feature", args=[star.product_id])
    client.force_login(people.manager)
    assert client.get(page).status_code == 404  # nobody agreed to anything
    with pytest.raises(NotShown):
        commands.feature(star.product, reason=REASON, by=people.manager)
    commands.agree(star.product, by=people.owner)
    for person in (people.owner, people.reviewer, people.compliance, people.admin):
        client.force_login(person)
        assert client.get(reverse("showcase:manage")).status_code == 403
        assert client.post(page, {"reason": REASON}).status_code == 403
    client.force_login(people.manager)
    assert star.product.name in client.get(reverse("showcase:manage"), {"q": "茶"}).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": REASON}).status_code == 302
    assert client.post(page, {"reason": REASON}).status_code == 422
    with pytest.raises(FeaturedAlready):
        commands.feature(star.product, reason=REASON, by=people.manager)
    assert everybody_sees(client, star)
    assert REASON in client.get(SAMPLES).content.decode()
    assert REASON not in client.get(SAMPLES, {"q": "茶"}).content.decode()
    client.force_login(people.owner)
    assert REASON in client.get(reverse("notifications")).content.decode()

    client.force_login(people.manager)
    end = reverse("showcase:end", args=[star.product_id])
    assert client.post(end, {"reason": ""}).status_code == 422
    assert client.post(end, {"reason": "本期推介结束。"}).status_code == 302
    text = client.get(page).content.decode()
    for said in (REASON, "本期推介结束。", people.manager.display_name):
        assert said in text
    assert everybody_sees(client, star)
    assert REASON not in client.get(SAMPLES).content.decode()


def test_nobody_recommends_what_is_his_own_and_a_consent_taken_back_ends_it(star, people):
    commands.agree(star.product, by=people.owner)
    with override("en"):
        commands.feature(star.product, reason=REASON, by=people.manager)
        commands.take_back(star.product, by=people.owner)
    assert Notification.objects.filter(user=people.owner, text__contains="的样品正在平台推介").exists()
    commands.agree(star.product, by=people.owner)
    kept = Feature.objects.get()
    assert (kept.ended_by, kept.end_reason) == (people.owner, "企业撤回了展示的同意")
    EnterpriseMember.objects.create(enterprise=star.product.enterprise, user=people.manager, role="staff")
    with pytest.raises(OwnEnterprise):
        commands.feature(star.product, reason=REASON, by=people.manager)


def test_a_warning_ends_a_recommendation_for_good_unless_it_should_not_have_been(star, client, people, clock):
    deploy("penalty_escalation")
    commands.agree(star.product, by=people.owner)
    commands.feature(star.product, reason=REASON, by=people.manager)
    clock.set(WEDNESDAY + timedelta(days=1))
    case = supervision.open_case(
        authorisation=star, trigger="quality_risk", severity="major", facts=FACTS, by=people.compliance
    )
    supervision.warn(case, level=Warning.Level.YELLOW, basis="规则", cure_by=WEDNESDAY + timedelta(days=30))
    assert not everybody_sees(client, star)
    supervision.close(case, end=Warning.End.LIFTED)
    assert everybody_sees(client, star)
    assert REASON not in client.get(SAMPLES).content.decode()
    client.force_login(people.manager)
    page = reverse("showcase:feature", args=[star.product_id])
    assert "此后有警示，推介已停止" in client.get(page).content.decode()
    clock.set(WEDNESDAY + timedelta(days=2))
    assert client.post(page, {"reason": "整改后仍然出色。"}).status_code == 302
    assert Feature.objects.open().get().reason == "整改后仍然出色。"
    Feature.objects.open().update(ended_at=WEDNESDAY)
    Feature.objects.filter(reason=REASON).update(ended_at=None)
    Warning.objects.update(end=Warning.End.REVOKED)
    assert REASON in client.get(SAMPLES).content.decode()
