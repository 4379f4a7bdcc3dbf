"""P18's second half as it runs: proposed, approved by another person, answered by the referrer, delivered."""

from __future__ import annotations

from typing import Any

import pytest

from engine import business_time, jobs, runtime
from engine import clock as engine_clock
from engine.errors import AnswersRefused, EngineError
from engine.models import Incident, ProcessInstance, UserTask
from portal.accounts.models import User
from portal.notifications.models import Notification, SmsMessage
from portal.referrals.commands import keep_named
from portal.referrals.errors import CashRefused, MayNotPropose, NothingCounted, OwnGrant
from portal.referrals.grants import propose
from portal.referrals.models import Grant, Referral
from portal.registry.referrers import Named
from portal.scheme import values
from tests.flows import untaken
from tests.portal.world import BPMN, WEDNESDAY, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "古丈县古阳镇红星路8号"
DELIVERY = {"how": "courier", "reference": "邮政快递 EMS10000001", "delivered_on": "2026-03-12"}


@pytest.fixture
def counted(referrer, tea_house):
    """The tea house named the referrer."""
    keep_named(tea_house, Named(phone=referrer.user.phone))
    jobs.run_due_jobs()
    assert Referral.objects.get().status == "counted"
    return referrer


class Granting:
    def __init__(self, referrer: Any, by: User, **changes: Any) -> None:
        told = {"kind": "trial", "title": "高山绿茶试饮装", "detail": "50克一罐", "reason": "连续推荐了两家企业注册。"}
        self.grant = propose(Grant(referrer=referrer, **told | changes), by=by)
        self.go_on()

    def go_on(self) -> None:
        jobs.run_due_jobs()
        self.grant.refresh_from_db()

    def task(self) -> UserTask:
        return UserTask.objects.open().get(case__business_key=self.grant.number)

    def done(self, by: User, **answers: Any) -> None:
        runtime.complete_task(self.task().pk, answers=answers, by=by)
        self.go_on()

    @property
    def status(self) -> str:
        return self.grant.status


@pytest.fixture
def grant(counted, people, clock):
    """`grant()`: the reviewer proposes one; on Wednesday 11 March 2026."""
    clock.set(WEDNESDAY)
    return lambda by=people.reviewer, **changes: Granting(counted, by, **changes)


def accept(granting: Granting, by: User) -> None:
    granting.done(by, outcome="accept", recipient="彭荐", recipient_phone="15400000031", address=ADDRESS)


def test_a_grant_from_the_proposal_to_the_delivery(grant, counted, people, clock):
    granting = grant()
    assert granting.task().element_id == "Approve"
    before = SmsMessage.objects.filter(phone=counted.user.phone).count()
    granting.done(people.manager, outcome="approve")
    assert granting.status == "offered"
    until = business_time.add_working_days(engine_clock.now(), 10)
    assert granting.grant.answer_by == granting.task().due_at == until
    text = SmsMessage.objects.filter(phone=counted.user.phone).latest("pk").text
    assert SmsMessage.objects.filter(phone=counted.user.phone).count() == before + 1
    assert text.startswith("平台向您发放试用“高山绿茶试饮装”，请在2026-03-25")
    accept(granting, counted.user)
    assert (granting.status, granting.grant.address) == ("accepted", ADDRESS)
    clock.advance(days=1)
    granting.done(people.reviewer, **DELIVERY)
    assert (granting.status, granting.grant.delivered_by) == ("delivered", people.reviewer)
    assert "已交付" in SmsMessage.objects.filter(phone=counted.user.phone).latest("pk").text
    assert ProcessInstance.objects.get(process_key="referrer_grant").status == ProcessInstance.Status.COMPLETED


def test_nobody_approves_what_he_proposed(grant, people, second_manager):
    granting = grant(by=people.manager)
    with pytest.raises(EngineError, match="提出人以外"):
        runtime.complete_task(granting.task().pk, answers={"outcome": "approve"}, by=people.manager)
    granting.done(second_manager, outcome="approve")
    assert granting.status == "offered"


def test_nobody_grants_himself_anything(counted, people, second_manager, make_user):
    counted.user.groups.set(people.manager.groups.all())
    with pytest.raises(OwnGrant):
        Granting(counted, counted.user)
    granting = Granting(counted, people.reviewer)
    with pytest.raises(EngineError):
        runtime.claim(granting.task().pk, by=counted.user)


@pytest.mark.parametrize("name", ["owner", "officer", "admin", "compliance"])
def test_others_propose_nothing(counted, people, name):
    with pytest.raises(MayNotPropose):
        Granting(counted, getattr(people, name))


