"""Deploying, starting, watching, messages and decisions over REST."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from engine.models import Deployment, ProcessDefinition, ProcessInstance
from tests.engine.api.conftest import Client
from tests.engine.api.test_tasks import problem
from tests.engine.deployments.world import review, table, whole
from tests.engine.gate.world import chain, diagram, extended

DEPLOY, CHECK = "/api/v1/deployments/", "/api/v1/deployments/check/"


def upload(**files: bytes) -> dict[str, Any]:
    """`a_bpmn=…` becomes a file a.bpmn."""
    return {"files": [SimpleUploadedFile(name.replace("_", ".", 1), content) for name, content in files.items()]}


def test_deploying_answers_with_the_versions(manager: Any, client_of: Client):
    Group.objects.get_or_create(name="star_evaluator")
    files = [SimpleUploadedFile(name.split("/")[1], content) for name, content in whole().items()]
    answer = client_of(manager).post(DEPLOY, {"files": files, "note": "首次"})
    assert answer.status_code == 201
    found = {(d["kind"], d["key"], d["version"], d["is_new"]) for d in answer.json()["definitions"]}
    assert found == {
        ("process", "review", 1, True),
        ("decision", "star", 1, True),
        ("form", "review_form", 1, True),
    }
    deployment = Deployment.objects.get()
    assert (deployment.created_by, deployment.note) == (manager, "首次")


def test_deploying_the_same_again_answers_with_the_same_versions(manager: Any, client_of: Client):
    for is_new in (True, False):
        answer = client_of(manager).post(DEPLOY, upload(p_bpmn=diagram(chain())))
        assert answer.status_code == 201
        assert [(d["version"], d["is_new"]) for d in answer.json()["definitions"]] == [(1, is_new)]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("这不是 XML".encode(), "xml-refused"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "xml-refused"),
        (b"<html/>", "not-bpmn"),
        (
            diagram(
                f'<bpmn:serviceTask id="pay">{extended("""<zeebe:taskDefinition type="unknown.topic" />""")}</bpmn:serviceTask>',
                chain("pay"),
            ),
            "topic-unknown",
        ),
        (
            diagram(
                f'<bpmn:userTask id="fill">{extended("""<zeebe:formDefinition formId="missing" />""")}</bpmn:userTask>',
                chain("fill"),
            ),
            "form-unknown",
        ),
    ],
)
@pytest.mark.parametrize("address", [DEPLOY, CHECK])
def test_a_refused_diagram_answers_with_findings(
    address: str, content: bytes, rule: str, manager: Any, client_of: Client
):
    body = problem(client_of(manager).post(address, upload(p_bpmn=content)), 422)
    errors = [finding for finding in body["findings"] if finding["severity"] == "error"]
    assert [(finding["rule"], finding["file"]) for finding in errors] == [(rule, "p.bpmn")]
    assert body["detail"] == "检查没有通过，没有部署任何内容"
    assert not Deployment.objects.exists()


def test_checking_a_good_diagram_keeps_nothing(manager: Any, client_of: Client):
    answer = client_of(manager).post(CHECK, upload(p_bpmn=diagram(chain())))
    assert (answer.status_code, answer.json()) == (200, {"findings": []})
    assert not ProcessDefinition.objects.exists()


def test_uploads_without_files_with_odd_names_or_twice_are_refused(manager: Any, client_of: Client):
    api = client_of(manager)
    assert [f["rule"] for f in problem(api.post(DEPLOY, {"note": "x"}), 422)["findings"]] == ["no-files"]
    assert [f["rule"] for f in problem(api.post(DEPLOY, upload(p_exe=b"MZ")), 422)["findings"]] == ["file-kind"]
    twice = {"files": [SimpleUploadedFile("p.bpmn", b"<x/>"), SimpleUploadedFile("p.bpmn", b"<x/>")]}
    assert [f["rule"] for f in problem(api.post(DEPLOY, twice), 422)["findings"]] == ["file-duplicate"]
    large = upload(p_bpmn=b"x" * (3 * 1024 * 1024))
    assert [f["rule"] for f in problem(api.post(DEPLOY, large), 422)["findings"]] == ["file-too-large"]
    assert problem(api.post(DEPLOY, {"files": []}, format="json"), 415)


def test_only_who_may_deploy_deploys(reviewer: Any, client_of: Client):
    for address in (DEPLOY, CHECK):
        problem(client_of(reviewer).post(address, upload(p_bpmn=diagram(chain()))), 403)
    problem(client_of(reviewer).get("/api/v1/definitions/"), 403)
    assert not Deployment.objects.exists()


def test_the_list_shows_the_newest_versions(deployed: None, manager: Any, client_of: Client):
    client_of(manager).post(DEPLOY, upload(r_bpmn=review(name="复核")))
    (found,) = client_of(manager).get("/api/v1/definitions/").json()["results"]
    assert (found["key"], found["version"], found["is_startable"]) == ("review", 2, True)


def test_a_started_instance_tells_where_it_is(started: dict[str, Any], admin: Any, client_of: Client):
    assert (started["process"], started["version"], started["business_key"]) == ("review", 1, "A-1")
    found = client_of(admin).get(f"/api/v1/instances/{started['id']}/").json()
    assert (found["status"], found["active_elements"], found["incidents"]) == ("active", ["step"], [])
    assert found["variables"] == {"points": 7, "star": 5}


def test_starting_an_unknown_process_is_not_found(admin: Any, client_of: Client):
    body = problem(client_of(admin).post("/api/v1/definitions/ghost/start/", {}, format="json"), 404)
    assert (body["code"], body["detail"]) == ("unknown-process", "没有部署流程“ghost”")
    assert not ProcessInstance.objects.exists()


def test_a_second_start_with_the_same_business_key_is_a_conflict(
    started: dict[str, Any], admin: Any, client_of: Client
):
    body = {"business_key": "A-1", "variables": {"points": 1}}
    answer = client_of(admin).post("/api/v1/definitions/review/start/", body, format="json")
    assert problem(answer, 409)["code"] == "already-started"
    assert ProcessInstance.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"variables": "x"}, "variables"),
        ({"variables": [1]}, "variables"),
        ({"business_key": "x" * 201}, "business_key"),
        ({"business_key": {"a": 1}}, "business_key"),
    ],
)
def test_a_malformed_start_names_the_field(
    body: dict[str, Any], field: str, deployed: None, admin: Any, client_of: Client
):
    answer = client_of(admin).post("/api/v1/definitions/review/start/", body, format="json")
    assert list(problem(answer, 400)["errors"]) == [field]
    assert not ProcessInstance.objects.exists()


def test_starting_needs_a_permission(deployed: None, manager: Any, client_of: Client):
    problem(client_of(manager).post("/api/v1/definitions/review/start/", {}, format="json"), 403)


def test_history_tells_what_happened(
    started: dict[str, Any], task: dict[str, Any], reviewer: Any, manager: Any, client_of: Client
):
    client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/complete/", {"answers": {"opinion": "同意"}}, format="json")
    events, address = [], f"/api/v1/instances/{started['id']}/history/?page_size=3"
    while address:
        page = client_of(manager).get(address).json()
        events += page["results"]
        address = page["next"]
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "instance_started"
    assert kinds[-1] == "instance_completed"
    assert {"decision_evaluated", "task_created", "task_completed"} <= set(kinds)
    assert [event["id"] for event in events] == sorted({event["id"] for event in events})
    (completed,) = [event for event in events if event["kind"] == "task_completed"]
    assert (completed["actor"], completed["label"], completed["element_name"]) == (
        "li.na",
        "办结任务",
        "审核",
    )


def test_who_only_has_a_task_sees_the_way_but_not_the_data(
    started: dict[str, Any], task: dict[str, Any], reviewer: Any, stranger: Any, client_of: Client
):
    address = f"/api/v1/instances/{started['id']}/"
    found = client_of(reviewer).get(address).json()
    assert (found["status"], found["active_elements"], found["variables"]) == ("active", ["step"], {})
    client_of(reviewer).post(f"/api/v1/tasks/{task['id']}/claim/")
    events = client_of(reviewer).get(f"{address}history/").json()["results"]
    assert {event["actor"] for event in events} == {None, "li.na"}
    assert all(event["data"] == {} for event in events if event["actor"] is None)
    for path in (address, f"{address}history/"):
        assert problem(client_of(stranger).get(path), 404)["code"] == "instance-not-found"
    problem(client_of(reviewer).get(f"/api/v1/instances/{uuid4()}/"), 404)


WAITING = diagram(
    '<bpmn:receiveTask id="wait" messageRef="paid" />',
    chain("wait"),
    roots=f'<bpmn:message id="paid" name="paid">{extended("""<zeebe:subscription correlationKey="=number" />""")}</bpmn:message>',
    key="waiting",
)


def test_a_message_reaches_the_instance_that_waits_for_it(admin: Any, client_of: Client):
    api = client_of(admin)
    api.post(DEPLOY, upload(w_bpmn=WAITING))
    api.post("/api/v1/definitions/waiting/start/", {"variables": {"number": "A-1"}}, format="json")
    message = {"name": "paid", "correlation_key": "A-1", "variables": {"amount": 3}}
    answer = api.post("/api/v1/messages/", message, format="json")
    assert (answer.status_code, answer.json()) == (200, {"correlated": 1})


def test_a_message_that_nobody_waits_for_is_not_found_unless_it_is_kept(admin: Any, manager: Any, client_of: Client):
    message = {"name": "paid", "correlation_key": "A-1"}
    body = problem(client_of(admin).post("/api/v1/messages/", message, format="json"), 404)
    assert (body["code"], body["detail"]) == ("message-not-correlated", "没有流程在等待消息“paid”")
    kept = client_of(admin).post("/api/v1/messages/", message | {"keep_for": 60}, format="json")
    assert (kept.status_code, kept.json()) == (200, {"correlated": 0})
    problem(client_of(manager).post("/api/v1/messages/", message, format="json"), 403)
    problem(client_of(admin).post("/api/v1/messages/", {"name": "x", "keep_for": -1}, format="json"), 400)


def test_a_decision_answers_with_the_rule_behind_it(deployed: None, manager: Any, client_of: Client):
    address = "/api/v1/decisions/star/evaluate/"
    answer = client_of(manager).post(address, {"variables": {"points": 7}}, format="json")
    assert answer.json() == {
        "decision": "star",
        "version": 1,
        "result": 5,
        "rules": [{"decision": "star", "rule": 1}],
    }
    client_of(manager).post(DEPLOY, upload(s_dmn=table("&gt; 8")))
    answer = client_of(manager).post(address, {"variables": {"points": 7}}, format="json")
    assert (answer.json()["version"], answer.json()["result"]) == (2, None)


def test_decisions_that_do_not_exist_or_cannot_be_taken(deployed: None, manager: Any, client_of: Client):
    body = problem(client_of(manager).post("/api/v1/decisions/ghost/evaluate/", {}, format="json"), 404)
    assert body["code"] == "unknown-decision"
    body = problem(client_of(manager).post("/api/v1/decisions/star/evaluate/", {}, format="json"), 422)
    assert "points" in body["detail"]
