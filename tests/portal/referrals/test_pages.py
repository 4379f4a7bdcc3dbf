"""The referrers' pages: joining, the invitation, the centre, and the pages of those who grant."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engine import jobs, runtime
from engine.models import UserTask
from portal.accounts import roles
from portal.accounts.models import User
from portal.referrals.commands import keep_named
from portal.referrals.grants import propose
from portal.referrals.models import Grant, Referral, Referrer
from portal.registry.referrers import Named
from tests.portal.world import signed_in

pytestmark = pytest.mark.django_db


def test_somebody_without_enterprise_joins_by_his_own(processes, people):
    client = signed_in(people.newcomer)
    assert "登记为推荐人" in client.get("/referrals/join/").content.decode()
    assert client.post("/referrals/join/").status_code == 422
    assert client.post("/referrals/join/", {"terms": "on"}).url == "/referrals/"
    assert people.newcomer.groups.filter(name=roles.REFERRER).exists()
    page = client.get("/referrals/").content.decode()
    assert reverse("referrals:invited", args=[Referrer.objects.get().code]) in page
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/referrals/"
    assert client.get("/referrals/code.svg")["Content-Type"] == "image/svg+xml"


def test_without_a_verified_number_nobody_joins(processes, people):
    User.objects.filter(pk=people.newcomer.pk).update(phone_verified_at=None)
    client = signed_in(people.newcomer)
    assert "先验证手机号码" in client.get("/referrals/join/").content.decode()
    assert client.post("/referrals/join/", {"terms": "on"}).status_code == 422
    assert not Referrer.objects.exists()


def test_a_stranger_is_led_to_an_account_and_back(processes):
    page = Client().get("/referrals/join/").content.decode()
    assert "/accounts/sign-up/?next=/referrals/join/" in page
    answer = Client().post(
        "/accounts/sign-up/?next=/referrals/join/",
        {
            "username": "peng",
            "display_name": "彭荐",
            "phone": "15400000031",
            "privacy": "on",
            "password1": "mulberry-field-9",
            "password2": "mulberry-field-9",
        },
    )
    assert answer.url == "/accounts/phone/?next=%2Freferrals%2Fjoin%2F"


def test_an_invitation_is_remembered_until_the_enterprise_is_registered(referrer, people, regions):
    client = signed_in(people.newcomer)
    assert "邀请您注册企业" in client.get(f"/referrals/invitation/{referrer.code}/").content.decode()
    page = client.get("/enterprise/register/?county=433126").content.decode()
    assert "推荐人已经记下" in page
    assert Client().get("/referrals/invitation/NOSUCHCODE/").status_code == 404


def test_a_referrer_sees_names_of_registered_enterprises_only(referrer, people, tea_house, silver_house):
    keep_named(tea_house, Named(phone=referrer.user.phone))
    silver_house.status = "submitted"
    silver_house.save(update_fields=["status"])
    keep_named(silver_house, Named(phone=referrer.user.phone))
    jobs.run_due_jobs()
    page = signed_in(referrer.user).get("/referrals/").content.decode()
    assert tea_house.name in page
    assert silver_house.name not in page
    assert "已计入 1 家，待激活 1 家" in page
    assert tea_house.uscc not in page
    assert tea_house.contact_phone not in page


def test_grants_are_proposed_and_followed_on_pages(referrer, people, tea_house):
    keep_named(tea_house, Named(phone=referrer.user.phone))
    jobs.run_due_jobs()
    reviewer = signed_in(people.reviewer)
    page = reviewer.get("/referrals/people/").content.decode()
    assert "已计入 1 家" in page
    assert referrer.user.phone not in page
    told = {"referrer": referrer.pk, "kind": "gift", "title": "新茶礼盒", "detail": "明前绿茶一盒"}
    assert reviewer.post("/referrals/grants/new/", told | {"reason": "太短"}).status_code == 422
    cash = reviewer.post("/referrals/grants/new/", told | {"detail": "现金二百", "reason": "推荐的企业已经完成注册。"})
    assert "现金" in cash.content.decode()
    made = reviewer.post("/referrals/grants/new/", told | {"reason": "推荐的企业已经完成注册。"})
    number = Grant.objects.get().number
    assert made.url == f"/referrals/grants/{number}/"
    assert "新茶礼盒" in reviewer.get(made.url).content.decode()
    own = signed_in(referrer.user)
    assert own.get(made.url).status_code == 404
    jobs.run_due_jobs()
    task = UserTask.objects.open().get(case__business_key=number)
    runtime.complete_task(task.pk, answers={"outcome": "approve"}, by=people.manager)
    jobs.run_due_jobs()
    page = own.get(made.url).content.decode()
    assert "新茶礼盒" in page
    assert "推荐的企业已经完成注册" not in page  # the reason is the house's own
    answer = UserTask.objects.open().get(case__business_key=number)
    assert f"/inbox/tasks/{answer.pk}/" in own.get("/referrals/").content.decode()
    assert own.get(f"/inbox/tasks/{answer.pk}/").status_code == 200
    assert signed_in(people.owner).get(made.url).status_code == 404
    for path in ("/referrals/grants/", "/referrals/people/", "/referrals/grants/new/"):
        assert own.get(path).status_code == 403


def test_no_page_asks_more_than_twenty_statements(
    referrer, people, make_enterprise, make_user, django_assert_max_num_queries
):
    for number in range(12):
        enterprise = make_enterprise(
            make_user(f"o{number}"), number=f"R2026{number:05}", uscc=f"9143312600000{number:05}"
        )
        keep_named(enterprise, Named(phone=referrer.user.phone))
    jobs.run_due_jobs()
    for number in range(12):
        told = {"kind": "gift", "title": f"礼盒{number}", "detail": "一盒", "reason": "推荐的企业已经完成注册。"}
        propose(Grant(referrer=referrer, **told), by=people.reviewer)
    jobs.run_due_jobs()
    assert Referral.objects.filter(status="counted").count() == 12
    Grant.objects.update(status="delivered")
    grant = Grant.objects.last()
    for user, paths in (
        (referrer.user, ["/referrals/", f"/referrals/grants/{grant.number}/"]),
        (people.reviewer, ["/referrals/grants/", "/referrals/people/", "/referrals/grants/new/"]),
    ):
        client = signed_in(user)
        for path in paths:
            with django_assert_max_num_queries(20, info=path):
                assert client.get(path).status_code == 200, path
