"""Managers' drafts do not overwrite each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from engine.deployments import DeploymentRefused, deploy
from engine.drafts import DraftConflict, DraftNotFound, deploy_draft, discard_draft, save_draft
from engine.gate.xml import XmlRefused
from engine.models import Draft, ProcessDefinition
from tests.engine.gate.world import chain, diagram

FIRST = diagram(chain(), key="plain")
SECOND = diagram('<bpmn:task id="step" />', chain("step"), key="plain")


@pytest.fixture
def manager(db: None) -> Any:
    return get_user_model().objects.create_user("zhao.min")


def test_a_draft_remembers_its_base_and_its_author(manager: Any):
    deploy({"plain.bpmn": FIRST})
    draft = save_draft("plain", SECOND, etag="", by=manager)
    assert (draft.base, draft.updated_by, bytes(draft.source)) == (
        ProcessDefinition.objects.get(),
        manager,
        SECOND,
    )


def test_saving_again_needs_the_etag_of_the_last_save(manager: Any):
    draft = save_draft("plain", FIRST, etag="", by=manager)
    first_etag = draft.etag
    draft = save_draft("plain", SECOND, etag=first_etag, by=manager)
    assert draft.etag != first_etag
    with pytest.raises(DraftConflict):
        save_draft("plain", FIRST, etag=first_etag, by=manager)
    assert bytes(Draft.objects.get().source) == SECOND


def test_beginning_a_draft_where_one_exists_is_a_conflict(manager: Any):
    save_draft("plain", FIRST, etag="", by=manager)
    with pytest.raises(DraftConflict):
        save_draft("plain", SECOND, etag="", by=manager)


def test_a_draft_may_have_faults_but_must_be_xml(manager: Any):
    save_draft("plain", diagram(key="plain"), etag="", by=manager)
    with pytest.raises(XmlRefused):
        save_draft("other", b"no xml", etag="", by=manager)
    assert Draft.objects.count() == 1


def test_discarding_needs_the_etag_too(manager: Any):
    draft = save_draft("plain", FIRST, etag="", by=manager)
    with pytest.raises(DraftConflict):
        discard_draft("plain", etag="something else")
    discard_draft("plain", etag=draft.etag)
    assert not Draft.objects.exists()
    with pytest.raises(DraftNotFound):
        discard_draft("plain", etag=draft.etag)


def test_a_deployed_draft_is_a_version_and_no_draft_any_more(manager: Any):
    draft = save_draft("plain", FIRST, etag="", by=manager)
    outcome = deploy_draft("plain", etag=draft.etag, by=manager, note="首次")
    assert [(definition.key, definition.version) for definition in outcome.new] == [("plain", 1)]
    assert outcome.deployment.created_by == manager
    assert not Draft.objects.exists()


def test_a_refused_draft_is_kept(manager: Any):
    draft = save_draft("plain", diagram(key="plain"), etag="", by=manager)
    with pytest.raises(DeploymentRefused):
        deploy_draft("plain", etag=draft.etag, by=manager)
    assert Draft.objects.get() == draft


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_once_one_gets_a_conflict():
    manager = get_user_model().objects.create_user("zhao.min")

    def save(source: bytes) -> bool:
        try:
            save_draft("plain", source, etag="", by=manager)
        except DraftConflict:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(max_workers=2) as threads:
        outcomes = list(threads.map(save, [FIRST, SECOND]))
    assert sorted(outcomes) == [False, True]
    assert Draft.objects.count() == 1
