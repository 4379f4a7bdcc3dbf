"""Changes over REST: prepared by one manager, approved by another, by no way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from engine import runtime
from engine.changes import replaying
from engine.deployments import deploy, publish
from engine.models import Change, ProcessDefinition, UserTask
from tests.engine.api.conftest import Client, _user
from tests.engine.api.test_tasks import problem
from tests.engine.changes.world import FORM, NEW, OLD, PROCESS, TABLE
from tests.engine.deployments.world import review

CHANGES = "/api/v1/changes/"
MANAGES = ("view_processdefinition", "change_change", "approve_change")
FIRST = {"If-None-Match": "*"}


class Manager:
    """What a program sends for a person."""

    def __init__(self, client: APIClient) -> None:
        self.client = client

    def ask(self, address: str, **body: Any) -> Any:
        return self.client.post(f"{CHANGES}{address}", body, format="json")

    def read(self, change: int) -> Any:
        return self.client.get(f"{CHANGES}{change}/").json()

    def save(self, change: int, source: bytes, file: str = PROCESS, **headers: str) -> Any:
        body = {"source": source.decode()}
        return self.client.put(f"{CHANGES}{change}/files/{file}/", body, format="json", headers=headers or FIRST)

    def drafted(self) -> int:
        change = int(self.ask("", title="审核期限", reason="期限太短").json()["id"])
        assert self.save(change, NEW[PROCESS]).status_code == 200
        return change

    def submitted(self) -> int:
        change = self.drafted()
        assert self.ask(f"{change}/submit/", digest=self.read(change)["digest"]).status_code == 200
        return change

    def approve(self, change: int, **more: Any) -> Any:
        return self.ask(f"{change}/approve/", digest=self.read(change)["digest"], **more)


@pytest.fixture(autouse=True)
def deployed(reviewer: Any) -> None:
    deploy(OLD)


@pytest.fixture
def zhao(client_of: Client) -> Manager:
    return Manager(client_of(_user("zhao.yi", permissions=MANAGES)))


@pytest.fixture
def qian(client_of: Client) -> Manager:
    return Manager(client_of(_user("qian.er", permissions=MANAGES)))


def newest() -> int:
    found = ProcessDefinition.objects.newest("review")
    assert found is not None
    return found.version


def test_a_change_from_its_beginning_to_its_publishing(zhao: Manager, qian: Manager):
    begun = zhao.ask("", title="审核期限")
    assert (begun.status_code, begun.json()["status"], begun.json()["files"]) == (201, "open", [])
    change = begun.json()["id"]
    taken = zhao.ask(f"{change}/files/", file=PROCESS).json()["files"]
    assert [(one["file"], one["base_version"], one["written_by"]) for one in taken] == [(PROCESS, 1, "zhao.yi")]
    text = zhao.client.get(f"{CHANGES}{change}/files/{PROCESS}/")
    assert text.json()["source"].encode() == OLD[PROCESS]
    saved = zhao.save(change, NEW[PROCESS], **{"If-Match": text["ETag"]})
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
    assert saved["ETag"] == f'"{saved.json()["etag"]}"'
    described = zhao.client.put(f"{CHANGES}{change}/", {"title": "审核期限", "reason": "太短"}, format="json")
    assert described.json()["reason"] == "太短"
    checked = zhao.ask(f"{change}/check/").json()
    assert checked == {"digest": zhao.read(change)["digest"], "findings": []}
    assert zhao.ask(f"{change}/submit/", digest=checked["digest"]).json()["status"] == "submitted"
    answer = qian.approve(change, comment="可以")
    assert (answer.status_code, answer.json()["status"], newest()) == (200, "published", 2)
    told = [(event["kind"], event["label"], event["by"], event["comment"]) for event in answer.json()["events"]]
    assert told == [
        ("begun", "新建", "zhao.yi", ""),
        ("submitted", "提交复核", "zhao.yi", "太短"),
        ("approved", "复核通过", "qian.er", "可以"),
        ("published", "发布", None, ""),
    ]
    assert answer.json()["authors"] == ["zhao.yi"]
    found = zhao.client.get(f"{CHANGES}?status=published").json()
    assert [(one["id"], one["title"], one["created_by"]) for one in found["results"]] == [
        (change, "审核期限", "zhao.yi")
    ]
    assert zhao.client.get(f"{CHANGES}?status=open").json()["results"] == []
    assert problem(zhao.client.get(f"{CHANGES}?status=gone"), 400)["errors"] == {"status": ["没有这个状态"]}


def test_of_what_somebody_else_saved_nothing_is_written_over(zhao: Manager, qian: Manager):
    change = zhao.drafted()
    etag = zhao.read(change)["files"][0]["etag"]
    assert qian.save(change, OLD[PROCESS], **{"If-Match": f'"{etag}"'}).status_code == 200
    refused = problem(zhao.save(change, NEW[PROCESS], **{"If-Match": "another"}), 412)
    assert "已被别人更新" in refused["detail"]
    assert refused["current"] == {"etag": zhao.read(change)["files"][0]["etag"], "version": 1}
    for headers in ({"If-Match": "*"}, {"X-Nothing": "said"}):
        assert problem(zhao.save(change, NEW[PROCESS], **headers), 428)["code"] == "precondition-required"
    gone = zhao.client.delete(f"{CHANGES}{change}/files/{PROCESS}/", headers={"If-Match": f'"{etag}"'})
    assert gone.status_code == 412


def test_every_text_is_there_to_come_back(zhao: Manager):
    change = zhao.drafted()
    file = f"{change}/files/{PROCESS}"
    assert zhao.ask(f"{file}/label/", label="只改名称").status_code == 200
    etag = zhao.read(change)["files"][0]["etag"]
    assert zhao.client.delete(f"{CHANGES}{file}/", headers={"If-Match": etag}).status_code == 204
    assert problem(zhao.client.get(f"{CHANGES}{file}/"), 404)["code"] == "change-file-not-found"
    assert zhao.ask(f"{file}/restore/", revision=1).json()["source"].encode() == NEW[PROCESS]
    kept = zhao.client.get(f"{CHANGES}{file}/revisions/").json()["results"]
    assert [(one["number"], one["label"], one["is_out"]) for one in kept] == [
        (4, "", False),
        (3, "", True),
        (2, "只改名称", False),
        (1, "", False),
    ]
    assert problem(zhao.ask(f"{file}/restore/", revision=9), 404)["code"] == "revision-not-found"
    assert zhao.client.get(f"{CHANGES}{change}/files/{FORM}/revisions/").status_code == 404


def test_what_the_check_refuses_is_not_handed_in(zhao: Manager):
    change = zhao.drafted()
    etag = zhao.read(change)["files"][0]["etag"]
    zhao.save(change, NEW[PROCESS].replace(b"star_evaluator", b"nobody_at_all"), **{"If-Match": etag})
    refused = problem(zhao.ask(f"{change}/submit/", digest=zhao.read(change)["digest"]), 422)
    assert {found["file"] for found in refused["findings"]} == {PROCESS}
    assert zhao.read(change)["status"] == "open"


def test_a_file_of_ten_megabytes_is_refused_with_a_sentence(zhao: Manager):
    change = zhao.drafted()
    answer = zhao.save(change, b"<a>" + b" " * 10_000_000 + b"</a>", "other.bpmn")
    assert answer.status_code in (413, 422)
    assert "超过" in answer.json()["detail"]


@pytest.mark.parametrize(
    "way",
    [
        lambda zhao, change: zhao.approve(change),
        lambda zhao, change: zhao.approve(change, publish_at="2099-01-01T09:00:00+08:00"),
        lambda zhao, change: zhao.ask(f"{change}/send-back/", reason="不行"),
    ],
)
def test_an_author_decides_nothing_about_the_own_change(zhao: Manager, way: Callable[[Manager, int], Any]):
    change = zhao.submitted()
    refused = problem(way(zhao, change), 403)
    assert (refused["code"], zhao.read(change)["status"], newest()) == ("four-eyes", "submitted", 1)


def test_nobody_publishes_alone_by_any_address(zhao: Manager):
    """All that a single manager can send, one after the other: nothing of it makes a version."""
    change = zhao.drafted()
    seen = zhao.read(change)["digest"]
    file = f"{change}/files/{PROCESS}"
    sent = [
        zhao.ask(f"{change}/approve/", digest=seen),
        zhao.ask(f"{change}/reverse/", reason="撤回"),
        zhao.ask(f"{change}/submit/", digest=seen),
        zhao.ask(f"{change}/approve/", digest=seen),
        zhao.ask(f"{change}/recall/"),
        zhao.ask(f"{file}/restore/", revision=1),
        zhao.ask(f"{file}/label/", label="起名"),
        zhao.ask(f"{change}/submit/", digest=seen),
        zhao.ask(f"{change}/approve/", digest=seen, publish_at="2099-01-01T09:00:00+08:00"),
        zhao.client.post("/api/v1/deployments/", {"note": "直接"}, format="multipart"),
        zhao.ask(f"{change}/recall/"),
        zhao.ask(f"{change}/discard/"),
        zhao.ask(f"{change}/submit/", digest=seen),
        zhao.ask(f"{change}/approve/", digest=seen),
    ]
    assert [answer.status_code for answer in sent] == [
        409,
        409,
        200,
        403,
        200,
        200,
        200,
        200,
        403,
        403,
        200,
        200,
        409,
        409,
    ]
    assert (newest(), zhao.read(change)["status"]) == (1, "discarded")


@pytest.mark.parametrize("came", ["with the product", "by a change", "directly"])
def test_what_is_the_schemes_own_is_not_deployed_by_one_person(
    zhao: Manager, qian: Manager, admin: Any, client_of: Client, came: str
):
    if came == "with the product":
        publish({PROCESS: NEW[PROCESS]}, is_shipped=True)
    elif came == "by a change":
        qian.approve(zhao.submitted())
    before = newest()
    upload = SimpleUploadedFile(PROCESS, review(name="终审"))
    answer = client_of(admin).post("/api/v1/deployments/", {"files": [upload]})
    if came == "directly":
        assert (answer.status_code, newest()) == (201, before + 1)
    else:
        assert "流程 只能通过变更单" in problem(answer, 403)["detail"]
        assert newest() == before
        same = SimpleUploadedFile(PROCESS, NEW[PROCESS])
        assert client_of(admin).post("/api/v1/deployments/", {"files": [same]}).status_code == 201


def test_who_only_reads_changes_nothing_and_who_only_writes_approves_nothing(zhao: Manager, client_of: Client):
    change = zhao.submitted()
    reader = Manager(client_of(_user("sun.san", permissions=("view_processdefinition",))))
    writer = Manager(client_of(_user("li.si", permissions=("view_processdefinition", "change_change"))))
    nobody = client_of(_user("zhou.wu"))
    assert reader.read(change)["id"] == change
    for answer in (
        reader.ask("", title="审核期限"),
        reader.ask(f"{change}/recall/"),
        reader.save(change, NEW[PROCESS]),
        reader.approve(change),
        writer.approve(change),
        writer.ask(f"{change}/send-back/", reason="不行"),
        nobody.get(CHANGES),
        nobody.get(f"{CHANGES}{change}/files/{PROCESS}/"),
    ):
        assert problem(answer, 403)["code"] == "permission-denied"
    assert Change.objects.get().status == "submitted"


def test_finished_cases_are_replayed_and_other_outcomes_agreed_to(zhao: Manager, reviewer: Any):
    instance = runtime.start("review", business_key="A-6", variables={"points": 6})
    task = UserTask.objects.get(instance=instance)
    runtime.complete_task(task.pk, answers={"opinion": "可以"}, by=reviewer)
    change = zhao.drafted()
    assert zhao.save(change, NEW[TABLE], TABLE).status_code == 200
    assert problem(zhao.client.get(f"{CHANGES}{change}/replay/"), 422)["code"] == "nothing-to-replay"
    begun = zhao.ask(f"{change}/replay/", days=30)
    assert (begun.status_code, begun.json()["counts"]["waiting"]) == (201, 1)
    replaying.go_on()
    found = zhao.client.get(f"{CHANGES}{change}/replay/").json()
    assert found["digest"] == zhao.read(change)["digest"]
    assert found["counts"] == {"waiting": 0, "same": 0, "other": 1, "unanswered": 0, "unreadable": 0}
    (case,) = found["different"]
    assert (case["business_key"], case["accepted_by"]) == ("A-6", None)
    accepted = zhao.ask(f"{change}/replay/{case['id']}/accept/")
    assert (accepted.status_code, accepted.json()["accepted_by"]) == (200, "zhao.yi")
    assert zhao.ask(f"{change}/replay/stop/").status_code == 204
    assert problem(zhao.ask(f"{change}/replay/999/accept/"), 404)["code"] == "replayed-case-not-found"
    assert zhao.ask(f"{change}/replay/", days=0).status_code == 400


def test_a_change_that_is_not_there(zhao: Manager):
    for address in ("99/", "99/files/review.bpmn/", f"{10**30}/"):
        assert problem(zhao.client.get(f"{CHANGES}{address}"), 404)["code"] == "change-not-found"
    assert problem(zhao.ask("99/submit/", digest="x"), 404)["code"] == "change-not-found"
