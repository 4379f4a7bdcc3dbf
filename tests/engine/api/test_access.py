"""Tokens, sessions, problems and the published contract."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver
from rest_framework.test import APIClient

from engine.models import ApiToken, ProcessInstance
from engine.models.tokens import digest_of
from tests.engine.api.conftest import Client
from tests.engine.api.test_tasks import problem
from tests.portal.world import WEDNESDAY

TOKEN = "/api/v1/token/"


def test_name_and_password_give_a_token_that_opens_the_api(reviewer: Any):
    api = APIClient()
    answer = api.post(TOKEN, {"username": "li.na", "password": "li.na-2026"}, format="json")
    assert answer.status_code == 200
    api.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    assert api.get("/api/v1/tasks/").status_code == 200


@pytest.mark.parametrize(("username", "password"), [("li.na", "wrong"), ("ghost", "li.na-2026")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(username: str, password: str, reviewer: Any):
    answer = APIClient().post(TOKEN, {"username": username, "password": password}, format="json")
    assert problem(answer, 401)["detail"] == "用户名或密码不正确"
    assert not ApiToken.objects.exists()


def tries(token: str) -> int:
    return APIClient().get("/api/v1/tasks/", HTTP_AUTHORIZATION=f"Token {token}").status_code


def obtained(password: str = "li.na-2026") -> str:
    answer = APIClient().post(TOKEN, {"username": "li.na", "password": password}, format="json")
    return str(answer.json()["token"])


def test_every_token_that_was_given_works_and_none_is_kept_readable(reviewer: Any):
    first, second = obtained(), obtained()
    assert first != second
    assert [tries(first), tries(second)] == [200, 200]
    assert set(ApiToken.objects.values_list("digest", flat=True)) == {digest_of(first), digest_of(second)}


def test_of_one_account_the_newest_tokens_stay(reviewer: Any, clock: Any, monkeypatch: pytest.MonkeyPatch):
    clock.set(WEDNESDAY)
    monkeypatch.setattr("engine.models.tokens._MOST", 3)
    given = []
    for _number in range(4):
        given.append(obtained())
        clock.advance(minutes=1)
    assert [tries(token) for token in given] == [401, 200, 200, 200]
    assert all(len(token) == 40 for token in given)


def test_a_token_ends_after_its_days(reviewer: Any, clock: Any, settings: Any):
    clock.set(WEDNESDAY)
    token = obtained()
    clock.advance(days=settings.OTOP_TOKEN_DAYS - 1)
    assert tries(token) == 200
    clock.advance(days=1)
    assert tries(token) == 401


def test_a_token_ends_with_a_change_of_password(reviewer: Any):
    token = obtained()
    reviewer.set_password("another-2026")
    reviewer.save()
    assert tries(token) == 401
    assert tries(obtained("another-2026")) == 200


def test_a_token_ends_when_the_account_is_closed_also_if_it_is_opened_again(reviewer: Any):
    token = obtained()
    reviewer.is_active = False
    reviewer.save()
    assert tries(token) == 401
    reviewer.is_active = True
    reviewer.save()
    assert tries(token) == 401


def test_tokens_of_before_go_on_and_are_readable_no_longer(reviewer: Any):
    old = "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE authtoken_token (key varchar(40), created timestamptz, user_id bigint)")
        cursor.execute("INSERT INTO authtoken_token VALUES (%s, now(), %s)", [old, reviewer.pk])
    migration = import_module("engine.migrations.0007_tokens_are_hashed")
    with connection.schema_editor() as editor:
        migration.hash_tokens(apps, editor)
        migration.hash_tokens(apps, editor)
    assert tries(old) == 200
    assert "authtoken_token" not in connection.introspection.table_names()


def test_a_person_who_left_gets_no_token(reviewer: Any):
    reviewer.is_active = False
    reviewer.save()
    problem(APIClient().post(TOKEN, {"username": "li.na", "password": "li.na-2026"}, format="json"), 401)


def test_guessing_is_slowed_down_but_signing_in_often_is_not(reviewer: Any):
    right, wrong = ({"username": "li.na", "password": p} for p in ("li.na-2026", "wrong"))
    for _attempt in range(12):
        assert APIClient().post(TOKEN, right, format="json").status_code == 200
    for _attempt in range(5):
        problem(APIClient().post(TOKEN, wrong, format="json"), 401)
    refused = APIClient().post(TOKEN, right, format="json")
    assert problem(refused, 429)["detail"] == "尝试次数过多，请稍后再试"
    assert int(refused["Retry-After"]) > 0


@pytest.mark.parametrize("body", [{}, {"username": "li.na"}, {"username": ["x"], "password": {}}, [1]])
def test_a_malformed_sign_in_names_the_fields(body: Any, db: None):
    assert problem(APIClient().post(TOKEN, body, format="json"), 400)["errors"]


@pytest.mark.parametrize("header", ["", "Token wrong", "Token", "Bearer x"])
def test_without_a_valid_token_there_is_nothing(header: str, db: None):
    api = APIClient()
    if header:
        api.credentials(HTTP_AUTHORIZATION=header)
    answer = api.get("/api/v1/tasks/")
    assert problem(answer, 401)["detail"] == "请先登录，或提供有效的令牌"
    assert answer["WWW-Authenticate"] == "Token"


def test_every_address_but_the_token_asks_who_it_is(db: None):
    some_id = "5b0f3a52-3c4b-4a0b-9d2a-000000000000"
    addresses = {str(p.pattern) for p in get_resolver("engine.api.urls").url_patterns}
    assert len(addresses) == 52
    for address in addresses - {"token/"}:
        path = "/api/v1/" + address.replace("<str:key>", "review")
        path = path.replace("<int:incident_id>", "1").replace("<int:event>", "1")
        path = path.replace("<int:change_id>", "1").replace("<str:file>", "review.bpmn").replace("<int:case_id>", "1")
        for name in ("instance_id", "task_id", "batch_id"):
            path = path.replace(f"<str:{name}>", some_id)
        problem(APIClient().get(path), 401)
        problem(APIClient().post(path, {}, format="json"), 401)


def test_a_session_needs_its_csrf_token(reviewer: Any):
    api = APIClient(enforce_csrf_checks=True)
    api.force_login(reviewer)
    assert api.get("/api/v1/tasks/").status_code == 200
    problem(api.post("/api/v1/messages/", {"name": "x"}, format="json"), 403)


def test_a_wrong_method_is_a_problem_document(reviewer: Any, client_of: Client):
    assert problem(client_of(reviewer).delete("/api/v1/tasks/"), 405)["code"] == "method-not-allowed"


def test_a_failure_of_ours_says_nothing_of_its_cause(
    reviewer: Any, client_of: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(*asked: Any, **more: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("engine.api.tasks.page", fail)
    answer = client_of(reviewer).get("/api/v1/tasks/")
    assert problem(answer, 500)["code"] == "internal-error"
    assert "secret" not in answer.content.decode()
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        r'{"variables": {"x": "\u0000"}}',
        r'{"variables": {"\u0000": 1}}',
        r'{"variables": {"x": "\ud800"}}',
        '{"variables": {"x": NaN}}',
        '{"variables": {"x": ' + "[" * 900 + "]" * 900 + "}}",
        '{"variables": {"x": ' + "[" * 9000 + "]" * 9000 + "}}",
    ],
)
def test_json_that_cannot_be_kept_is_refused(body: str, deployed: None, admin: Any, client_of: Client):
    address = "/api/v1/definitions/review/start/"
    answer = client_of(admin).post(address, body, content_type="application/json")
    assert problem(answer, 400)["code"] == "unreadable"
    assert not ProcessInstance.objects.exists()


def test_addresses_that_cannot_exist_are_not_found(admin: Any, client_of: Client):
    api = client_of(admin)
    for address in ("tasks/seven/", "instances/seven/", "instances/seven/history/"):
        problem(api.get(f"/api/v1/{address}"), 404)
    problem(api.post("/api/v1/tasks/seven/claim/", {}, format="json"), 404)
    for address in ("definitions/%00/start/", "decisions/%00/evaluate/"):
        problem(api.post(f"/api/v1/{address}", {}, format="json"), 400)


def test_requests_beyond_the_limits_are_too_large(admin: Any, client_of: Client):
    files = [
        SimpleUploadedFile(f"{number}.bpmn", b"<x/>") for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
    ]
    problem(client_of(admin).post("/api/v1/deployments/", {"files": files}), 413)
    body = {"variables": {"x": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}}
    problem(client_of(admin).post("/api/v1/definitions/review/start/", body, format="json"), 413)


def test_a_browser_gets_a_page(task: dict[str, Any], reviewer: Any, client_of: Client):
    answer = client_of(reviewer).get("/api/v1/tasks/", HTTP_ACCEPT="text/html")
    assert (answer.status_code, answer["content-type"]) == (200, "text/html; charset=utf-8")
    assert "审核" in answer.content.decode()
    missing = client_of(reviewer).get(f"/api/v1/tasks/{task['instance']}/", HTTP_ACCEPT="text/html")
    assert (missing.status_code, missing["content-type"]) == (404, "text/html; charset=utf-8")


def test_the_published_contract_is_whole(db: None, tmp_path: Any):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_the_page_of_the_contract_is_served_from_here(db: None):
    page = APIClient().get("/api/docs/").content.decode()
    assert "swagger-ui" in page
    assert "https://" not in page
    schema = APIClient().get("/api/schema/?format=json").json()
    assert "/api/v1/tasks/{task_id}/complete/" in schema["paths"]
