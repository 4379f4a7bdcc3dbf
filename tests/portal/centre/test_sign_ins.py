"""Where I am signed in, who tried to, and ending it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engine.models import ApiToken
from engine.models.tokens import issue
from portal.accounts.models import SignIn
from portal.accounts.models.sign_ins import KEPT_FOR
from portal.accounts.sign_ins import masked
from tests.portal.accounts.codes import send

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile MicroMessenger/8.0.50"


def browser(agent: str = CHROME, address: str = "203.0.113.7") -> Client:
    return Client(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)


def enter(client: Client, username: str, password: str = "correct horse") -> Client:
    client.post(reverse("login"), {"username": username, "password": password})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


def page_of(client: Client) -> str:
    return client.get(reverse("centre:sign_ins")).content.decode()


def test_i_see_my_browsers_and_who_tried_in_vain(people):
    here, phone = enter(browser(), "longmei"), enter(browser(WECHAT, "2001:db8:7:8::9"), "longmei")
    enter(browser(address="198.51.100.23"), "longmei", "wrong")
    enter(browser(), "yangyin")
    page = page_of(here)
    sessions, record = page.split("登录记录</h2>")
    assert sessions.count('class="list-group-item d-flex') == 2
    assert "Chrome · Windows" in sessions
    assert "微信 · Android" in sessions
    assert "203.0.113.*" in sessions
    assert "203.0.113.7" not in page
    assert "2001:db8:7::*" in sessions
    assert sessions.index("微信") < sessions.index("Chrome") < sessions.index("本机")
    assert record.count("失败") == 1
    assert "198.51.100.*" in record
    assert record.count("成功") == 2
    assert is_signed_in(phone)


def test_i_end_one_of_them_and_only_mine(people):
    here, there, strange = (enter(browser(), name) for name in ("longmei", "longmei", "yangyin"))
    mine = SignIn.objects.get(session_key=there.session.session_key)
    theirs = SignIn.objects.get(session_key=strange.session.session_key)
    assert here.post(reverse("centre:end_session", args=[theirs.pk])).status_code == 404
    answer = here.post(reverse("centre:end_session", args=[mine.pk]), follow=True)
    assert "Chrome · Windows上的登录已结束" in answer.content.decode()
    assert [is_signed_in(each) for each in (here, there, strange)] == [True, False, True]
    assert here.post(reverse("centre:end_session", args=[mine.pk])).status_code == 404


def test_i_end_all_others_with_the_keys_of_programs(people):
    here, there = enter(browser(), "longmei"), enter(browser(), "longmei")
    issue(people.owner)
    issue(people.rival)
    assert "程序使用的接口密钥" in page_of(here)
    assert "已结束其他2处登录" in here.post(reverse("centre:end_others"), follow=True).content.decode()
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert list(ApiToken.objects.values_list("user", flat=True)) == [people.rival.pk]
    assert "没有其他登录" in here.post(reverse("centre:end_others"), follow=True).content.decode()


def test_a_new_password_keeps_this_browser_in_the_list_and_no_other(people):
    here, there = enter(browser(), "longmei"), enter(browser(), "longmei")
    new = "a tea house in the clouds"
    changed = {"old_password": "correct horse", "new_password1": new, "new_password2": new}
    assert here.post(reverse("password_change"), changed).status_code == 302
    assert not is_signed_in(there)
    sessions = page_of(here).split("登录记录</h2>")[0]
    assert (sessions.count('class="list-group-item d-flex'), sessions.count("本机")) == (1, 1)


def test_a_wrong_code_is_noted_and_a_strangers_name_is_not(people):
    client = browser()
    send(client, "phone_sign_in", people.owner.phone)
    client.post(reverse("phone_sign_in"), {"phone": people.owner.phone, "code": "000000"})
    enter(browser(), "nobody-of-that-name", "wrong")
    failed = SignIn.objects.get()
    assert (failed.user, failed.way, failed.succeeded) == (people.owner, SignIn.Way.CODE, False)


def test_the_record_goes_when_it_need_not_be_kept_any_more(people, clock):
    enter(browser(), "longmei")
    clock.advance(seconds=KEPT_FOR.total_seconds() + 1)
    enter(browser(), "longmei")
    assert SignIn.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.7", "203.0.113.*"), ("::ffff:203.0.113.7", "203.0.113.*"), ("2001:db8:1:2::3", "2001:db8:1::*")],
)
def test_of_an_address_the_network_is_kept(address, kept):
    assert masked(address) == kept


def test_of_no_address_nothing_is_kept():
    assert masked("") == masked("unix:") == ""
