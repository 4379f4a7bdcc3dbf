"""A newcomer registers an enterprise on its page."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from engine import jobs, runtime
from engine.models import ProcessInstance
from portal.registry.models import Enterprise, RegistrationDraft
from tests.portal.world import THIRD_USCC, deploy, stored_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def answers(people, regions):
    """Complete answers of a newcomer to the registration form."""
    mine = f"user:{people.newcomer.username}"
    papers = {
        name: [{"id": str(stored_picture(owner=mine, user=people.newcomer).pk), "name": "x.png"}]
        for name in ("licence", "authorisation")
    }
    return papers | {
        "name": "默戎苗家食品有限公司",
        "uscc": f"{THIRD_USCC[:8]} {THIRD_USCC[8:].lower()}",
        "kind": "company",
        "legal_representative": "龙苗",
        "founded_on": "2019-05-06",
        "long_term": True,
        "address": "古丈县默戎镇",
        "business_scope": "茶叶",
        "township": "433126104",
        "production_address": "牛角山村",
        "contact_name": "田新",
        "contact_phone": people.newcomer.phone,
        "category": "tea",
        "is_representative": False,
        "rules": True,
        "privacy": True,
    }


@pytest.fixture
def submit(client, people):
    deploy("registration")
    client.force_login(people.newcomer)

    def post(answers, *, county="433126"):
        return client.post(
            reverse("registry:submit", args=[county]),
            json.dumps({"answers": answers}),
            content_type="application/json",
        )

    return post


def test_a_newcomer_registers_and_follows_the_registration(submit, answers, client):
    page = client.get(reverse("registry:register"), {"county": "433126"})
    assert {"value": "433126104", "label": "默戎镇"} in page.context["config"]["data"]["townships"]

    answer = submit(answers)
    assert answer.status_code == 200, answer.content.decode()
    enterprise = Enterprise.objects.get()
    assert enterprise.uscc == THIRD_USCC
    jobs.run_due_jobs()

    followed = client.get(answer.json()["next"])
    assert followed.status_code == 200
    text = followed.content.decode()
    assert "登记审核员" in text
    assert "还有 2 个工作日" in text

    instance = ProcessInstance.objects.get()
    drawing = client.get(reverse("registry:diagram", args=[instance.pk]))
    assert b"enterprise_registration" in drawing.content
    assert client.get(reverse("registry:state", args=[instance.pk])).json()["active"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"uscc": "91433126MAY0P0A178"}, "uscc", "校验不通过"),
        ({"long_term": False, "term_ends_on": "2026-03-10"}, "term_ends_on", "营业执照已过期"),
        ({"founded_on": "2027-01-01"}, "founded_on", "不能晚于今天"),
        ({"township": "522634101"}, "township", ""),
        ({"contact_phone": "13900000000"}, "contact_phone", "已通过短信验证"),
        ({"rules": False}, "rules", "请勾选"),
        ({"name": ""}, "name", "不能为空"),
    ],
)
def test_wrong_answers_are_refused_at_their_field(submit, answers, changes, field, sentence):
    answer = submit(answers | changes)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.json()["errors"][field])
    assert not Enterprise.objects.exists()
    assert not ProcessInstance.objects.exists()


def test_while_no_registrations_are_started_the_applicant_reads_why_and_nothing_is_kept(submit, answers, people):
    runtime.suspend_definition("enterprise_registration", by=people.manager, reason="系统升级，明日恢复")
    answer = submit(answers)
    assert (answer.status_code, "系统升级，明日恢复" in answer.json()["detail"]) == (409, True)
    assert not Enterprise.objects.filter(created_by=people.newcomer).exists()


def test_somebody_else_s_file_is_refused(submit, answers, silver_house):
    stranger = [{"id": str(silver_house.licence_id), "name": "x.png"}]
    answer = submit(answers | {"licence": stranger})
    assert answer.status_code == 422
    assert "licence" in answer.json()["errors"]


def test_nonsense_instead_of_answers_is_refused(submit, client):
    url = reverse("registry:submit", args=["433126"])
    assert client.post(url, "no json", content_type="application/json").status_code == 422
    assert client.post(url, "[]", content_type="application/json").status_code == 422


def test_a_registered_code_leads_to_asking_its_owner(submit, answers, tea_house, client):
    answer = submit(answers | {"uscc": tea_house.uscc})
    assert answer.json()["next"] == reverse("registry:join", args=[tea_house.pk])
    client.post(answer.json()["next"], {"reason": "我是会计"})
    assert tea_house.join_requests.count() == 1


def test_what_was_typed_is_kept_and_another_window_is_noticed(client, people, regions):
    client.force_login(people.newcomer)
    url = reverse("registry:draft", args=["433126"])

    def put(name, **headers):
        body = json.dumps({"answers": {"name": name}})
        return client.put(url, body, content_type="application/json", headers=headers)

    first = put("甲", **{"If-None-Match": "*"})
    assert first.status_code == 200
    assert put("另一个窗口", **{"If-None-Match": "*"}).status_code == 412
    put("乙", **{"If-Match": first["ETag"]})
    assert put("丙", **{"If-Match": first["ETag"]}).status_code == 412
    assert put("丁").status_code == 428
    assert RegistrationDraft.objects.get(user=people.newcomer).answers["name"] == "乙"


def test_an_account_without_a_verified_number_verifies_first(client, make_user):
    user = make_user("noone")
    user.phone_verified_at = None
    user.save()
    client.force_login(user)
    assert client.get(reverse("registry:register")).url.startswith(reverse("phone"))
