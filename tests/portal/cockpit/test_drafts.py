"""Two managers in the editor: nothing of one is written over by the other unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from engine.deployments import deploy
from engine.models import Draft, ProcessDefinition
from portal.accounts.models import User
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.django_db

URL = "/cockpit/processes/plain/"
FIRST = diagram(chain(), key="plain")
SECOND = diagram('<bpmn:task id="step" />', chain("step"), key="plain")
THIRD = diagram('<bpmn:manualTask id="step" />', chain("step"), key="plain")


class Editor:
    """What the page in a manager's browser sends."""

    def __init__(self, person: User) -> None:
        self.client = Client(headers={"Accept": "application/json"})
        self.client.force_login(person)

    def save(self, source: bytes, **conditions: str) -> Any:
        body = {"xml": source.decode()}
        return self.client.put(f"{URL}draft/", body, content_type="application/json", headers=conditions)

    def publish(self, **conditions: str) -> Any:
        return self.client.post(f"{URL}deploy/", {"note": "改动"}, content_type="application/json", headers=conditions)

    def discard(self, **conditions: str) -> Any:
        return self.client.delete(f"{URL}draft/", headers=conditions)


FIRST_SAVE = {"If-None-Match": "*"}


@pytest.fixture
def zhao(make_user) -> Editor:
    return Editor(make_user("zhao", "process_manager"))


@pytest.fixture
def qian(make_user) -> Editor:
    return Editor(make_user("qian", "process_manager"))


def test_the_second_of_two_first_saves_is_told(zhao: Editor, qian: Editor):
    etag = zhao.save(FIRST, **FIRST_SAVE)["ETag"]
    refused = qian.save(SECOND, **FIRST_SAVE)
    assert refused.status_code == 412
    assert refused.json()["current"] == {"etag": etag.strip('"'), "version": 0}
    assert "草稿已被别人更新" in refused.json()["detail"]
    assert bytes(Draft.objects.get().source) == FIRST
    assert qian.save(SECOND, **{"If-Match": etag}).status_code == 200  # having chosen to


def test_a_save_without_a_word_on_what_it_starts_from_is_refused(zhao: Editor):
    refused = zhao.save(FIRST)
    assert (refused.status_code, refused.json()["code"]) == (428, "precondition-required")
    assert "请刷新页面" in refused.json()["detail"]
    etag = zhao.save(FIRST, **FIRST_SAVE)["ETag"]
    for condition in ({}, {"If-Match": "*"}):
        assert zhao.save(SECOND, **condition).status_code == 428
        assert zhao.publish(**condition).status_code == 428
        assert zhao.discard(**condition).status_code == 428
    assert Draft.objects.get().etag == etag.strip('"')


def test_a_save_whose_answer_was_lost_is_sent_again(zhao: Editor):
    first = zhao.save(FIRST, **FIRST_SAVE)["ETag"]
    assert zhao.save(FIRST, **FIRST_SAVE)["ETag"] == first
    second = zhao.save(SECOND, **{"If-Match": first})["ETag"]
    assert zhao.save(SECOND, **{"If-Match": first})["ETag"] == second


def test_publishing_what_another_changed_meanwhile_is_refused_and_keeps_it(zhao: Editor, qian: Editor):
    mine = zhao.save(FIRST, **FIRST_SAVE)["ETag"]
    qian.save(SECOND, **{"If-Match": mine})
    assert zhao.publish(**{"If-Match": mine}).status_code == 412
    assert zhao.discard(**{"If-Match": mine}).status_code == 412
    assert bytes(Draft.objects.get().source) == SECOND
    assert not ProcessDefinition.objects.exists()


def test_after_publishing_ones_own_next_edit_is_a_first_save_again(zhao: Editor):
    etag = zhao.save(FIRST, **FIRST_SAVE)["ETag"]
    published = zhao.publish(**{"If-Match": etag})
    assert (published.status_code, published.json()["version"], published.json()["is_new"]) == (201, 1, True)
    assert not Draft.objects.exists()
    etag = zhao.save(SECOND, **FIRST_SAVE)["ETag"]
    assert zhao.publish(**{"If-Match": etag}).json()["version"] == 2


def test_an_imported_diagram_of_another_process_is_named_and_not_published(zhao: Editor):
    deploy({"plain.bpmn": FIRST, "other.bpmn": diagram(chain(), key="other")})
    imported = diagram('<bpmn:task id="step" />', chain("step"), key="other")
    found = zhao.client.post(f"{URL}check/", {"xml": imported.decode()}, content_type="application/json").json()
    assert [(one["rule"], one["severity"], one["element"]) for one in found["findings"]] == [
        ("other-process", "error", "other")
    ]
    etag = zhao.save(imported, **FIRST_SAVE)["ETag"]
    refused = zhao.publish(**{"If-Match": etag})
    assert refused.status_code == 422
    assert "“plain”" in refused.json()["findings"][0]["message"]
    assert ProcessDefinition.objects.newest("other").version == 1
    assert Draft.objects.filter(key="plain").exists()


def test_discarding_ones_own_draft_leaves_the_published_version(zhao: Editor):
    deploy({"plain.bpmn": FIRST})
    etag = zhao.save(THIRD, **FIRST_SAVE)["ETag"]
    assert zhao.discard(**{"If-Match": etag}).status_code == 204
    assert not Draft.objects.exists()
    assert bytes(ProcessDefinition.objects.get().source) == FIRST
