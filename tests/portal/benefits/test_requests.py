"""P19 as it runs: every branch to its end, and the pages around it."""

from __future__ import annotations

import json

import pytest

from engine import business_time, jobs
from engine import clock as engine_clock
from engine.errors import AnswersRefused, EngineError
from engine.models import Incident, ProcessInstance
from portal.benefits import gate
from portal.benefits.models import BenefitRequest
from portal.notifications.models import Notification, SmsMessage
from tests.flows import untaken
from tests.portal.benefits.asking import CONTENT, LINK, to
from tests.portal.world import BPMN, WEDNESDAY, signed_in

pytestmark = pytest.mark.django_db


def test_an_article_is_reviewed_published_and_confirmed(ask, people):
    asking = ask()
    assert asking.request.number == "Q202600001"
    assert asking.task("Review").due_at == business_time.add_working_days(WEDNESDAY, 3)
    asking.review()
    assert asking.status == "approved"
    asking.publish()
    assert (asking.status, asking.request.url) == ("published", LINK)
    assert "请在5个工作日内确认" in SmsMessage.objects.latest("pk").text
    asking.done("Confirm", people.staff, remark="标题很好")
    assert (asking.status, asking.request.remark) == ("confirmed", "标题很好")
    assert ProcessInstance.objects.get(process_key="benefit_request").status == ProcessInstance.Status.COMPLETED


def test_nobody_of_the_enterprise_reviews_its_content(ask, people):
    asking = ask()
    asking.request.enterprise.members.create(user=people.reviewer, role="staff")
    with pytest.raises(EngineError):
        asking.review()


def test_an_enquiry_is_answered_with_a_result(ask, people):
    asking = ask("branding", options=["品牌策划"])
    asking.review()
    with pytest.raises(AnswersRefused):
        asking.publish(url=None)
    asking.publish(url=None, result="已由品牌顾问电话联系，约定下周现场了解。")
    asking.done("Confirm", people.owner)
    assert asking.status == "confirmed"


def test_what_turned_red_meanwhile_is_not_published(ask, authorisation):
    asking = ask()
    asking.review()
    to(authorisation, "red")
    with pytest.raises(AnswersRefused) as refused:
        asking.publish()
    assert "红色警示" in str(refused.value.errors)
    asking.done("Publish", asking.people.reviewer, outcome="stopped", opinion="产品已被红色警示，停止办理本次推广。")
    assert asking.status == "refused"
    assert "停止办理" in SmsMessage.objects.latest("pk").text


def test_what_turned_red_during_the_correction_is_turned_down_with_the_reason(ask, authorisation, people):
    asking = ask()
    asking.review("correct")
    to(authorisation, "red")
    asking.done("Correct", people.staff, title="高山绿茶", content=CONTENT)
    assert (asking.status, gate.sentences(asking.request.findings)) == ("ineligible", ["产品处于红色警示"])


def test_a_correction_shows_the_objection_and_goes_to_review_again(ask, people):
    asking = ask()
    asking.review("correct")
    client = signed_in(people.owner)
    page = client.get(f"/inbox/tasks/{asking.task('Correct').pk}/").content.decode()
    assert json.dumps("绝对化用语")[1:-1] in page  # as the form's island reads it
    asking.done("Correct", people.staff, title="高山绿茶", content=CONTENT, link=LINK, note="已改写")
    assert (asking.status, asking.request.link) == ("submitted", LINK)
    asking.review("fail")
    assert asking.status == "refused"


def test_a_link_that_is_none_is_refused(ask, people):
    asking = ask()
    asking.review()
    with pytest.raises(AnswersRefused):
        asking.publish(url="javascript:alert(1)")
    with pytest.raises(AnswersRefused):
        asking.publish(published_on="2026-03-12")  # tomorrow


def test_every_flow_is_taken(ask, authorisation, people, clock):
    slow = ask()
    for days in (3, 3):
        clock.advance(days=days)
        slow.go_on()
    slow.review("correct")
    clock.set(business_time.add_working_days(engine_clock.now(), 10))
    slow.go_on()
    slow.done("Correct", people.staff, title="高山绿茶", content=CONTENT)
    slow.review()
    for days in (5, 5):
        clock.advance(days=days)
        slow.go_on()
    slow.publish()
    for days in (5, 5):
        clock.advance(days=days)
        slow.go_on()
    assert slow.status == "unconfirmed"
    lapsed = ask("douyin")
    lapsed.review("correct")
    clock.advance(days=40)
    lapsed.go_on()
    confirmed, refused, stopped = ask("china_net"), ask("kuaishou"), ask("training")
    confirmed.review()
    confirmed.publish()
    confirmed.done("Confirm", people.owner)
    refused.review("fail")
    stopped.review()
    stopped.done("Publish", people.reviewer, outcome="stopped", opinion="企业要求停止办理本次服务。")
    turned = ask("promotion")
    turned.review("correct")
    to(authorisation, "red")
    turned.done("Correct", people.staff, title="高山绿茶", content=CONTENT)
    cases = ProcessInstance.objects.filter(process_key="benefit_request")
    assert untaken(BPMN / "benefit_request/benefit_request.bpmn", cases) == set()
    assert [each.status for each in (lapsed, confirmed, refused, stopped, turned)] == [
        "withdrawn", "confirmed", "refused", "refused", "ineligible",
    ]  # fmt: skip
    assert Notification.objects.filter(user=people.manager, text__contains="已超过").count() == 2
    assert not Incident.objects.exists()


def test_the_enterprise_asks_on_its_page(authorisation, people, tea, django_assert_max_num_queries):
    client = signed_in(people.owner)
    with django_assert_max_num_queries(20):
        page = client.get("/benefits/").content.decode()
    assert f"/benefits/new/wechat/?product={tea.pk}" in page
    address = f"/benefits/new/wechat/?product={tea.pk}"
    told = {"title": "高山绿茶", "content": CONTENT}
    assert client.post(address, told).status_code == 422  # without consent
    made = client.post(address, told | {"consent": "on"})
    number = BenefitRequest.objects.get().number
    assert made.url == f"/benefits/requests/{number}/"
    jobs.run_due_jobs()
    with django_assert_max_num_queries(20):
        assert "内容审查" in client.get(made.url).content.decode()
    rival = signed_in(people.rival)
    assert rival.get(made.url).status_code == 404
    assert rival.get(address).status_code in (302, 404)
    reviewer = signed_in(people.reviewer)
    with django_assert_max_num_queries(20):
        assert "高山绿茶" in reviewer.get("/benefits/requests/").content.decode()
    assert reviewer.get("/benefits/catalogue/").status_code == 200
    assert reviewer.get("/benefits/catalogue/wechat/").status_code == 403


def test_the_contents_of_an_enquiry_are_choices(authorisation, people):
    client = signed_in(people.owner)
    page = client.get("/benefits/new/industry/").content.decode()
    assert "生产工艺改进" in page
    told = {"title": "改进包装", "content": CONTENT, "consent": "on"}
    assert client.post("/benefits/new/industry/", told).status_code == 422
    assert client.post("/benefits/new/industry/", told | {"options": ["包装设计"]}).status_code == 302
    assert BenefitRequest.objects.get().options == ["包装设计"]
