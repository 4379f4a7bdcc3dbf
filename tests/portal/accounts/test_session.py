"""The sign-in that ends while somebody writes: what scripts and pressed buttons are told, and how it goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.registering import open_task
from tests.portal.world import WEDNESDAY, deploy

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def task(registered: Any, people: Any, clock: Any) -> Any:
    clock.set(WEDNESDAY)
    deploy("registration")
    return open_task(registered())


def put_draft(client: Client, task: Any, **headers: str) -> Any:
    url = reverse("inbox:draft", args=[task.pk])
    body = {"answers": {"opinion": "写到一半"}}
    return client.put(url, body, content_type="application/json", headers={**JSON, "If-None-Match": "*", **headers})


def sign_in(client: Client, **given: Any) -> Any:
    return client.post(reverse("session"), given, content_type="application/json", headers=JSON)


def test_not_signed_in_is_told_apart_from_may_not(task, people, client):
    assert put_draft(client, task).status_code == 401
    client.force_login(people.evaluator)
    assert put_draft(client, task).status_code == 404
    client.force_login(people.reviewer)
    assert put_draft(client, task).status_code == 200


@pytest.mark.parametrize("name", ["registry:draft", "registry:submit", "files:upload"])
def test_a_script_that_is_signed_out_gets_401_instead_of_the_sign_in_page(name, client, regions):
    url = reverse(name, args=["433126"] if name.startswith("registry") else [])
    method = client.put if name.endswith("draft") else client.post
    answer = method(url, {"answers": {}}, content_type="application/json", headers=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["detail"] == "登录已过期，请重新登录"


def test_the_diagram_editor_is_told_too(people, client):
    url = reverse("api:change_file", args=[1, "enterprise_registration.bpmn"])
    answer = client.put(url, {"source": "<a/>"}, content_type="application/json", headers=JSON)
    assert answer.status_code == 401
    client.force_login(people.reviewer)
    other = JSON | {"X-Signed-In-As": str(people.manager.pk)}
    for headers, code in ((JSON, "permission-denied"), (other, "other-account")):
        refused = client.put(url, {"source": "<a/>"}, content_type="application/json", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, code)


def test_a_stale_token_has_a_code_of_its_own(task, people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.reviewer)
    answer = put_draft(client, task, **{"X-CSRFToken": "old"})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf-failed")
    upload = client.post(reverse("files:upload"), {}, headers=JSON)
    assert (upload.status_code, upload.json()["code"]) == (403, "csrf-failed")


def test_nothing_is_done_in_the_name_of_somebody_who_signed_in_meanwhile(task, people, client, make_user):
    other = make_user("rr2", "registration_reviewer")
    client.force_login(other)
    answer = put_draft(client, task, **{"X-Signed-In-As": str(people.reviewer.pk)})
    assert (answer.status_code, answer.json()["code"]) == (403, "other-account")
    assert not task.drafts.exists()


def test_a_button_pressed_after_the_end_leads_back_to_its_page(task, people, client):
    page = reverse("inbox:task", args=[task.pk])
    claim = reverse("inbox:claim", args=[task.pk])
    answer = client.post(claim, headers={"Referer": f"http://testserver{page}"})
    assert answer["Location"] == f"{reverse('login')}?next={page.replace('/', '%2F')}"
    asked = client.post(answer["Location"], {"username": "rr", "password": "correct horse", "next": page}, follow=True)
    assert asked.redirect_chain == [(page, 302)]
    assert "刚才的操作没有完成" in asked.content.decode()


def test_a_page_elsewhere_cannot_choose_where_signing_in_leads(task, client):
    claim = reverse("inbox:claim", args=[task.pk])
    answer = client.post(claim, headers={"Referer": "http://evil.example/inbox/"})
    assert "evil" not in answer["Location"]


def test_signing_in_beside_the_page_gives_a_token_that_works(task, people):
    client = Client(enforce_csrf_checks=True)
    assert client.get(reverse("session"), headers=JSON).json() == {"user": None}
    given = {"username": "rr", "password": "correct horse", "expected": str(people.reviewer.pk)}
    token = client.cookies["csrftoken"].value
    answer = client.post(reverse("session"), json.dumps(given), content_type="application/json",
                         headers={**JSON, "X-CSRFToken": token})  # fmt: skip
    assert answer.json()["user"] == str(people.reviewer.pk)
    fresh = client.cookies["csrftoken"].value
    assert fresh != token
    url = reverse("files:upload")
    assert client.post(url, {}, headers={**JSON, "X-CSRFToken": fresh}).status_code == 400  # let in: no file


def test_the_dialog_signs_in_nobody_but_the_person_of_the_page(people, client):
    refused = sign_in(client, username="rr", password="correct horse", expected=str(people.officer.pk))
    assert (refused.status_code, refused.json()["code"]) == (403, "other-account")
    assert "_auth_user_id" not in client.session


def test_the_dialog_has_the_limits_of_the_sign_in_page(people, client):
    for _attempt in range(5):
        refused = sign_in(client, username="rr", password="wrong")
        assert (refused.status_code, refused.json()["detail"]) == (422, "用户名或密码不正确，请检查大小写")
    assert "登录失败次数过多" in sign_in(client, username="rr", password="correct horse").json()["detail"]
    assert sign_in(client).status_code == 422
    assert client.post(reverse("session"), "[", content_type="application/json").status_code == 422
