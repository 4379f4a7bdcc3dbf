"""P19 as it runs: who may have which benefit, every branch to its end, and the pages around it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from engine import business_time, jobs, runtime
from engine import clock as engine_clock
from engine.errors import AnswersRefused, EngineError
from engine.models import Incident, ProcessInstance, UserTask
from portal.accounts.models import User
from portal.benefits import gate
from portal.benefits.commands import request_benefit
from portal.benefits.errors import BenefitsClosed, EnterpriseNotActive, NoProduct, NotEligible, RequestRunning
from portal.benefits.models import Benefit, BenefitRequest
from portal.certification.models import Authorisation
from portal.notifications.models import Notification, SmsMessage
from tests.flows import untaken
from tests.portal.world import BPMN, WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

CONTENT = "默戎高山绿茶采自海拔八百米以上的茶园，手工采摘。"
LINK = "https://www.example.com/tea"


class Asking:
    """`done("Review", officer, outcome="pass")` answers the open task of that element."""

    def __init__(self, people: Any, product: Any, code: str = "wechat", **changes: Any) -> None:
        self.people = people
        told = {"title": "云岭高山绿茶", "content": CONTENT} | changes
        benefit = Benefit.objects.get(code=code)
        enterprise = changes.pop("enterprise", None) or product.enterprise
        if benefit.kind == Benefit.Kind.ENQUIRY:
            product = None
        told.pop("enterprise", None)
        request = BenefitRequest(benefit=benefit, enterprise=enterprise, product=product, **told)
        self.request = request_benefit(request, files=[], by=people.owner)
        self.go_on()

    def go_on(self) -> None:
        jobs.run_due_jobs()
        self.request = BenefitRequest.objects.get(pk=self.request.pk)

    @property
    def status(self) -> str:
        return self.request.status

    def task(self) -> UserTask:
        return UserTask.objects.open().get(case__business_key=self.request.number)

    def done(self, element_id: str, by: User, **answers: Any) -> None:
        task = self.task()
        assert task.element_id == element_id
        runtime.complete_task(task.pk, answers=answers, by=by)
        self.go_on()

    def review(self, outcome: str = "pass") -> None:
        words = {} if outcome == "pass" else {"opinion": "正文中的“最佳”是绝对化用语，请改写。"}
        self.done("Review", self.people.reviewer, outcome=outcome, **words)

    def publish(self, **changes: Any) -> None:
        answers = {"outcome": "published", "url": LINK, "published_on": engine_clock.today().isoformat()}
        self.done("Publish", self.people.reviewer, **answers | changes)


@pytest.fixture
def ask(authorisation, people, tea):
    return lambda code="wechat", **changes: Asking(people, tea, code, **changes)


def reasons(product: Any, code: str) -> list[str]:
    return gate.Gate(product).reasons(Benefit.objects.get(code=code))


def to(authorisation: Authorisation, status: str) -> None:
    Authorisation.objects.filter(pk=authorisation.pk).update(status=status)


def test_an_article_is_reviewed_published_and_confirmed(ask, people):
    asking = ask()
    assert asking.request.number == "Q202600001"
    assert asking.task().due_at == business_time.add_working_days(WEDNESDAY, 3)
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


@pytest.mark.parametrize(
    ("star", "code", "is_free"), [(1, "wechat", True), (2, "training", False), (3, "training", True)]
)
def test_the_star_decides(issue, proved, tea, star, code, is_free):
    deploy("benefit_request")
    proved(issue(star=star))
    assert reasons(tea, code) == ([] if is_free else ["产品的星级低于该权益的要求"])


def test_without_a_proof_of_the_mark_there_are_no_benefits_and_the_page_says_so(issue, proved, people, tea):
    deploy("benefit_request")
    issue(star=3)
    assert reasons(tea, "douyin") == ["还没有通过标识应用备案"]
    with pytest.raises(NotEligible, match="标识应用备案"):
        Asking(people, tea)
    client = Client()
    client.force_login(people.owner)
    page = client.get("/benefits/").content.decode()
    assert "还没有通过标识应用备案" in page
    assert "/benefits/new/wechat/" not in page
    assert "/benefits/new/branding/" in page  # an enquiry needs no star
    assert "现在还不能申请" in client.get(f"/benefits/new/wechat/?product={tea.pk}").content.decode()


@pytest.mark.parametrize(("status", "code", "said"), [
    ("red", "wechat", ["产品处于红色警示"]), ("red", "training", ["产品处于红色警示"]),
    ("suspended", "wechat", ["授权已暂停"]),
    ("yellow", "wechat", ["黄色警示期间暂停新的推广"]), ("yellow", "training", []),
])  # fmt: skip
def test_warnings_keep_from_benefits(authorisation, tea, status, code, said):
    to(authorisation, status)
    assert reasons(tea, code) == said


def test_a_product_without_star_has_none(people, tea):
    deploy("benefit_request")
    assert reasons(tea, "wechat") == ["产品没有生效的标识授权"]


def test_an_expired_authorisation_has_none(authorisation, tea, clock):
    clock.set(WEDNESDAY.replace(year=2030))
    assert reasons(tea, "wechat") == ["授权不在有效期内"]


def test_what_a_manager_closed_or_raised_is_refused(authorisation, people, tea):
    client = Client()
    client.force_login(people.manager)
    assert client.post("/benefits/catalogue/wechat/", {"least_star": "4", "is_open": "on"}).status_code == 302
    assert reasons(tea, "wechat") == ["产品的星级低于该权益的要求"]
    assert client.post("/benefits/catalogue/branding/", {"options": "品牌策划\n商标注册"}).status_code == 302
    assert reasons(None, "branding") == ["该权益暂未开放"]
    assert Benefit.objects.get(code="branding").options == ["品牌策划", "商标注册"]


def test_without_a_table_nothing_is_free(issue, proved, people, tea):
    proved(issue(star=3))
    with pytest.raises(BenefitsClosed):
        Asking(people, tea)


def test_one_request_of_a_kind_at_a_time(ask):
    first = ask()
    with pytest.raises(RequestRunning, match=first.request.number):
        ask()
    ask("douyin")


def test_a_frozen_enterprise_asks_for_nothing(authorisation, people, tea):
    tea.enterprise.move("frozen")
    with pytest.raises(EnterpriseNotActive):
        Asking(people, tea)


def test_a_benefit_of_a_star_needs_its_product(authorisation, people, tea):
    request = BenefitRequest(
        benefit=Benefit.objects.get(code="wechat"), enterprise=tea.enterprise, title="茶", content=CONTENT
    )
    with pytest.raises(NoProduct):
        request_benefit(request, files=[], by=people.owner)


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
    client = Client()
    client.force_login(people.owner)
    page = client.get(f"/inbox/tasks/{asking.task().pk}/").content.decode()
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
    client = Client()
    client.force_login(people.owner)
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
    rival = Client()
    rival.force_login(people.rival)
    assert rival.get(made.url).status_code == 404
    assert rival.get(address).status_code in (302, 404)
    reviewer = Client()
    reviewer.force_login(people.reviewer)
    with django_assert_max_num_queries(20):
        assert "高山绿茶" in reviewer.get("/benefits/requests/").content.decode()
    assert reviewer.get("/benefits/catalogue/").status_code == 200
    assert reviewer.get("/benefits/catalogue/wechat/").status_code == 403


def test_the_contents_of_an_enquiry_are_choices(authorisation, people):
    client = Client()
    client.force_login(people.owner)
    page = client.get("/benefits/new/industry/").content.decode()
    assert "生产工艺改进" in page
    told = {"title": "改进包装", "content": CONTENT, "consent": "on"}
    assert client.post("/benefits/new/industry/", told).status_code == 422
    assert client.post("/benefits/new/industry/", told | {"options": ["包装设计"]}).status_code == 302
    assert BenefitRequest.objects.get().options == ["包装设计"]
