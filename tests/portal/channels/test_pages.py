"""Administrators say which channel may read how much, and give, change and take back its keys."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.channels.models import Channel, ChannelKey
from tests.portal.channels.asking import FEED, Program

pytestmark = pytest.mark.django_db

LIST, ADD = "/administration/channels/", "/administration/channels/add/"
FORM = {"name": "乡味商城", "kind": "platform", "contact": "石店 15400000066", "purpose": "展示星级", "rate": 90}


@pytest.fixture
def administrator(client: Client, people) -> Client:
    client.force_login(people.admin)
    return client


def key_in(page: str) -> str:
    found = re.search(r'<code class="user-select-all[^>]*>([^<]*)<', page)
    assert found, page
    return found[1]


def test_a_channel_is_registered_and_its_key_is_shown_once(administrator):
    assert "还没有登记渠道" in administrator.get(LIST).content.decode()
    answer = administrator.post(ADD, FORM)
    shop = Program(key_in(answer.content.decode()))
    assert "no-store" in answer["Cache-Control"]
    shop.feed()
    channel = Channel.objects.get()
    assert (channel.rate, channel.created_by.username) == (90, "ad")
    page = administrator.get(f"{LIST}{channel.pk}/").content.decode()
    assert shop.key not in page
    assert f"{shop.key[:13]}…" in page
    listed = re.sub(r"\s+", " ", administrator.get(LIST).content.decode())
    assert "今日 1 次" in listed
    assert "最近使用" in listed


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"kind": "x"}, {"contact": ""}, {"purpose": ""}, {"rate": 0}, {"rate": 3001}]
)
def test_what_is_not_filled_in_makes_no_channel(administrator, wrong):
    assert administrator.post(ADD, FORM | wrong).status_code == 422
    assert not Channel.objects.exists()


def test_two_channels_do_not_bear_one_name(administrator):
    administrator.post(ADD, FORM)
    answer = administrator.post(ADD, FORM)
    assert answer.status_code == 422
    assert Channel.objects.count() == 1


def test_a_limit_that_is_changed_holds_at_once(administrator):
    shop = Program(key_in(administrator.post(ADD, FORM).content.decode()))
    address = f"{LIST}{Channel.objects.get().pk}/"
    shop.feed()
    assert administrator.post(address, FORM | {"action": "channel", "rate": 1}).status_code == 302
    assert shop.answer(FEED).status_code == 429
    assert administrator.post(address, FORM | {"action": "channel", "rate": "x"}).status_code == 422


def test_a_key_is_changed_and_revoked_with_a_reason(administrator):
    old = Program(key_in(administrator.post(ADD, FORM).content.decode()))
    address = f"{LIST}{Channel.objects.get().pk}/"
    new = Program(key_in(administrator.post(address, {"action": "rotate", "keep_days": 7}).content.decode()))
    for each in (old, new):
        each.feed()
    key = ChannelKey.objects.get(prefix=old.key[:13])
    assert administrator.post(address, {"action": "revoke", "key": key.pk, "reason": ""}).status_code == 422
    assert administrator.post(address, {"action": "rotate", "keep_days": 400}).status_code == 422
    asked = {"action": "revoke", "key": key.pk, "reason": "密钥写进了网页"}
    assert administrator.post(address, asked).status_code == 302
    assert old.answer(FEED).status_code == 401
    new.feed()
    page = administrator.get(address).content.decode()
    for said in ("密钥写进了网页", "已撤销", "卫管", "有效"):
        assert said in page
    assert administrator.post(address, asked).status_code == 422


def test_the_key_of_another_channel_is_not_revoked_from_here(administrator):
    administrator.post(ADD, FORM)
    administrator.post(ADD, FORM | {"name": "茶业报"})
    first, second = Channel.objects.order_by("pk")
    asked = {"action": "revoke", "key": second.keys.get().pk, "reason": "误"}
    assert administrator.post(f"{LIST}{first.pk}/", asked).status_code == 422
    assert ChannelKey.objects.valid().count() == 2


@pytest.mark.parametrize("role", ["manager", "compliance", "officer", "owner"])
def test_nobody_else_keeps_channels(people, client, role):
    client.force_login(getattr(people, role))
    for address in (LIST, ADD):
        assert client.get(address).status_code == 403
        assert client.post(address, FORM).status_code == 403
    assert not Channel.objects.exists()


def test_everybody_reads_what_the_interface_is_and_how_to_get_a_key(settings):
    settings.OTOP_CONTACT = "渠道合作部 0743-0000000"
    page = Client().get("/channels/").content.decode()
    for said in ("怎样取得密钥", "渠道合作部", "每分钟 60 次", "/api/docs/"):
        assert said in page
    assert 'href="/channels/"' in Client().get("/products/").content.decode()
