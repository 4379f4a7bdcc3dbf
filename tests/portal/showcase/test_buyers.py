"""Products are recommended to buyers with their enterprise's consent, and never beside anything worse than valid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.certification.models import Authorisation
from portal.notifications.models import Notification, SmsMessage
from portal.registry.models import Enterprise, EnterpriseMember, Product
from portal.showcase import buyers, commands, notices
from portal.showcase.errors import (
    BuyerInactive,
    NotRecommendable,
    NotShowable,
    OwnEnterprise,
    RecommendationOver,
    RecommendedAlready,
)
from portal.showcase.models import Buyer, Recommendation, Scope, Showing
from portal.supervision import commands as supervision
from portal.supervision.models import Warning
from tests.portal.showcase.buying import PHONE, registered_buyer, wanted
from tests.portal.supervision.prosecuting import FACTS
from tests.portal.world import WEDNESDAY, another, deploy, signed_in

pytestmark = pytest.mark.django_db

OWN, STAFF = "/showcase/buyers/", "/showcase/buyers/manage/"
REASON = "高山云雾茶园，规格与所需一致。"


@pytest.fixture
def star(issue):
    return issue(star=3)


@pytest.fixture
def buyer(star, people):
    return registered_buyer(by=people.reviewer)


@pytest.fixture
def recommended(star, buyer, people):
    commands.agree(star.product, scope=Scope.BUYERS, by=people.owner)
    return buyers.recommend(star.product, buyer=buyer, reason=REASON, by=people.reviewer)


def buyer_sees(buyer, product) -> bool:
    """Whoever has the address, without signing in."""
    answer = Client().get(notices.page_of(buyer))
    assert answer.status_code == 200
    return product.name in answer.content.decode()


def test_of_a_recommendation_that_is_ended_the_enterprise_is_told_once(recommended, star, buyer, people):
    told = Notification.objects.filter(user=people.owner, text__contains="推荐已结束")
    for reason in ("产季已过。", "库存不足。"):
        buyers.end(recommended, reason=reason, by=people.reviewer)
        assert not buyer_sees(buyer, star.product)
        assert "产季已过。" in told.get().text


def test_from_a_buyers_wishes_to_its_answer(star, people, django_assert_max_num_queries):
    officer, owner, staff = signed_in(people.reviewer), signed_in(people.owner), signed_in(people.staff)
    assert officer.post(f"{STAFF}new/", wanted()).status_code == 422  # the buyer has to agree
    made = officer.post(f"{STAFF}new/", wanted(agreed="on"))
    buyer = Buyer.objects.get()
    assert made.url == f"{STAFF}{buyer.pk}/"
    told = {"product": star.product_id, "reason": REASON}
    assert officer.post(made.url, told).status_code == 422  # the enterprise has not agreed
    agree = f"{OWN}{star.product_id}/agree/"
    assert "采购推荐约定" in owner.get(agree).content.decode()
    assert owner.post(agree, {}).status_code == 422
    assert staff.post(agree, {"consent": "on"}).status_code == 403
    assert owner.post(agree, {"consent": "on"}).url == OWN
    assert "采购推荐约定" in owner.get("/me/data/").content.decode()
    assert not Showing.objects.open().exists()  # nothing is shown to everybody by that
    with django_assert_max_num_queries(20):
        assert star.product.name in officer.get(made.url).content.decode()
    assert officer.post(made.url, told).status_code == 302
    assert officer.post(made.url, told).status_code == 422
    text = SmsMessage.objects.get(phone=PHONE).text
    assert REASON in text
    assert text.endswith(notices.page_of(buyer))

    enterprise, anybody = star.product.enterprise, Client()
    page = anybody.get(notices.page_of(buyer)).content.decode()
    for said in (star.product.name, enterprise.name, "三星级", REASON, f"/c/{star.product.qr_code.token}"):
        assert said in page
    for kept in (enterprise.contact_phone, enterprise.contact_name):
        assert kept not in page
    recommendation = Recommendation.objects.get()
    with django_assert_max_num_queries(20):
        page = owner.get(OWN).content.decode()
    assert "山货鲜选连锁超市" in page
    assert REASON in page
    assert PHONE not in page  # nobody is interested yet
    answer = reverse("showcase:answer", args=[buyer.code, recommendation.pk])
    anybody.post(answer, {"given": "maybe"})
    assert not Recommendation.objects.exclude(answer="").exists()
    anybody.post(answer, {"given": "interested", "note": "先要样品"})
    page = owner.get(OWN).content.decode()
    for said in ("有意向", "先要样品", PHONE):
        assert said in page
    assert "有意向" in SmsMessage.objects.filter(phone=enterprise.contact_phone).latest("pk").text
    anybody.post(answer, {"given": "declined"})
    assert PHONE not in owner.get(OWN).content.decode()
    with django_assert_max_num_queries(20):
        assert "不需要" in officer.get(made.url).content.decode()


@pytest.mark.parametrize(
    "worse", ["yellow", "red", "suspended", "revoked", "expired", "cancelled", "frozen", "product", "past"]
)
def test_what_is_worse_than_valid_is_seen_by_no_buyer_and_cannot_be_recommended(
    recommended, buyer, star, people, clock, worse
):
    product = star.product
    assert buyer_sees(buyer, product)
    if worse == "frozen":
        Enterprise.objects.update(status=Enterprise.Status.FROZEN)
    elif worse == "product":
        Product.objects.update(status=Product.Status.SUSPENDED)
    elif worse == "past":
        clock.set(WEDNESDAY.replace(year=2029, day=14))
    else:
        Authorisation.objects.update(status=worse)
    assert not buyer_sees(buyer, product)
    with pytest.raises(RecommendationOver):
        buyers.answer(recommended, given="interested", note="")
    with pytest.raises(NotRecommendable):
        buyers.recommend(product, buyer=buyer, reason=REASON, by=people.reviewer)
    with pytest.raises(NotShowable, match=r"星级有警示|没有取得"):
        commands.agree(product, scope=Scope.BUYERS, by=people.owner)
    page = signed_in(people.reviewer).get(f"{STAFF}{buyer.pk}/").content.decode()
    assert f'value="{product.pk}"' not in page  # not even offered
    assert "已停止" in page
    assert "推荐中" not in signed_in(people.owner).get(OWN).content.decode()


def test_the_consent_is_taken_back_at_any_time_and_what_was_stays_to_be_read(recommended, buyer, star, people):
    rival = signed_in(people.rival)
    assert rival.post(f"{OWN}{star.product_id}/take-back/").status_code in (302, 404)
    assert buyer_sees(buyer, star.product)
    owner = signed_in(people.owner)
    assert owner.post(f"{OWN}{star.product_id}/take-back/").url == OWN
    assert not buyer_sees(buyer, star.product)
    recommended.refresh_from_db()
    assert (recommended.ended_by, recommended.end_reason) == (people.owner, "企业撤回了推荐的同意")
    page = owner.get(OWN).content.decode()
    for said in ("山货鲜选连锁超市", REASON, "企业撤回了推荐的同意", "未同意"):
        assert said in page
    commands.agree(star.product, scope=Scope.BUYERS, by=people.owner)
    assert not buyer_sees(buyer, star.product)  # it has to be recommended anew
    with override("en"):  # whoever recommends reads English, the buyer does not
        buyers.recommend(star.product, buyer=buyer, reason="再次推荐。", by=people.manager)
    assert SmsMessage.objects.filter(phone=PHONE).latest("pk").text.startswith("向您推荐")
    assert buyer_sees(buyer, star.product)
    assert Showing.objects.filter(scope=Scope.BUYERS).count() == 2


def test_the_consent_to_show_samples_is_another(star, buyer, people):
    Showing.objects.create(product=star.product, version="2026-01", given_by=people.owner)
    with pytest.raises(NotRecommendable):
        buyers.recommend(star.product, buyer=buyer, reason=REASON, by=people.reviewer)
    commands.agree(star.product, scope=Scope.BUYERS, by=people.owner)
    commands.take_back(star.product, by=people.owner)
    assert list(Showing.objects.filter(withdrawn_at=None).values_list("scope", flat=True)) == ["buyers"]


def test_a_warning_ends_a_recommendation_until_it_is_recommended_anew(recommended, buyer, star, people, clock):
    deploy("penalty_escalation")
    clock.set(WEDNESDAY + timedelta(days=1))
    case = supervision.open_case(
        authorisation=star, trigger="quality_risk", severity="major", facts=FACTS, by=people.compliance
    )
    supervision.warn(case, level=Warning.Level.YELLOW, basis="规则", cure_by=WEDNESDAY + timedelta(days=30))
    assert not buyer_sees(buyer, star.product)
    supervision.close(case, end=Warning.End.LIFTED)
    assert not buyer_sees(buyer, star.product)
    clock.set(WEDNESDAY + timedelta(days=2))
    buyers.recommend(star.product, buyer=buyer, reason="整改后仍然出色。", by=people.reviewer)
    assert buyer_sees(buyer, star.product)
    recommended.refresh_from_db()
    assert recommended.end_reason == "此后有警示，重新推荐"


def test_only_what_the_buyer_looks_for_is_offered(star, buyer, issue, people, tea):
    one = issue(star=1, product=another(tea, "古丈红茶"))
    for each in (star, one):
        commands.agree(each.product, scope=Scope.BUYERS, by=people.owner)
    assert list(buyers.candidates(buyer)) == [star.product_id]
    Buyer.objects.update(least_star=1)
    assert set(buyers.candidates(Buyer.objects.get())) == {star.product_id, one.product_id}
    Buyer.objects.update(categories=["crafts"])
    assert list(buyers.candidates(Buyer.objects.get())) == []
    officer = signed_in(people.reviewer)
    told = {"product": star.product_id, "reason": REASON}
    assert officer.post(f"{STAFF}{buyer.pk}/", told).status_code == 422
    edit = f"{STAFF}{buyer.pk}/edit/"
    assert officer.post(edit, wanted(least_star=3, is_active="on")).status_code == 302
    assert list(buyers.candidates(Buyer.objects.get())) == [star.product_id]


def test_whose_page_is_whose_and_when_it_ends(recommended, buyer, star, people):
    other = registered_buyer(by=people.reviewer, name="县城土产店")
    assert not buyer_sees(other, star.product)
    foreign = reverse("showcase:answer", args=[other.code, recommended.pk])
    assert Client().post(foreign, {"given": "interested"}).status_code == 404
    assert Client().get("/showcase/for/abc/").status_code == 404
    officer = signed_in(people.reviewer)
    end = f"{OWN}recommendations/{recommended.pk}/end/"
    officer.post(end, {"reason": ""})
    assert buyer_sees(buyer, star.product)
    officer.post(end, {"reason": "采购已经完成。"})
    assert not buyer_sees(buyer, star.product)
    assert "采购已经完成。" in signed_in(people.owner).get(OWN).content.decode()
    Buyer.objects.filter(pk=buyer.pk).update(is_active=False)
    assert Client().get(notices.page_of(buyer)).status_code == 404
    buyer.refresh_from_db()
    with pytest.raises(BuyerInactive):
        buyers.recommend(star.product, buyer=buyer, reason=REASON, by=people.reviewer)


def test_nobody_recommends_his_own_and_nobody_else_recommends_at_all(recommended, buyer, star, people):
    with pytest.raises(RecommendedAlready):
        buyers.recommend(star.product, buyer=buyer, reason=REASON, by=people.manager)
    EnterpriseMember.objects.create(enterprise=star.product.enterprise, user=people.reviewer, role="staff")
    with pytest.raises(OwnEnterprise):
        buyers.recommend(star.product, buyer=buyer, reason=REASON, by=people.reviewer)
    for person in (people.owner, people.compliance, people.admin, people.evaluator):
        client = signed_in(person)
        assert client.get(STAFF).status_code == 403
        assert client.post(f"{STAFF}{buyer.pk}/", {"product": star.product_id, "reason": REASON}).status_code == 403
        ended = client.post(f"{OWN}recommendations/{recommended.pk}/end/", {"reason": "不再合适。"})
        assert ended.status_code == 403
    assert buyer_sees(buyer, star.product)
