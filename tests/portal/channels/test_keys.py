"""A key opens the interface, as often as the channel may, until it is changed or taken back; and nothing else."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from engine import clock as engine_clock
from portal.channels import commands
from portal.channels.models import Channel, ChannelKey, ChannelUse
from tests.portal.channels.asking import FEED, VERIFY, Program, program

pytestmark = pytest.mark.django_db

ADDRESSES = (FEED, f"{FEED}OTOP-3-2026-433126-00001-1/", VERIFY)


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_key_nobody_is_let_in_however_he_is_signed_in(address, people, client):
    for visitor in (None, people.admin, people.owner):
        if visitor:
            client.force_login(visitor)
        answer = client.get(address)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="channels"')
        assert "密钥" in answer.json()["detail"]


@pytest.mark.parametrize(
    "key", ["", "x", "otop_", "otop_ab12cd34_" + "0" * 40, "é" * 54, "otop_ab12cd34_" + "0" * 4000]
)
def test_a_key_that_was_never_given_is_refused(shop, key):
    answer = Client().get(FEED, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert not ChannelUse.objects.exists()


def test_a_token_of_an_account_is_no_key_and_a_key_is_no_token(people, shop):
    from engine.models.tokens import issue as issue_token

    token = issue_token(people.manager)
    for scheme in ("Token", "Bearer"):
        assert Client().get(FEED, headers={"Authorization": f"{scheme} {token}"}).status_code == 401
        for address in ("/api/v1/tasks/", "/api/v1/instances/", "/api/v1/definitions/", "/administration/channels/"):
            answer = Client().get(address, headers={"Authorization": f"{scheme} {shop.key}"})
            assert answer.status_code in (401, 302), address


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(shop, method):
    for address in ADDRESSES:
        answer = getattr(Client(), method)(address, headers={"Authorization": f"Bearer {shop.key}"})
        assert answer.status_code == 405


def test_a_changed_key_goes_on_for_as_long_as_was_said(people, shop, clock):
    clock.set(engine_clock.now())
    channel = Channel.objects.get()
    new = Program(commands.rotate(channel, keep_days=7, by=people.admin))
    for each in (shop, new):
        each.feed()
    clock.advance(days=6)
    third = Program(commands.rotate(channel, keep_days=7, by=people.admin))
    clock.advance(days=1)
    assert "已更换" in shop.problem(401, FEED)["detail"]
    new.feed()
    clock.advance(days=7)
    assert "已更换" in new.problem(401, FEED)["detail"]
    third.feed()
    last = Program(commands.rotate(channel, keep_days=0, by=people.admin))
    assert third.answer(FEED).status_code == 401
    last.feed()


def test_a_revoked_key_opens_nothing_from_that_moment_on_and_those_of_others_do(people, shop):
    other = program(people.admin, name="茶业报")
    shop.feed()
    key = commands.key_of(shop.key)
    assert key
    commands.revoke(key, reason="密钥出现在网页源代码中", by=people.admin)
    told = shop.problem(401, FEED)
    assert "已被撤销" in told["detail"]
    assert "源代码" not in str(told)
    other.feed()


def test_whoever_asks_too_often_is_told_how_long_to_wait_and_others_are_not_kept_waiting(people, clock):
    clock.set(engine_clock.now())
    slow, other = program(people.admin, rate=3), program(people.admin, name="茶业报", rate=3)
    for _time in range(3):
        slow.get(FEED)
    clock.advance(seconds=20)
    answer = slow.answer(FEED)
    assert (answer.status_code, answer["Retry-After"]) == (429, "40")
    assert answer.json()["detail"] == "这个渠道每分钟最多请求3次，请40秒后再试"
    other.get(FEED)
    second = Program(commands.rotate(Channel.objects.get(name="乡味商城"), keep_days=1, by=people.admin))
    assert second.answer(FEED).status_code == 429
    Channel.objects.filter(name="乡味商城").update(rate=9)
    slow.get(FEED)
    Channel.objects.filter(name="乡味商城").update(rate=3)
    clock.advance(seconds=41)
    slow.get(FEED)


def test_each_request_is_counted_by_key_and_day(people, clock):
    clock.set(engine_clock.now())
    shop = program(people.admin, rate=2)
    for _time in range(3):
        shop.answer(FEED)
    last = engine_clock.now()
    key = commands.key_of(shop.key)
    assert list(key.uses.values_list("requests", "refused", "last_at")) == [(3, 1, last)]
    clock.advance(days=1)
    shop.problem(404, VERIFY, code="x")
    assert list(key.uses.order_by("day").values_list("requests", flat=True)) == [3, 1]
    channel = Channel.objects.with_use(engine_clock.today()).get()
    assert (channel.keys_valid, channel.used, channel.last_used_at) == (1, 1, last + timedelta(days=1))


def test_a_key_is_kept_and_written_down_nowhere(people, client, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(people.admin)
    form = {"name": "乡味商城", "kind": "platform", "contact": "石店", "purpose": "展示星级", "rate": 60}
    page = client.post("/administration/channels/add/", form).content.decode()
    key = page.partition("<code")[2].partition(">")[2].partition("<")[0]
    shop = Program(key)
    shop.feed()
    shop.problem(404, VERIFY, code="x")
    answer = Client().get(FEED, headers={"Authorization": f"Bearer {key}x"})
    assert answer.status_code == 401
    secret = key.rpartition("_")[2]
    assert len(secret) == 40
    assert secret not in caplog.text
    assert secret not in client.get(f"/administration/channels/{Channel.objects.get().pk}/").content.decode()
    assert [model for model in apps.get_models() if holds(model, secret)] == []
    assert holds(ChannelKey, ChannelKey.objects.get().digest)


def holds(model: Any, text: str) -> bool:
    """Any row of it, in any column."""
    table = model._meta.db_table
    if not model._meta.managed:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" each WHERE each::text LIKE %s)', [f"%{text}%"])
        (found,) = cursor.fetchone()
    return bool(found)
