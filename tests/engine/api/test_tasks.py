"""The inbox over REST: list, take, hand over, complete; and what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from engine.errors import AnswersRefused
from engine.models import ProcessInstance, TaskCandidate, UserTask
from engine.registry import hooks
from tests.engine.api.conftest import Client

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert (answer.status_code, answer["content-type"]) == (status, "application/problem+json"), answer.content
    body = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= body.keys()
    assert body["status"] == status
    return body


def test_the_inbox_shows_what_my_groups_are_offered(task: dict[str, Any], stranger: Any, client_of: Client):
    assert (task["name"], task["process"], task["business_key"]) == ("审核", "review", "A-1")
    assert (task["status"], task["assignee"], task["form"]) == ("open", None, "review_form")
    assert client_of(stranger).get("/api/v1/tasks/").json() == {"next": None, "next_cursor": None, "results": []}


def test_a_task_shows_its_form_and_its_variables(task: dict[str, Any], reviewer: Any, client_of: Client):
    found = client_of(reviewer).get(f"/api/v1/tasks/{task['id']}/").json()
    assert found["variables"] == {"points": 7, "star": 5}
    assert found["schema"]["id"] == "review_form"
    assert found["candidate_groups"] == ["star_evaluator"]


def test_claim_complete_and_the_case_is_done(
    task: dict[str, Any], started: dict[str, Any], reviewer: Any, admin: Any, client_of: Client
):
    me = client_of(reviewer)
    assert me.post(f"/api/v1/tasks/{task['id']}/claim/").json()["assignee"] == "li.na"
    answer = me.post(f"/api/v1/tasks/{task['id']}/complete/", {"answers": {"opinion": "同意"}}, format="json")
    assert (answer.status_code, answer.json()["status"]) == (200, "completed")
    instance = client_of(admin).get(f"/api/v1/instances/{started['id']}/").json()
    assert (instance["status"], instance["variables"]["opinion"]) == ("completed", "同意")
    assert me.get("/api/v1/tasks/").json()["results"] == []


def test_variables_is_another_word_for_answers(task: dict[str, Any], reviewer: Any, client_of: Client):
    me = client_of(reviewer)
    both = {"answers": {"opinion": "是"}, "variables": {"opinion": "否"}}
    problem(me.post(f"/api/v1/tasks/{task['id']}/complete/", both, format="json"), 400)
    answer = me.post(f"/api/v1/tasks/{task['id']}/complete/", {"variables": {"opinion": "是"}}, format="json")
    assert answer.status_code == 200
    assert ProcessInstance.objects.get().variables["opinion"] == "是"


def test_unclaim_offers_the_task_again(task: dict[str, Any], reviewer: Any, colleague: Any, client_of: Client):
    client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/claim/")
    assert client_of(colleague).get("/api/v1/tasks/").json()["results"] == []
    assert client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/unclaim/").json()["assignee"] is None
    assert len(client_of(colleague).get("/api/v1/tasks/").json()["results"]) == 1


def test_a_manager_hands_a_task_to_a_person(
    task: dict[str, Any], manager: Any, reviewer: Any, stranger: Any, client_of: Client
):
    address = f"/api/v1/tasks/{task['id']}/assign/"
    assert client_of(manager).post(address, {"assignee": "li.na"}, format="json").json()["assignee"] == "li.na"
    assert problem(client_of(reviewer).post(address, {"assignee": "sun.qi"}, format="json"), 403)
    refused = problem(client_of(manager).post(address, {"assignee": "ghost"}, format="json"), 400)
    assert refused["errors"] == {"assignee": ["没有名为“ghost”的用户"]}


def test_somebody_elses_task_does_not_exist_for_me(task: dict[str, Any], stranger: Any, client_of: Client):
    for verb in ("claim", "unclaim", "complete"):
        answer = client_of(stranger).post(f"/api/v1/tasks/{task['id']}/{verb}/", {}, format="json")
        assert problem(answer, 404)["detail"] == "没有这个任务"
    problem(client_of(stranger).get(f"/api/v1/tasks/{task['id']}/"), 404)
    problem(client_of(stranger).get(f"/api/v1/tasks/{uuid4()}/"), 404)
    assert UserTask.objects.get().status == "open"


def test_a_task_that_a_colleague_took_is_a_conflict(
    task: dict[str, Any], reviewer: Any, colleague: Any, client_of: Client
):
    client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/claim/")
    for verb in ("claim", "complete"):
        refused = problem(client_of(colleague).post(f"/api/v1/tasks/{task['id']}/{verb}/", {}, format="json"), 409)
        assert (refused["code"], refused["detail"]) == ("task-already-claimed", "任务已被他人领取")


def test_completing_twice_is_a_conflict(task: dict[str, Any], reviewer: Any, client_of: Client):
    me = client_of(reviewer)
    address = f"/api/v1/tasks/{task['id']}/complete/"
    assert me.post(address, {"answers": {}}, format="json").status_code == 200
    assert problem(me.post(address, {"answers": {}}, format="json"), 409)["code"] == "task-not-open"


def test_wrong_answers_name_the_fields(
    task: dict[str, Any], reviewer: Any, client_of: Client, monkeypatch: pytest.MonkeyPatch
):
    def refuse(task: UserTask, answers: Any, user: Any) -> dict[str, Any]:
        raise AnswersRefused({"opinion": ["请填写意见"]})

    monkeypatch.setattr(hooks, "clean_answers", refuse)
    answer = client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/complete/", {"answers": {}}, format="json")
    assert problem(answer, 422)["errors"] == {"opinion": ["请填写意见"]}
    assert UserTask.objects.get().status == "open"


@pytest.mark.parametrize("body", [{"answers": "yes"}, {"answers": [1]}, [], "text"])
def test_answers_that_are_no_object_are_refused(body: Any, task: dict[str, Any], reviewer: Any, client_of: Client):
    problem(client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/complete/", body, format="json"), 400)


def test_broken_json_is_refused(task: dict[str, Any], reviewer: Any, client_of: Client):
    answer = client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/complete/", "{", content_type="application/json")
    assert problem(answer, 400)["detail"] == "请求无法读取，请检查格式"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_complete_at_the_same_moment_one_gets_a_conflict(
    task: dict[str, Any], reviewer: Any, colleague: Any, client_of: Client
):
    def complete(user: Any) -> int:
        try:
            address = f"/api/v1/tasks/{task['id']}/complete/"
            return client_of(user).post(address, {"answers": {"opinion": user.username}}, format="json").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as threads:
        assert sorted(threads.map(complete, [reviewer, colleague])) == [200, 409]
    done = UserTask.objects.get()
    assert ProcessInstance.objects.get().variables["opinion"] == done.completed_by.username


@pytest.fixture
def many(started: dict[str, Any], reviewer: Any) -> list[str]:
    """Twelve more tasks, with equal and missing due dates among them; the names in the order of the inbox."""
    instance = ProcessInstance.objects.get()
    UserTask.objects.all().delete()
    due = [NOW + timedelta(days=day // 3) for day in range(9)] + [None] * 3
    for number, instant in enumerate(due):
        task = UserTask.objects.create(
            instance=instance,
            case=instance,
            element_id="step",
            name=f"{number:02}",
            due_at=instant,
            priority=50 + (number % 3 == 2),
            created_at=NOW,
            assignee=reviewer if number % 2 else None,
        )
        TaskCandidate.objects.create(task=task, group="star_evaluator")
    return list(UserTask.objects.due_first().values_list("name", flat=True))


@pytest.mark.parametrize("size", [1, 2, 5, 12])
def test_pages_hold_every_task_once_and_in_order(size: int, many: list[str], reviewer: Any, client_of: Client):
    names, address = [], f"/api/v1/tasks/?page_size={size}"
    while address:
        page = client_of(reviewer).get(address).json()
        assert len(page["results"]) <= size
        names += [task["name"] for task in page["results"]]
        address = page["next"]
    assert names == many


def test_a_page_goes_on_at_the_right_place_after_rows_before_it_went(many: list[str], reviewer: Any, client_of: Client):
    first = client_of(reviewer).get("/api/v1/tasks/?page_size=4").json()
    UserTask.objects.filter(name__in=many[:2]).update(status="completed")
    second = client_of(reviewer).get(first["next"]).json()
    assert [task["name"] for task in second["results"]] == many[4:8]


def test_filters_narrow_the_inbox(many: list[str], reviewer: Any, client_of: Client):
    def names(query: str) -> list[str]:
        return [task["name"] for task in client_of(reviewer).get(f"/api/v1/tasks/?{query}").json()["results"]]

    mine = {f"{number:02}" for number in range(1, 12, 2)}
    assert set(names("status=mine")) == mine
    assert set(names("status=offered")) == set(many) - mine
    before = (NOW + timedelta(days=1)).isoformat().replace("+", "%2B")
    assert set(names(f"due_before={before}")) == {"00", "01", "02"}
    assert names("process=other") == []
    assert len(names("process=review&business_key=A-1")) == 12
    case = UserTask.objects.first().case_id
    assert len(names(f"case={case}")) == 12
    assert names("case=00000000-0000-0000-0000-000000000000") == []


@pytest.mark.parametrize(
    "query",
    [
        "cursor=rubbish",
        "cursor=W10",
        "cursor=WzEsMiwzLDRd",
        "page_size=0",
        "page_size=9999",
        "page_size=x",
        "status=all",
        "due_before=soon",
        "instance=x",
        "case=x",
        "assignee=li.na",
        "buisness_key=A-1",
    ],
)
def test_queries_that_make_no_sense_are_refused(query: str, reviewer: Any, client_of: Client):
    body = problem(client_of(reviewer).get(f"/api/v1/tasks/?{query}"), 400)
    assert list(body["errors"]) == [query.partition("=")[0]]


def test_no_address_takes_a_query_that_it_does_not_know(task: dict[str, Any], admin: Any, client_of: Client):
    instance = UserTask.objects.get(pk=task["id"]).instance_id
    for address in ("definitions/", "tasks/", f"tasks/{task['id']}/", f"instances/{instance}/history/"):
        body = problem(client_of(admin).get(f"/api/v1/{address}?nonsense=1"), 400)
        assert list(body["errors"]) == ["nonsense"]
