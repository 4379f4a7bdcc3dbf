"""Who may have which benefit, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from portal.benefits import gate
from portal.benefits.commands import request_benefit
from portal.benefits.errors import BenefitsClosed, EnterpriseNotActive, NoProduct, NotEligible, RequestRunning
from portal.benefits.models import Benefit, BenefitRequest
from tests.portal.benefits.asking import CONTENT, Asking, to
from tests.portal.world import WEDNESDAY, deploy, signed_in

pytestmark = pytest.mark.django_db


def reasons(product: Any, code: str) -> list[str]:
    return gate.Gate(product).reasons(Benefit.objects.get(code=code))


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
    client = signed_in(people.owner)
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
    client = signed_in(people.manager)
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
