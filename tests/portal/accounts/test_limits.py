"""Guessing is slowed at every door, and nobody is locked out by strangers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.addresses import client_address
from portal.accounts.limits import Limit, TooMany, network
from portal.accounts.models import Counter, User
from tests.portal.accounts.test_sign_in import SIGN_UP

HERE, ELSEWHERE, FAR = "203.0.113.7", "198.51.100.9", "192.0.2.1"
RIGHT = "correct horse"


def sign_in(client: Client, username: str, password: str = RIGHT, **more: Any) -> bool:
    """Whether the page let one in."""
    answer = client.post(reverse("login"), {"username": username, "password": password}, **more)
    return answer.status_code == 302


def at_page(name: str, password: str, address: str) -> int:
    body = {"username": name, "password": password}
    return Client().post(reverse("login"), body, REMOTE_ADDR=address).status_code


def at_administration(name: str, password: str, address: str) -> int:
    body = {"username": name, "password": password}
    return Client().post("/admin/login/?next=/admin/", body, REMOTE_ADDR=address).status_code


def at_api(name: str, password: str, address: str) -> int:
    body = {"username": name, "password": password}
    return Client().post("/api/v1/token/", body, "application/json", REMOTE_ADDR=address).status_code


@pytest.mark.django_db(transaction=True)
def test_of_thirty_tries_at_the_same_moment_five_pass(people):
    limit, start = Limit("five", ((5, 60),)), Barrier(30)

    def try_it(_number: int) -> bool:
        try:
            start.wait()
            limit.take("longmei")
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(30) as pool:
        assert sum(pool.map(try_it, range(30))) == 5


@pytest.mark.django_db
class TestPasswords:
    def test_tries_at_every_door_count_together(self, people):
        for door in (at_page, at_administration, at_api, at_page, at_administration):
            door("longmei", "wrong", HERE)
        assert at_page("longmei", RIGHT, HERE) == 429
        assert at_api("longmei", RIGHT, HERE) == 429
        page = Client().post("/admin/login/", {"username": "longmei", "password": RIGHT}, REMOTE_ADDR=HERE)
        assert "登录失败次数过多" in page.content.decode()

    def test_an_invented_forwarded_address_does_not_help(self, people):
        statuses = [
            Client().post(
                "/api/v1/token/",
                {"username": "longmei", "password": "wrong"},
                "application/json",
                headers={"x-forwarded-for": f"203.0.113.{number}"},
            )
            for number in range(10)
        ]
        assert [answer.status_code for answer in statuses] == [401] * 5 + [429] * 5

    def test_one_address_with_many_names_is_slowed(self, people):
        statuses = [at_page(f"name{number}", "wrong", HERE) for number in range(40)]
        assert statuses.count(429) == 20

    def test_many_addresses_with_one_name_are_slowed(self, people):
        statuses = [at_page("longmei", "wrong", f"203.0.113.{number}") for number in range(30)]
        assert statuses.count(429) == 10

    def test_a_window_ends(self, people, clock):
        clock.set(people.owner.phone_verified_at)
        for _attempt in range(6):
            at_page("longmei", "wrong", HERE)
        clock.advance(minutes=15)
        assert sign_in(Client(), "longmei", REMOTE_ADDR=HERE)

    def test_strangers_do_not_lock_out_the_browser_or_the_address_that_signed_in_before(self, people):
        browser = Client()
        assert sign_in(browser, "longmei", REMOTE_ADDR=HERE)
        for number in range(30):
            at_page("longmei", "wrong", f"198.51.100.{number}")
        assert at_page("longmei", RIGHT, FAR) == 429
        assert at_api("longmei", RIGHT, HERE) == 200
        # Even a stranger behind the same address: the browser counts for itself.
        for _attempt in range(6):
            at_page("longmei", "wrong", HERE)
        assert at_page("longmei", RIGHT, HERE) == 429
        browser.post(reverse("logout"))
        assert sign_in(browser, "longmei", REMOTE_ADDR=HERE)
        browser.post(reverse("logout"))
        assert sign_in(browser, "longmei", REMOTE_ADDR=ELSEWHERE)

    def test_the_known_browser_is_limited_too(self, people):
        browser = Client()
        sign_in(browser, "longmei")
        browser.post(reverse("logout"))
        assert [sign_in(browser, "longmei", "wrong") for _attempt in range(5)] == [False] * 5
        assert not sign_in(browser, "longmei")

    def test_a_browser_is_not_known_for_other_names(self, people):
        browser = Client()
        sign_in(browser, "longmei", REMOTE_ADDR=FAR)
        browser.post(reverse("logout"))
        for number in range(30):
            at_page("rr", "wrong", f"198.51.100.{number}")
        assert not sign_in(browser, "rr", REMOTE_ADDR=FAR)

    def test_signing_in_often_costs_nothing(self, people):
        assert [at_api("longmei", RIGHT, HERE) for _attempt in range(25)] == [200] * 25


@pytest.mark.django_db
def test_from_one_address_a_dozen_accounts_are_made_in_an_hour(db):
    def sign_up(number: int) -> int:
        body = SIGN_UP | {"username": f"miaojia{number}", "phone": f"154000010{number:02}"}
        return Client().post(reverse("signup"), body).status_code

    assert [sign_up(number) for number in range(15)] == [302] * 12 + [429] * 3
    assert User.objects.filter(username__startswith="miaojia").count() == 12


@pytest.mark.django_db
class TestCounters:
    def test_say_how_long_to_wait(self, clock, people):
        clock.set(people.owner.phone_verified_at)
        limit = Limit("one", ((1, 60),))
        limit.take("a")
        clock.advance(seconds=18)
        with pytest.raises(TooMany, match="请42秒后再试") as refused:
            limit.take("a")
        assert refused.value.wait == 42

    def test_that_have_closed_go_away(self, clock, people):
        clock.set(people.owner.phone_verified_at)
        limit = Limit("one", ((1, 60),))
        for number in range(5):
            limit.take(str(number))
        clock.advance(minutes=2)
        limit.take("later")
        assert Counter.objects.count() == 1

    def test_keep_no_address_and_no_name(self, people):
        Limit("one", ((1, 60),)).take("203.0.113.7", "longmei")
        assert not Counter.objects.filter(key__contains="203").exists() or len(Counter.objects.get().key) == 64

    def test_may_be_set(self, settings):
        settings.OTOP_LIMITS = {"one": [[2, 60]]}
        limit = Limit("one", ((1, 60),))
        limit.take("a")
        limit.take("a")
        with pytest.raises(TooMany):
            limit.take("a")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.1.1.1", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.8", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(rf, settings, proxies, forwarded, seen):
    settings.PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="10.0.0.9")) == seen


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("no address", "no address"),
    ],
)
def test_of_a_long_address_the_part_counts_that_a_visitor_cannot_change(address, whole):
    assert network(address) == whole


@pytest.mark.django_db
def test_the_administration_shows_neither_tokens_nor_clockwork_nor_roles(admin_client):
    page = admin_client.get("/admin/").content.decode()
    for address in ("/admin/django_celery_beat/", "/admin/authtoken/", "/admin/engine/", "/admin/auth/group/"):
        assert address not in page
        assert admin_client.get(address).status_code == 404
