"""Supply and demand: posting, finding, approaching, and who sees whose number when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from portal.exchange import commands
from portal.exchange.errors import AskedAlready, EnterpriseNotActive, OwnPosting, PostingClosed, TooManyApproaches
from portal.exchange.models import Approach, Posting
from portal.notifications.models import Notification, SmsMessage
from portal.scheme.moving import NoWay
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(tea_house, people):
    return commands.post(made(tea_house), by=people.owner)


def made(enterprise, **changes) -> Posting:
    told = {"kind": "demand", "category": "tea", "title": "寻找茶叶冷链运输", "detail": "每月两吨，古丈至长沙。"}
    until = {"valid_to": engine_clock.today() + timedelta(days=30)}
    return Posting(enterprise=enterprise, **told | until | changes)


def asked(posting, enterprise, by) -> Approach:
    return commands.approach(posting, enterprise=enterprise, message="我们有冷藏车，想谈谈合作。", by=by)


def test_both_sides_see_a_number_only_once_it_was_accepted(posting, silver_house, people):
    rival, owner = signed_in(people.rival), signed_in(people.owner)
    for reader in (rival, owner):  # what the other side is told is Chinese all the same
        reader.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    address = f"/exchange/{posting.pk}/"
    page = rival.get(address).content.decode()
    assert posting.detail in page
    assert posting.enterprise.contact_phone not in page
    told = {"message": "我们有冷藏车，想谈谈合作。"}
    assert rival.post(address, told).status_code == 422  # without consent
    assert rival.post(address, told | {"consent": "on"}).status_code == 302
    assert "希望就" in SmsMessage.objects.get(phone=posting.enterprise.contact_phone).text
    page = owner.get(address).content.decode()
    assert "我们有冷藏车" in page
    assert silver_house.contact_phone not in page
    approach = Approach.objects.get()
    owner.post(f"/exchange/approaches/{approach.pk}/", {"accept": "1"})
    assert silver_house.contact_phone in owner.get(address).content.decode()
    assert posting.enterprise.contact_phone in rival.get(address).content.decode()
    assert "同意" in Notification.objects.filter(user=people.rival).latest("pk").text


def test_who_is_declined_sees_no_number(posting, silver_house, people):
    approach = asked(posting, silver_house, people.rival)
    commands.answer(approach, accept=False, by=people.owner)
    page = signed_in(people.rival).get(f"/exchange/{posting.pk}/").content.decode()
    assert "已婉拒" in page
    assert posting.enterprise.contact_phone not in page
    with pytest.raises(NoWay):
        commands.answer(approach, accept=True, by=people.owner)


def test_a_third_enterprise_sees_nothing_of_an_approach(posting, silver_house, people, make_enterprise, make_user):
    commands.answer(asked(posting, silver_house, people.rival), accept=True, by=people.owner)
    third = make_user("third")
    make_enterprise(third, name="盐源润盐果业有限公司", uscc="91513423MAY0P0D40A")
    page = signed_in(third).get(f"/exchange/{posting.pk}/").content.decode()
    assert silver_house.name not in page
    assert posting.enterprise.contact_phone not in page
    approach = Approach.objects.get()
    assert signed_in(third).post(f"/exchange/approaches/{approach.pk}/", {"accept": "1"}).status_code == 404
    assert signed_in(people.rival).post(f"/exchange/approaches/{approach.pk}/", {"accept": "1"}).status_code == 404
    assert signed_in(people.rival).post(f"/exchange/{posting.pk}/close/").status_code == 404


def test_what_cannot_be_approached(posting, tea_house, silver_house, people, settings):
    with pytest.raises(OwnPosting):
        asked(posting, tea_house, people.owner)
    asked(posting, silver_house, people.rival)
    with pytest.raises(AskedAlready):
        asked(posting, silver_house, people.rival)
    closed = commands.post(made(tea_house), by=people.owner)
    commands.close(closed)
    with pytest.raises(PostingClosed):
        asked(closed, silver_house, people.rival)
    settings.OTOP_LIMITS = {"approach": [[1, 86400]]}
    another = commands.post(made(tea_house, title="第二条"), by=people.owner)
    with pytest.raises(TooManyApproaches):
        asked(another, silver_house, people.rival)
    silver_house.move("frozen")
    with pytest.raises(EnterpriseNotActive):
        asked(posting, silver_house, people.rival)
    with pytest.raises(EnterpriseNotActive):
        commands.post(made(silver_house), by=people.rival)


def test_others_find_what_is_open_by_kind_line_and_words(posting, silver_house, people):
    rival = signed_in(people.rival)
    commands.post(made(silver_house, kind="supply", category="crafts", title="银饰来料加工"), by=people.rival)

    def finds(query: str) -> list[str]:
        page = rival.get(f"/exchange/?{query}").content.decode()
        return [title for title in ("寻找茶叶冷链运输", "银饰来料加工") if title in page]

    assert finds("") == ["寻找茶叶冷链运输", "银饰来料加工"]
    assert finds("kind=supply") == finds("category=crafts") == finds("q=来料") == finds("mine=1") == ["银饰来料加工"]
    assert finds("q=冷链 长沙") == ["寻找茶叶冷链运输"]
    assert finds("kind=nonsense&page=99") == ["寻找茶叶冷链运输", "银饰来料加工"]


def test_what_is_over_or_frozen_is_not_found(posting, silver_house, people, clock):
    rival = signed_in(people.rival)
    assert posting.title in rival.get("/exchange/").content.decode()
    posting.enterprise.move("frozen")
    assert posting.title not in rival.get("/exchange/").content.decode()
    assert rival.get(f"/exchange/{posting.pk}/").status_code == 404
    posting.enterprise.move("active")
    clock.set(engine_clock.now() + timedelta(days=31))
    assert posting.title not in rival.get("/exchange/").content.decode()


def test_a_posting_is_written_on_its_page_and_ended(tea_house, people):
    owner = signed_in(people.owner)
    assert 'value="tea" selected' in owner.get("/exchange/new/").content.decode()
    told = {"kind": "supply", "category": "tea", "title": "茶青供应", "detail": "每日五百斤。"}
    late = engine_clock.today() + timedelta(days=400)
    assert owner.post("/exchange/new/", told | {"valid_to": late.isoformat()}).status_code == 422
    day = engine_clock.today() + timedelta(days=20)
    made_ = owner.post("/exchange/new/", told | {"valid_to": day.isoformat()})
    posting = Posting.objects.get()
    assert made_.url == f"/exchange/{posting.pk}/"
    owner.post(f"/exchange/{posting.pk}/close/")
    assert "已结束" in owner.get(made_.url).content.decode()


def test_no_page_asks_more_than_twenty_statements(posting, silver_house, people, django_assert_max_num_queries):
    for number in range(15):
        commands.post(made(silver_house, title=f"第{number}条"), by=people.rival)
    asked(posting, silver_house, people.rival)
    for user in (people.owner, people.rival):
        client = signed_in(user)
        for path in ("/exchange/", "/exchange/?mine=1", f"/exchange/{posting.pk}/", "/exchange/new/"):
            with django_assert_max_num_queries(20):
                assert client.get(path).status_code == 200
