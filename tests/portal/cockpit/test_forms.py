"""Forms that come with a draft, and the titles of those that there are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from engine.deployments import deploy
from engine.models import Draft, FormDefinition, ProcessDefinition
from portal.services.places import PROJECT
from tests.engine.deployments.world import form, whole
from tests.engine.gate.world import chain, diagram, extended

pytestmark = pytest.mark.django_db

URL = "/cockpit/processes/imported/"
STEP = (
    '<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
    '<zeebe:formDefinition formId="Form_1" />'
)
SOURCE = diagram(f'<bpmn:userTask id="step">{extended(STEP)}</bpmn:userTask>', chain("step"), key="imported")
FORMS = {"Form_1": form("Form_1").decode(), "unused": form("unused").decode()}


@pytest.fixture
def manager(client: Client, people) -> Client:
    client.force_login(people.manager)
    return client


def send(manager: Client, method: str, what: str, body: dict[str, Any], **headers: str) -> Any:
    return manager.generic(method, f"{URL}{what}/", json.dumps(body), content_type="application/json", headers=headers)


def test_forms_of_a_draft_are_kept_checked_and_published_with_it(manager: Client):
    body = {"xml": SOURCE.decode(), "forms": FORMS}
    assert send(manager, "POST", "check", body).json()["findings"] == []
    assert [f["rule"] for f in send(manager, "POST", "check", body | {"forms": {}}).json()["findings"]] == [
        "form-unknown"
    ]
    etag = send(manager, "PUT", "draft", body, **{"If-None-Match": "*"})["ETag"]
    assert manager.get(f"{URL}edit/").context["config"]["draftForms"] == FORMS

    assert send(manager, "POST", "deploy", {"note": ""}, **{"If-Match": etag}).status_code == 201
    assert [one.key for one in FormDefinition.objects.all()] == ["Form_1"]  # the other is used by no step
    assert ProcessDefinition.objects.get().forms.get().key == "Form_1"


def test_a_changed_form_is_a_changed_draft(manager: Client):
    body = {"xml": SOURCE.decode(), "forms": FORMS}
    first = send(manager, "PUT", "draft", body, **{"If-None-Match": "*"})["ETag"]
    other = body | {"forms": {"Form_1": form("Form_1", label="结论").decode()}}
    assert send(manager, "PUT", "draft", other, **{"If-Match": first})["ETag"] != first


def test_a_form_with_an_impossible_id_is_refused(manager: Client):
    body = {"xml": SOURCE.decode(), "forms": {"../x": "{}"}}
    assert send(manager, "PUT", "draft", body, **{"If-None-Match": "*"}).status_code == 400
    assert not Draft.objects.exists()


def test_a_deployed_form_is_shown_to_managers_only(manager: Client, people):
    deploy(whole())
    assert manager.get("/cockpit/forms/review_form/schema.json").json()["id"] == "review_form"
    assert manager.get("/cockpit/forms/ghost/schema.json").status_code == 404
    manager.force_login(people.reviewer)
    assert manager.get("/cockpit/forms/review_form/schema.json").status_code == 403


def test_every_form_of_the_product_has_a_chinese_title():
    files = sorted((PROJECT / "bpmn").rglob("*.form.json"))
    untitled = [f.name for f in files if not re.search(r"[\u4e00-\u9fff]", json.loads(f.read_text()).get("title", ""))]
    assert files
    assert untitled == []
