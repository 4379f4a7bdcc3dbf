"""Events: announced, signed up for, handed out, changed, cancelled, recorded; and nobody comes who may not."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from engine import clock as engine_clock
from portal.events import commands
from portal.events.errors import (
    Begun,
    CannotConfirm,
    NotAdmitted,
    NotChangeable,
    NotOver,
    OwnEnterprise,
    SignedUpAlready,
    SignupsClosed,
    TooFewPlaces,
)
from portal.events.models import Event, Signup
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Enterprise, EnterpriseMember
from portal.scheme.moving import NoWay
from tests.portal.benefits.asking import to
from tests.portal.events.holding import told, typed
from tests.portal.world import another, deploy, signed_in

pytestmark = pytest.mark.django_db


def last_text(enterprise: Enterprise) -> str:
    return SmsMessage.objects.filter(phone=enterprise.contact_phone).latest("pk").text


def test_an_event_is_announced_signed_up_for_confirmed_and_recorded(
    authorisation, people, tea, clock, django_assert_max_num_queries
):
    reviewer, owner = signed_in(people.reviewer), signed_in(people.owner)
    assert reviewer.post("/events/manage/new/", typed(ends_at=told()["begins_at"])).status_code == 422
    made = reviewer.post("/events/manage/new/", typed(stars=["3", "4"], categories=["tea"]))
    event = Event.objects.get()
    assert made.url == f"/events/manage/{event.number}/"
    assert event.title not in owner.get("/events/").content.decode()
    assert owner.get(f"/events/{event.number}/").status_code == 404
    reviewer.post(f"/events/manage/{event.number}/publish/")
    assert event.title in owner.get("/events/").content.decode()
    page = f"/events/{event.number}/"
    for said in ("长沙国际会展中心", "三星、四星", "茶叶", "10 家企业", tea.name):
        assert said in owner.get(page).content.decode()
    assert owner.post(page, {"people": "0"}).status_code == 422
    assert owner.post(page, {"people": "2", "note": "高山绿茶三款"}).status_code == 302
    signup = Signup.objects.get()
    assert (signup.status, signup.product, signup.people) == ("asked", tea, 2)
    with django_assert_max_num_queries(20):
        assert "高山绿茶三款" in reviewer.get(made.url).content.decode()
    reviewer.post(f"/events/manage/signups/{signup.pk}/", {"outcome": "confirm"})
    assert "已确认" in owner.get("/events/?mine=1").content.decode()
    assert "长沙国际会展中心" in last_text(tea.enterprise)
    record = f"/events/manage/{event.number}/record/"
    done = {"attended": [signup.pk], "text": "到场一家，达成意向两项。"}
    assert reviewer.post(record, done).status_code == 422  # not over yet
    clock.set(Event.objects.get().ends_at)
    assert reviewer.post(record, done).status_code == 302
    signup.refresh_from_db()
    assert signup.status == "attended"
    assert "达成意向两项" in owner.get(page).content.decode()
    assert signed_in(people.rival).get(page).status_code == 302  # who has no enterprise registers one


def test_who_comes_late_waits_and_gets_the_place_that_is_given_up(hold, people, tea_house, silver_house):
    deploy("benefit_request")
    event = hold(kind="training", places=1)
    first = event.sign_up(tea_house, people.owner)
    second = event.sign_up(silver_house, people.rival)
    assert event.statuses() == ["asked", "waiting"]
    with pytest.raises(SignedUpAlready):
        event.sign_up(tea_house, people.staff)
    with pytest.raises(NoWay):
        commands.confirm(second, by=people.reviewer)  # who waits has no place
    signed_in(people.owner).post(f"/events/{event.event.number}/withdraw/")
    assert event.statuses() == ["withdrawn", "asked"]
    assert "由候补转为待确认" in last_text(silver_house)
    again = event.sign_up(tea_house, people.owner)
    assert event.statuses() == ["withdrawn", "asked", "waiting"]
    commands.decline(second, reason="展品与主题不符。", by=people.reviewer)
    assert event.statuses() == ["withdrawn", "declined", "asked"]
    assert "展品与主题不符" in last_text(silver_house)
    assert "展品与主题不符" in signed_in(people.rival).get(f"/events/{event.event.number}/").content.decode()
    commands.confirm(again, by=people.reviewer)
    commands.confirm(again, by=people.reviewer)  # again changes nothing
    assert Notification.objects.filter(user=people.owner, text__contains="报名已确认").count() == 1
    first.refresh_from_db()
    with pytest.raises(NoWay):
        commands.confirm(first, by=people.reviewer)


def test_signing_up_and_leaving_end_on_the_day(hold, people, tea_house, silver_house, clock):
    deploy("benefit_request")
    event = hold(kind="training")
    signup = event.sign_up(tea_house, people.owner)
    last_day = datetime.combine(event.event.closes_on, time(23, 59, 59), engine_clock.LOCAL_ZONE)
    clock.set(last_day)
    commands.withdraw(event.sign_up(silver_house, people.rival))
    clock.set(last_day + timedelta(seconds=1))
    with pytest.raises(SignupsClosed):
        commands.withdraw(signup)
    with pytest.raises(NotAdmitted, match="报名已截止"):
        event.sign_up(silver_house, people.rival)
    page = signed_in(people.rival).get(f"/events/{event.event.number}/").content.decode()
    assert "报名已截止" in page
    commands.confirm(signup, by=people.reviewer)
    with pytest.raises(NotOver):
        commands.record(event.event, text="到场一家。", attended=[], by=people.reviewer)
    clock.set(event.event.begins_at)
    with pytest.raises(Begun):
        commands.decline(signup, reason="没有来电。", by=people.reviewer)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        ("yellow", "expo", "黄色警示期间暂停新的推广"), ("yellow", "training", ""),
        ("red", "expo", "产品处于红色警示"), ("red", "training", "产品处于红色警示"),
        ("suspended", "promotion", "授权已暂停"), ("suspended", "training", "授权已暂停"),
    ],
)  # fmt: skip
def test_the_worst_status_keeps_from_events_and_from_being_confirmed(
    authorisation, hold, people, tea, status, kind, said
):
    event = hold(kind=kind, stars=[3])
    signup = event.sign_up(tea.enterprise, people.owner, tea)
    to(authorisation, status)
    later = hold(kind=kind, stars=[3])
    if not said:
        later.sign_up(tea.enterprise, people.owner, tea)
        commands.confirm(signup, by=people.reviewer)
        return
    with pytest.raises(CannotConfirm, match=said):
        commands.confirm(signup, by=people.reviewer)
    with pytest.raises(NotAdmitted, match=said):
        later.sign_up(tea.enterprise, people.owner, tea)
    client = signed_in(people.reviewer)
    page = f"/events/manage/{event.event.number}/"
    answer = client.post(f"/events/manage/signups/{signup.pk}/", {"outcome": "confirm"}, follow=True)
    assert said in answer.content.decode()
    assert str(authorisation.Status(status).label) in client.get(page).content.decode()
    assert said in signed_in(people.owner).get(f"/events/{later.event.number}/").content.decode()


def test_stars_classes_and_proofs_decide_who_may_come(authorisation, hold, people, tea, issue, silver_house):
    for changes, said in (
        ({"stars": [1, 2]}, "面向一星、二星产品"),
        ({"stars": [3], "categories": ["crafts"]}, "产品类别是工艺美术品"),
    ):
        with pytest.raises(NotAdmitted, match=said):
            hold(**changes).sign_up(tea.enterprise, people.owner, tea)
    event = hold(stars=[3], categories=["tea"])
    with pytest.raises(NotAdmitted, match="请选择产品"):
        event.sign_up(tea.enterprise, people.owner)
    with pytest.raises(NotAdmitted, match="没有生效的标识授权"):
        event.sign_up(tea.enterprise, people.owner, another(tea, "古丈红茶"))
    unproved = issue(star=3, product=another(tea, "古丈黑茶")).product
    with pytest.raises(NotAdmitted, match="标识应用备案"):
        event.sign_up(tea.enterprise, people.owner, unproved)
    assert event.sign_up(tea.enterprise, people.owner, tea).status == "asked"
    hold(kind="expo").sign_up(silver_house, people.rival)  # no stars are named: no star is needed
    tea.enterprise.move("frozen")
    with pytest.raises(NotAdmitted, match="未冻结"):
        hold(kind="training").sign_up(tea.enterprise, people.owner)
    page = signed_in(people.reviewer).get(f"/events/manage/{event.event.number}/").content.decode()
    assert "已冻结" in page  # beside its place, whatever its product's star says


def test_a_product_of_another_enterprise_opens_nothing(authorisation, hold, people, tea, silver_house):
    event = hold(stars=[3])
    client = signed_in(people.rival)
    page = f"/events/{event.event.number}/?product={tea.pk}"
    assert "请选择产品" in client.get(page).content.decode()
    assert client.post(page, {"people": "1"}).status_code == 422
    assert not Signup.objects.exists()


def test_whoever_signed_up_is_told_of_changes_and_of_the_end(hold, people, tea_house, silver_house):
    deploy("benefit_request")
    event = hold(kind="training", places=2)
    first, second = event.sign_up(tea_house, people.owner), event.sign_up(silver_house, people.rival)
    client = signed_in(people.reviewer)
    edit = f"/events/manage/{event.event.number}/edit/"
    assert client.post(edit, typed(kind="training", places=2, venue="古丈县文化馆")).status_code == 302
    assert "地点 长沙国际会展中心 → 古丈县文化馆" in last_text(tea_house)
    count = SmsMessage.objects.count()
    assert client.post(edit, typed(kind="training", places=1, venue="古丈县文化馆")).status_code == 302
    assert event.statuses() == ["asked", "waiting"]  # who came last waits again
    assert "转为候补" in last_text(silver_house)
    assert SmsMessage.objects.count() == count + 1
    commands.confirm(first, by=people.reviewer)
    client.post(edit, typed(kind="training", places=2, venue="古丈县文化馆"))
    second.refresh_from_db()
    commands.confirm(second, by=people.reviewer)
    assert client.post(edit, typed(kind="training", places=1)).status_code == 422
    event.event.refresh_from_db()
    event.event.places = 1
    with pytest.raises(TooFewPlaces):
        commands.change(event.event)
    cancel = f"/events/manage/{event.event.number}/cancel/"
    assert client.post(cancel, {"reason": ""}).status_code == 422
    assert client.post(cancel, {"reason": "场地另有安排。"}).status_code == 302
    assert event.statuses() == ["closed", "closed"]
    for house in (tea_house, silver_house):
        assert "已取消：场地另有安排" in last_text(house)
    page = signed_in(people.owner).get(f"/events/{event.event.number}/").content.decode()
    assert "场地另有安排" in page
    with pytest.raises(NotChangeable):
        commands.change(event.event)


def test_what_nobody_may_do_with_events(hold, people, tea_house, silver_house):
    deploy("benefit_request")
    event = hold(kind="training")
    signup = event.sign_up(tea_house, people.owner)
    EnterpriseMember.objects.create(enterprise=tea_house, user=people.reviewer, role="staff")
    for act in (lambda: commands.confirm(signup, by=people.reviewer),
                lambda: commands.decline(signup, reason="不合适。", by=people.reviewer)):  # fmt: skip
        with pytest.raises(OwnEnterprise):
            act()
    for person in (people.owner, people.compliance, people.admin, people.evaluator):
        client = signed_in(person)
        assert client.get("/events/manage/").status_code == 403
        decided = client.post(f"/events/manage/signups/{signup.pk}/", {"outcome": "confirm"})
        assert decided.status_code == 403
    assert signed_in(people.rival).post(f"/events/{event.event.number}/withdraw/").status_code == 404
    assert event.statuses() == ["asked"]


def test_who_got_no_place_is_done_with_at_the_end(hold, people, tea_house, silver_house, clock):
    deploy("benefit_request")
    event = hold(kind="training", places=1)
    commands.confirm(event.sign_up(tea_house, people.owner), by=people.reviewer)
    event.sign_up(silver_house, people.rival)
    clock.set(event.event.ends_at)
    commands.record(event.event, text="无人到场，已电话了解原因。", attended=[], by=people.reviewer)
    assert event.statuses() == ["absent", "closed"]
    assert Event.objects.get().status == "held"


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_whoever_asks_at_the_same_moment(hold, people, tea_house, silver_house):
    deploy("benefit_request")
    event = hold(kind="training", places=1)
    failed: list[Any] = []

    def ask() -> None:
        try:
            event.sign_up(silver_house, people.rival)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    asker = Thread(target=ask)
    with transaction.atomic():
        event.sign_up(tea_house, people.owner)
        asker.start()
        asker.join(timeout=1)
        assert asker.is_alive()  # until the first one's place is written
    asker.join(timeout=30)
    assert failed == []
    assert event.statuses() == ["asked", "waiting"]


def test_a_place_is_lost_with_what_it_was_given_for(authorisation, begin, hold, people, tea, silver_house):
    """Nobody has to notice first: it goes to who waits, and both are told."""
    event = hold(places=1, kind="training")
    mine = event.sign_up(tea.enterprise, people.owner, tea)
    commands.confirm(mine, by=people.reviewer)
    event.sign_up(silver_house, people.rival)
    authorisation.move("yellow")
    assert event.statuses() == ["confirmed", "waiting"]

    authorisation.move("red")
    assert event.statuses() == ["declined", "asked"]
    assert "的报名已取消：产品处于红色警示" in last_text(tea.enterprise)
    assert "由候补转为待确认" in last_text(silver_house)
    assert "产品处于红色警示" in signed_in(people.owner).get(f"/events/{event.event.number}/").content.decode()
    authorisation.move("valid")
    other = hold(stars=[3, 4])
    other.sign_up(tea.enterprise, people.owner, tea)
    begin(star=4, kind="upgrade").issue()
    assert other.statuses() == ["asked"]  # another star is in the place of the one that it was for
    tea.enterprise.refresh_from_db()
    tea.enterprise.move("frozen")
    assert other.statuses() == ["declined"]
    assert "企业已冻结" in last_text(tea.enterprise)
