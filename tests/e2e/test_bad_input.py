"""What goes wrong over HTTP is said in a Chinese sentence, with the right status, and nothing is half done."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from engine import jobs, runtime
from engine.changes import editing
from engine.changes.contents import Contents
from engine.models import Change, HistoryEvent, ProcessDefinition, ProcessInstance, UserTask
from portal.accounts.models import User
from portal.registry.models import Enterprise
from tests.e2e.sentences import CHINESE, SCRIPT, is_sentence
from tests.portal.world import WEDNESDAY, deploy, signed_in

MEGABYTE = 1024 * 1024


def post(client: Client, url: str, **body: Any) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture
def registration(people: Any, regions: Any, clock: Any, make_enterprise: Any) -> UserTask:
    """The review of a registration, open."""
    clock.set(WEDNESDAY)
    deploy("registration")
    enterprise = make_enterprise(people.owner)
    Enterprise.objects.update(status=Enterprise.Status.SUBMITTED, activated_at=None)
    variables = {"enterprise_id": enterprise.pk, "registration_number": enterprise.number, "round": 0}
    runtime.start("enterprise_registration", business_key=enterprise.number, variables=variables)
    jobs.run_due_jobs()
    return UserTask.objects.open().get(element_id="Review")


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    body = answer.json()
    assert (answer.status_code, body.get("code")) == (status, code), body
    assert is_sentence(body["detail"]), body
    return body


@pytest.mark.django_db
class TestTasks:
    def complete(self, client: Client, task: UserTask, **answers: Any) -> Any:
        return post(client, reverse("inbox:complete", args=[task.pk]), answers=answers)

    def test_of_others_do_not_exist_for_me(self, registration, people):
        client = signed_in(people.evaluator)
        answer = self.complete(client, registration, outcome="pass")
        assert answer.status_code == 404
        assert is_sentence(answer.json()["detail"])
        assert client.get(reverse("inbox:task", args=[registration.pk])).status_code == 404
        assert UserTask.objects.open().filter(pk=registration.pk).exists()

    def test_claimed_by_another_reviewer_are_refused(self, registration, people, make_user):
        runtime.claim(registration.pk, by=make_user("rr2", "registration_reviewer"))
        answer = self.complete(signed_in(people.reviewer), registration, outcome="pass")
        assert answer.status_code in (403, 404, 409)
        assert is_sentence(answer.json()["detail"])
        assert UserTask.objects.open().filter(pk=registration.pk).exists()

    def test_already_completed_are_refused(self, registration, people):
        client = signed_in(people.reviewer)
        assert self.complete(client, registration, outcome="pass").status_code == 200
        refused(self.complete(client, registration, outcome="fail"), 409, "task-not-open")
        page = client.get(reverse("inbox:task", args=[registration.pk]))
        assert "办结，用时" in page.content.decode()

    def test_answers_that_do_not_fit_are_named_by_field(self, registration, people):
        body = refused(
            self.complete(signed_in(people.reviewer), registration, outcome="fail", opinion="不行"),
            422,
            "answers-refused",
        )
        assert set(body["errors"]) == {"opinion"}
        assert all(is_sentence(sentence) for sentence in body["errors"]["opinion"])
        assert UserTask.objects.open().filter(pk=registration.pk).exists()

    def test_a_body_that_is_no_json_is_refused(self, registration, people):
        url = reverse("inbox:complete", args=[registration.pk])
        answer = signed_in(people.reviewer).post(url, "{", content_type="application/json")
        assert answer.status_code == 400
        assert is_sentence(answer.json()["detail"])


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_complete_a_task_once(registration, people):
    start = Barrier(2)

    def complete(outcome: str) -> int:
        client = signed_in(people.reviewer)
        start.wait()
        try:
            url = reverse("inbox:complete", args=[registration.pk])
            return post(client, url, answers={"outcome": outcome}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(complete, ("pass", "pass")))
    assert statuses == [200, 409]
    completed = HistoryEvent.objects.filter(kind=HistoryEvent.Kind.TASK_COMPLETED, element_id="Review")
    assert completed.count() == 1


@pytest.mark.django_db
class TestUploads:
    def send(self, user: User, name: str, content: bytes) -> Any:
        return signed_in(user).post(reverse("files:upload"), {"file": SimpleUploadedFile(name, content)})

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("程序.exe", b"MZ", "类型不受支持"),
            ("照片.png", b"MZ", "内容与扩展名不符"),
            ("空.pdf", b"", "空"),
            ("图.svg", b"<svg onload='alert(1)'/>", "类型不受支持"),
        ],
    )
    def test_of_the_wrong_kind_are_refused(self, people, name, content, words):
        answer = self.send(people.owner, name, content)
        assert answer.status_code == 422
        assert name in answer.json()["detail"]
        assert words in answer.json()["detail"]

    def test_that_are_too_large_are_refused(self, people, settings):
        settings.UPLOAD_MAX_BYTES = MEGABYTE
        answer = self.send(people.owner, "大.pdf", b"%PDF-" + b"x" * MEGABYTE + b"%%EOF")
        assert answer.status_code == 422
        assert "超过 1 MB" in answer.json()["detail"]

    def test_of_others_cannot_be_read(self, people, tea_house):
        licence = reverse("files:show", args=[tea_house.licence_id])
        answer = signed_in(people.owner).get(licence)
        assert (answer.status_code, b"".join(answer.streaming_content)[1:4]) == (200, b"PNG")
        assert signed_in(people.rival).get(licence).status_code == 404


@pytest.mark.django_db
def test_a_script_in_a_name_is_shown_escaped_wherever_the_name_stands(people, registration):
    Enterprise.objects.update(name=SCRIPT)
    pages = {
        people.owner: [reverse("registry:dashboard")],
        people.reviewer: [reverse("inbox:list"), reverse("inbox:task", args=[registration.pk])],
        people.manager: [
            reverse("cockpit:instances"),
            reverse("cockpit:instance", args=[registration.instance_id]),
        ],
    }
    for user, urls in pages.items():
        for url in urls:
            html = signed_in(user).get(url).content.decode()
            assert "<script>alert" not in html, url
            assert "&lt;script&gt;alert" in html, url


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["t" + "A" * 28, "t23456789ABCD" + "A" * 16, "短", "a" * 500])
def test_a_forged_code_is_said_to_be_unknown(token, db):
    answer = Client().get(f"/c/{token}")
    assert answer.status_code == 404
    assert "无法识别的二维码" in answer.content.decode()


@pytest.mark.django_db
class TestProcesses:
    FILE = "enterprise_registration.bpmn"

    def begun(self, by: User) -> Change:
        """A change with the process in it."""
        change = editing.begin("登记审核", reason="期限太短", by=by)
        editing.take_up(change.pk, self.FILE, by=by)
        return change

    def save(self, client: Client, change: Change, source: str) -> Any:
        etag = Contents(change).revisions[self.FILE].digest
        return client.put(
            f"/api/v1/changes/{change.pk}/files/{self.FILE}/",
            {"source": source},
            content_type="application/json",
            headers={"If-Match": f'"{etag}"'},
        )

    def test_that_are_unknown_are_not_started(self, people):
        client = signed_in(people.admin)
        people.admin.is_superuser = True
        people.admin.save()
        answer = post(client, "/api/v1/definitions/no_such_process/start/", variables={})
        body = refused(answer, 404, "unknown-process")
        assert "no_such_process" in body["detail"]
        assert not ProcessInstance.objects.exists()

    def source(self) -> str:
        return bytes(ProcessDefinition.objects.newest("enterprise_registration").source).decode()

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            (lambda xml: xml.replace("registration.activate", "registration.unknown"), "registration.unknown"),
            (lambda xml: xml.replace('formId="registration_review"', 'formId="lost_form"'), "lost_form"),
        ],
        ids=["unknown topic", "missing form"],
    )
    def test_with_mistakes_are_not_handed_in(self, registration, people, change, named):
        client = signed_in(people.manager)
        begun = self.begun(people.manager)
        assert self.save(client, begun, change(self.source())).status_code == 200
        answer = post(client, f"/api/v1/changes/{begun.pk}/submit/", digest=Contents(begun).digest)
        body = answer.json()
        assert answer.status_code == 422, body
        assert is_sentence(body["detail"])
        assert body["findings"]
        for finding in body["findings"]:
            assert CHINESE.search(finding["message"]), finding
        assert any(named in finding["message"] for finding in body["findings"])
        begun.refresh_from_db()
        assert begun.status == Change.Status.OPEN
        assert ProcessDefinition.objects.newest("enterprise_registration").version == 1

    def test_that_are_no_diagram_are_not_even_kept(self, registration, people):
        client = signed_in(people.manager)
        begun = self.begun(people.manager)
        answer = self.save(client, begun, "这不是图")
        refused(answer, 422, "change-file-refused")
        assert begun.revisions.count() == 1

    def test_are_not_changed_by_others(self, registration, people):
        begun = self.begun(people.manager)
        for person in (people.reviewer, people.owner, people.admin):
            client = signed_in(person)
            assert client.get(f"/workbench/changes/{begun.pk}/files/{self.FILE}/edit/").status_code == 403
            for answer in (
                self.save(client, begun, self.source()),
                post(client, f"/api/v1/changes/{begun.pk}/submit/", digest=Contents(begun).digest),
                post(client, f"/api/v1/changes/{begun.pk}/approve/", digest=Contents(begun).digest),
            ):
                assert answer.status_code == 403
                assert is_sentence(answer.json()["detail"])
        assert begun.revisions.count() == 1

    def test_are_not_approved_by_whoever_wrote_them(self, registration, people):
        client = signed_in(people.manager)
        begun = self.begun(people.manager)
        changed = self.source().replace('name="登记审核"', 'name="资料审核"')
        assert self.save(client, begun, changed).status_code == 200
        digest = Contents(begun).digest
        assert post(client, f"/api/v1/changes/{begun.pk}/submit/", digest=digest).status_code == 200
        refused(post(client, f"/api/v1/changes/{begun.pk}/approve/", digest=digest), 403, "four-eyes")
        assert ProcessDefinition.objects.newest("enterprise_registration").version == 1
