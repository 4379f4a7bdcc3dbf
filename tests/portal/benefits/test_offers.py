"""Partners' offers: requested behind the gate of benefits, told to whoever makes them, counted, and over one day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import clock as engine_clock
from engine.errors import AnswersRefused
from portal.benefits import gate
from portal.benefits.errors import NotEligible
from portal.benefits.models import Benefit, BenefitRequest, Offer
from portal.benefits.offers import register
from portal.certification.models import Authorisation
from portal.notifications.models import SmsMessage
from tests.portal.benefits.asking import CONTENT, to
from tests.portal.benefits.offering import PHONE, offered
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db

Status = Authorisation.Status


def texts() -> list[str]:
    return list(SmsMessage.objects.filter(phone=PHONE).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def offer(authorisation, people):
    told = offered()
    of_benefit = {name: told.pop(name) for name in ("name", "least_star")}
    del told["is_promotion"], told["is_open"]
    return register(Offer(**told), of_benefit=of_benefit, by=people.manager)


def test_a_manager_registers_an_offer_and_an_enterprise_gets_it(
    authorisation, ask, people, tea, django_assert_max_num_queries
):
    manager, owner = signed_in(people.manager), signed_in(people.owner)
    assert manager.post("/benefits/offers/new/", offered(contact_phone="12")).status_code == 422
    late = offered(valid_to=engine_clock.today() - timedelta(days=9))
    assert manager.post("/benefits/offers/new/", late).status_code == 422
    assert manager.post("/benefits/offers/new/", offered(is_open="on")).status_code == 302
    offer = Offer.objects.get()
    code = offer.benefit.code
    with django_assert_max_num_queries(20):
        page = owner.get("/benefits/").content.decode()
    for said in ("合作方优惠", "冷链运费八五折", "湘江冷链物流", f"/benefits/new/{code}/?product={tea.pk}"):
        assert said in page
    address = f"/benefits/new/{code}/?product={tea.pk}"
    asked = owner.get(address).content.decode()
    assert "每月两票以上" in asked
    assert "手机号码提供给合作方" in asked
    told = {"title": "申请运费优惠", "content": CONTENT}
    assert owner.post(address, told).status_code == 422  # without consent
    assert owner.post(address, told | {"consent": "on"}).status_code == 302
    request = BenefitRequest.objects.get()
    assert request.consent == "2026-11"
    assert "联系方式提供给合作方" in owner.get("/me/data/").content.decode()
    assert texts() == []  # nobody has looked at it yet

    asking = ask("training")
    asking.request = request
    asking.go_on()
    asking.review()
    enterprise = tea.enterprise
    (text,) = texts()
    for said in (enterprise.name, "冷链运费八五折", request.number, enterprise.contact_phone, tea.name):
        assert said in text
    asking.publish(url=None, result="已与物流公司签订优惠协议。")
    asking.done("Confirm", people.owner)
    assert len(texts()) == 1
    with django_assert_max_num_queries(20):
        page = manager.get("/benefits/offers/").content.decode()
    assert "申请 1 · 已办理 1 · 办理中 0" in page


def test_who_may_register_offers_and_who_may_read_them(offer, people):
    for person, reads, changes in (
        (people.reviewer, 200, 403), (people.owner, 403, 403), (people.admin, 403, 403), (people.compliance, 403, 403),
    ):  # fmt: skip
        client = signed_in(person)
        assert client.get("/benefits/offers/").status_code == reads
        assert client.post("/benefits/offers/new/", offered()).status_code == changes
        assert client.post(f"/benefits/offers/{offer.pk}/", offered()).status_code == changes
    assert Offer.objects.count() == 1
    # The catalogue of the scheme itself does not show what partners offer.
    client = signed_in(people.manager)
    assert offer.benefit.name not in client.get("/benefits/catalogue/").content.decode()
    assert client.get(f"/benefits/catalogue/{offer.benefit.code}/").status_code == 404
    changed = offered(least_star=4, is_open="on", name="冷链运费八折")
    assert client.post(f"/benefits/offers/{offer.pk}/", changed).status_code == 302
    assert Benefit.objects.get(pk=offer.benefit_id).least_star == 4


@pytest.mark.parametrize("status", Status)
def test_only_a_star_that_is_valid_or_merely_yellow_gets_offers_and_no_other_state_does(
    authorisation, offer, tea, status
):
    """The same for every benefit: an offer is judged as a service, one that is promotion as promotion."""
    to(authorisation, status)
    for is_promotion in (False, True):
        Benefit.objects.update(is_promotion=is_promotion)
        service = Benefit.objects.get(code="training")
        free = {Status.VALID} if is_promotion else {Status.VALID, Status.YELLOW}
        reasons = gate.Gate(tea).reasons(Benefit.objects.get(pk=offer.benefit_id))
        assert reasons == gate.Gate(tea).reasons(service)
        assert (reasons == []) == (status in free)


def test_what_turns_red_is_neither_told_to_the_partner_nor_granted(authorisation, offer, ask, people):
    late = ask(offer.benefit.code)
    to(authorisation, "red")
    with pytest.raises(AnswersRefused) as refused:
        late.review()
    assert "红色警示" in str(refused.value.errors)
    assert texts() == []
    to(authorisation, "valid")
    late.review()
    to(authorisation, "suspended")
    with pytest.raises(AnswersRefused):
        late.publish(url=None, result="已签订协议。")
    late.done("Publish", people.reviewer, outcome="stopped", opinion="产品已暂停，停止办理本次优惠。")
    assert late.status == "refused"
    assert "请勿继续提供优惠" in texts()[-1]
    assert len(texts()) == 2


def test_one_that_fails_its_review_is_none_of_the_partners_business(offer, ask):
    asking = ask(offer.benefit.code)
    asking.review("fail")
    assert asking.status == "refused"
    assert texts() == []


def test_an_offer_ends_with_its_period_or_when_it_is_closed(authorisation, offer, ask, people, clock):
    owner = signed_in(people.owner)
    for end in ("closed", "early", "over"):
        Offer.objects.update(valid_from=engine_clock.today(), valid_to=engine_clock.today() + timedelta(days=30))
        Benefit.objects.filter(pk=offer.benefit_id).update(is_open=end != "closed")
        if end == "early":
            Offer.objects.update(valid_from=engine_clock.today() + timedelta(days=1))
        elif end == "over":
            clock.set(engine_clock.now() + timedelta(days=31))
        assert "冷链运费八五折" not in owner.get("/benefits/").content.decode(), end
        with pytest.raises(NotEligible, match="暂未开放"):
            ask(offer.benefit.code)
