"""Hostile uploads over REST: each gets an answer, nothing is executed, and the next honest request works."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from engine import jobs
from engine.models import Deployment, Incident, ProcessInstance
from tests.engine.api.conftest import Client
from tests.engine.api.test_processes import CHECK, DEPLOY
from tests.engine.api.test_tasks import problem
from tests.engine.gate import hostile
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def api(admin: Any, client_of: Client) -> APIClient:
    return client_of(admin)


@pytest.fixture(autouse=True)
def alive(api: APIClient):
    """After every attack an ordinary diagram is deployed and started."""
    yield
    source = diagram(chain(), key="honest")
    assert api.post(DEPLOY, sent({"honest.bpmn": source})).status_code == 201
    answer = api.post("/api/v1/definitions/honest/start/", {"variables": {}}, format="json")
    assert (answer.status_code, answer.json()["status"]) == (201, "completed")


def sent(files: dict[str, bytes]) -> dict[str, Any]:
    return {"files": [SimpleUploadedFile(name, content) for name, content in files.items()]}


def refused(api: APIClient, files: dict[str, bytes]) -> set[str]:
    """The rules for which a deployment is refused."""
    body = problem(api.post(DEPLOY, sent(files)), 422)
    assert not Deployment.objects.exists()
    text = json.dumps(body, ensure_ascii=False)
    assert not any(mark in text for mark in ("Traceback", "Error:", "lxml", "<bpmn", "root:"))
    return {finding["rule"] for finding in body["findings"]}


def stopped(api: APIClient, source: bytes) -> list[str]:
    """Codes of what stops a case of a process that could be deployed; none when the gate has refused it."""
    answer = api.post(DEPLOY, sent({"p.bpmn": source}))
    if answer.status_code == 422:
        assert problem(answer, 422)["findings"]
        return []
    assert answer.status_code == 201
    answer = api.post("/api/v1/definitions/process_1/start/", {"variables": {"again": True}}, format="json")
    if answer.status_code == 422:  # stopped before the first step was done: nothing has begun
        assert not ProcessInstance.objects.exists()
        return [problem(answer, 422)["code"]]
    jobs.run_due_jobs()
    incidents = list(Incident.objects.filter(resolved_at=None))
    assert incidents
    assert not ProcessInstance.objects.filter(process_key="process_1", status="completed").exists()
    return [incident.kind for incident in incidents]


@pytest.mark.parametrize("content", hostile.XML.values(), ids=hostile.XML)
def test_hostile_xml(content: bytes, api: APIClient):
    assert refused(api, {"p.bpmn": content}) <= {"xml-refused", "not-bpmn"}


def test_fifty_megabytes(api: APIClient):
    assert refused(api, {"p.bpmn": b"<a>" + b" " * (50 * 2**20) + b"</a>"}) == {"file-too-large"}


def test_ten_thousand_files(api: APIClient):
    body = problem(api.post(DEPLOY, sent({f"{n}.bpmn": b"<x/>" for n in range(10_000)})), 413)
    assert body["code"] == "too-large"


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        ({"all.zip": b"PK\x03\x04" + b"\x00" * 1000}, {"file-kind"}),
        ({"all.bpmn.gz": b"\x1f\x8b\x08" + b"\x00" * 1000}, {"file-kind"}),
        ({"a:b.bpmn": hostile.PLAIN}, {"file-name"}),
        ({"f.form.json": b"[" * 100_000}, {"form"}),
        ({"f.form.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000}, {"form"}),
        ({"f.form.json": b'{"id": ' + b"9" * 100_000 + b"}"}, {"form"}),
        ({"f.form.json": "{}".encode("utf-16")}, {"form"}),
    ],
)
def test_other_files_than_those_taken(files: dict[str, bytes], rules: set[str], api: APIClient):
    assert refused(api, files) == rules


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/p.bpmn", "..\\..\\p.bpmn", "/etc/p.bpmn", "<script>.bpmn", "p\x00.bpmn"]
)
def test_names_with_a_path_lead_nowhere(name: str, api: APIClient):
    file = SimpleUploadedFile("p.bpmn", hostile.PLAIN)
    file._name = name  # the client would tidy it up
    answer = api.post(CHECK, {"files": [file]})
    assert answer.status_code in (200, 400, 422)
    assert not Deployment.objects.exists()


def test_two_files_of_one_name_in_different_folders(api: APIClient):
    files = [SimpleUploadedFile(f"{folder}/p.bpmn", hostile.PLAIN) for folder in ("a", "b")]
    body = problem(api.post(CHECK, {"files": files}), 422)
    assert [finding["rule"] for finding in body["findings"]] == ["file-duplicate"]


@pytest.mark.parametrize("code", hostile.CODE)
def test_code_instead_of_an_expression(code: str, api: APIClient):
    files = {f"{site.replace(' ', '_')}.bpmn": source for site, source in hostile.expression_sites(code).items()}
    for number, (name, source) in enumerate(files.items()):
        files[name] = source.replace(b"process_1", b"p_%d" % number)
    body = problem(api.post(CHECK, sent(files)), 422)
    assert {finding["file"] for finding in body["findings"]} == set(files)


@pytest.mark.parametrize("source", hostile.TIMERS)
def test_absurd_timers(source: bytes, api: APIClient):
    assert refused(api, {"p.bpmn": source})


@pytest.mark.parametrize("name", hostile.HEAVY)
@pytest.mark.slow
def test_much_of_everything(name: str, api: APIClient):
    assert api.post(CHECK, sent(hostile.HEAVY[name])).status_code in (200, 422)


def test_processes_that_call_each_other_for_ever(api: APIClient):
    assert refused(api, hostile.ENDLESS_CALLS) == {"call-endless"}


@pytest.mark.parametrize(
    "source",
    [hostile.LOOPING, hostile.SPINNING, hostile.GROWING, hostile.crowd(10**7), hostile.crowd(300), hostile.RECURSIVE],
    ids=["a loop without a wait", "a long calculation", "a large value", "10⁷ tasks", "300 tasks", "calls of itself"],
)
def test_what_only_shows_when_it_runs_stops_with_an_incident(source: bytes, api: APIClient):
    assert set(stopped(api, source)) <= {"limit-reached", "expression-error", "job-failed"}


@pytest.mark.parametrize("name", hostile.NAMES)
def test_names_arrive_as_they_are_and_only_as_data(name: str, api: APIClient):
    answer = api.post(DEPLOY, sent({"p.bpmn": hostile.named(name)}))
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    (definition,) = answer.json()["definitions"]
    assert definition["name"] == name
    page = api.get("/cockpit/")
    assert "<script>alert(1)" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()
    assert "<svg/onload" not in page.content.decode()


def test_findings_come_in_the_readers_language(api: APIClient):
    source = hostile.PLAIN.replace(b'sourceRef="begin"', b'sourceRef="ghost"')
    chinese = problem(api.post(CHECK, sent({"p.bpmn": source})), 422)["findings"]
    english = problem(api.post(CHECK, sent({"p.bpmn": source}), headers={"Accept-Language": "en"}), 422)["findings"]
    assert [finding["rule"] for finding in chinese] == [finding["rule"] for finding in english]
    assert [finding["element"] for finding in chinese] == [finding["element"] for finding in english]