@pytest.mark.parametrize("words", [{"title": "现金红包"}, {"detail": "微信转账二百元"}, {"title": "超市购物卡"}])
def test_it_is_never_cash(counted, people, words):
    with pytest.raises(CashRefused):
        Granting(counted, people.reviewer, **words)
    assert not Grant.objects.exists()
    assert not ProcessInstance.objects.filter(process_key="referrer_grant").exists()


def test_who_referred_nobody_is_granted_nothing(referrer, people):
    with pytest.raises(NothingCounted):
        Granting(referrer, people.reviewer)


def test_what_is_not_approved_the_referrer_never_hears_of(grant, counted, people):
    granting = grant()
    before = Notification.objects.filter(user=counted.user).count()
    with pytest.raises(AnswersRefused):
        granting.done(people.manager, outcome="refuse")
    granting.done(people.manager, outcome="refuse", opinion="同类试用本月已经发放过。")
    assert granting.status == "refused"
    assert Notification.objects.filter(user=counted.user).count() == before
    assert "本月已经发放过" in Notification.objects.filter(user=people.reviewer).latest("pk").text
    client = signed_in(counted.user)
    assert client.get(f"/referrals/grants/{granting.grant.number}/").status_code == 404


def test_it_may_be_declined(grant, counted, people):
    granting = grant()
    granting.done(people.manager, outcome="approve")
    granting.done(counted.user, outcome="decline")
    assert granting.status == "declined"
    assert "谢绝" in Notification.objects.filter(user=people.reviewer).latest("pk").text


def test_without_an_answer_it_lapses(grant, counted, people, clock):
    values.change({"OTOP_GRANT_ANSWER_DAYS": 4}, by=people.admin)
    granting = grant()
    granting.done(people.manager, outcome="approve")
    until = granting.grant.answer_by
    assert until == business_time.add_working_days(WEDNESDAY, 4)
    clock.set(business_time.halfway(WEDNESDAY, until))
    granting.go_on()
    assert "还没有答复" in SmsMessage.objects.filter(phone=counted.user.phone).latest("pk").text
    assert granting.status == "offered"
    clock.set(until)
    granting.go_on()
    assert granting.status == "lapsed"
    assert ProcessInstance.objects.get(process_key="referrer_grant").status == ProcessInstance.Status.COMPLETED


def test_an_event_needs_no_address_and_a_thing_does(grant, counted, people):
    thing = grant()
    thing.done(people.manager, outcome="approve")
    with pytest.raises(AnswersRefused):
        thing.done(counted.user, outcome="accept")
    event = grant(kind="event", title="茶园开园日", detail="四月十八日默戎镇茶园")
    event.done(people.manager, outcome="approve")
    event.done(counted.user, outcome="accept")
    assert event.status == "accepted"


def test_only_the_referrer_answers(grant, counted, people):
    granting = grant()
    granting.done(people.manager, outcome="approve")
    for other in (people.manager, people.reviewer, people.owner):
        with pytest.raises(EngineError):
            runtime.complete_task(granting.task().pk, answers={"outcome": "decline"}, by=other)


def test_it_is_not_delivered_tomorrow(grant, counted, people):
    granting = grant()
    granting.done(people.manager, outcome="approve")
    accept(granting, counted.user)
    with pytest.raises(AnswersRefused):
        granting.done(people.reviewer, **DELIVERY)  # on Wednesday, for Thursday


def test_every_flow_is_taken(grant, counted, people, clock):
    slow = grant()
    for _half in range(2):
        clock.advance(days=4)
        slow.go_on()
    slow.done(people.manager, outcome="approve")
    clock.advance(days=9)
    slow.go_on()
    accept(slow, counted.user)
    for _half in range(2):
        clock.advance(days=6)
        slow.go_on()
    slow.done(people.reviewer, **DELIVERY)
    refused, declined, lapsed = grant(), grant(), grant()
    refused.done(people.manager, outcome="refuse", opinion="同类试用本月已经发放过。")
    declined.done(people.manager, outcome="approve")
    declined.done(counted.user, outcome="decline")
    lapsed.done(people.manager, outcome="approve")
    clock.set(lapsed.grant.answer_by)
    lapsed.go_on()
    cases = ProcessInstance.objects.filter(process_key="referrer_grant")
    assert untaken(BPMN / "referrer_reward/referrer_grant.bpmn", cases) == set()
    assert [granting.status for granting in (slow, refused, declined, lapsed)] == [
        "delivered", "refused", "declined", "lapsed",
    ]  # fmt: skip
    overdue = Notification.objects.filter(user=people.manager, text__contains="已超过")
    assert overdue.count() == 2
    assert not Incident.objects.exists()
