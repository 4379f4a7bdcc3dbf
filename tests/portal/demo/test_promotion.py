"""Where the enterprises of the demo are shown and met."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.demo.people import MARK
from portal.notifications.models import SmsMessage
from portal.public import listing
from portal.showcase import notices
from portal.showcase.models import Buyer
from tests.portal.demo.looking import channel_key, page

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(600)]
TEA = f"高山绿茶{MARK}"


def test_a_training_was_held_a_fair_is_open_and_a_workshop_is_full(demo):
    events = page("tea", "/events/?mine=1")
    for said in ("产品溯源与包装标识培训", "已参加", "中部山货展销会", "待确认"):
        assert said in events
    assert "候补" in page("berry", "/events/?mine=1")
    assert "待确认 1" in page("reviewer", "/events/manage/")


def test_a_partners_offer_was_asked_for_and_granted(demo):
    assert "申请 1 · 已办理 1" in page("manager", "/benefits/offers/")
    assert "冷链干线运费八五折" in page("tea", "/benefits/")
    assert "申请贵方的" in SmsMessage.objects.get(phone="15400000071").text


def test_the_tea_is_shown_recommended_and_wanted(demo, settings):
    listing.catch_up()
    public = Client().get("/samples/").content.decode()
    for said in (TEA, "推介", "明前单芽"):
        assert said in public
    assert "有意向" in page("tea", "/showcase/buyers/")
    wanted = Client().get(notices.page_of(Buyer.objects.get(name__startswith="长沙县土产店"))).content.decode()
    assert TEA in wanted
    headers = {"Authorization": f"Bearer {channel_key(demo.folder)}"}
    (sample,) = Client().get("/api/channels/samples/", headers=headers).json()["results"]
    assert sample["product"]["name"] == TEA
    assert sample["recommendation"].startswith("高山云雾")
