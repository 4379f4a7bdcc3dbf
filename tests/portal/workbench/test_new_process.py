"""A process begins with a button: from nothing, from another process, from a file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engine.changes.contents import Contents
from engine.deployments import deploy
from engine.models import Change
from portal.workbench.new_process import NewProcessForm
from tests.engine.deployments.world import review, whole
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.django_db

NEW = "/workbench/new-process/"
FILE = "annual_review.bpmn"
ANNUAL = {"name": "年度复审", "key": "annual_review"}


@pytest.fixture
def manager(client: Client, people) -> Client:
    client.force_login(people.manager)
    return client


def source() -> str:
    """The diagram of the only change."""
    return Contents(Change.objects.get()).files[FILE].decode()


def begin(manager: Client, **more: Any) -> Any:
    return manager.post(NEW, ANNUAL | more)


def test_a_new_process_opens_in_the_editor_and_stands_in_the_list(manager: Client):
    assert NEW in manager.get("/cockpit/").content.decode()
    edit = begin(manager)["Location"]
    change = Change.objects.get()
    assert edit == f"/workbench/changes/{change.pk}/files/{FILE}/edit/"
    revision = Contents(change).revisions[FILE]
    assert (change.title, revision.base_version) == ("新流程：年度复审", 0)
    assert 'id="annual_review" name="年度复审"' in source()
    assert "年度复审" in manager.get(edit).content.decode()
    assert "年度复审" in manager.get("/workbench/").content.decode()


def test_a_copy_is_the_other_process_under_its_own_name(manager: Client):
    deploy(whole())
    begin(manager, like="review")
    assert 'id="annual_review" name="年度复审"' in source()
    assert 'formId="review_form"' in source()


def test_a_file_is_opened_for_the_new_process(manager: Client):
    drawn = diagram(chain(), key="elsewhere").replace(
        b"</bpmn:definitions>",
        b'<bpmn:collaboration id="c"><bpmn:participant id="p" processRef="elsewhere" /></bpmn:collaboration>'
        b"</bpmn:definitions>",
    )
    answer = begin(manager, file=SimpleUploadedFile("elsewhere.bpmn", drawn))
    assert answer["Location"].endswith(f"/files/{FILE}/edit/?from=file")
    assert "elsewhere" not in source()
    assert 'processRef="annual_review"' in source()


@pytest.mark.parametrize("key", ["1st", "年度", "a b", "a:b", "x" * 101, "annual_review\n<"])
def test_a_key_that_cannot_be_an_id_is_told(manager: Client, key: str):
    form = begin(manager, key=key).context["form"]
    assert form.errors.keys() == {"key"}
    assert not Change.objects.exists()


def test_a_key_that_is_taken_is_told(manager: Client):
    deploy({"annual.bpmn": diagram(chain(), key="annual_review")})
    assert "已有标识为" in begin(manager).content.decode()
    assert not Change.objects.exists()


def test_what_is_no_diagram_is_told(manager: Client):
    form: NewProcessForm = begin(manager, file=SimpleUploadedFile("a.bpmn", b"no xml")).context["form"]
    assert "file" in form.errors
    deploy(whole())
    twice = begin(manager, like="review", file=SimpleUploadedFile("a.bpmn", review()))
    assert "只能选一种" in twice.content.decode()
    assert not Change.objects.exists()


def test_only_managers_begin_processes(client: Client, people):
    client.force_login(people.reviewer)
    assert client.post(NEW, ANNUAL).status_code == 403
    assert not Change.objects.exists()
