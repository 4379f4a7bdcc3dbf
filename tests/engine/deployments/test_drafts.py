"""Managers' drafts do not overwrite each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from engine.bpmn.xml import XmlRefused
from engine.deployments import DeploymentRefused, deploy
from engine.drafts import DraftConflict, DraftOutdated, deploy_draft, discard_draft, save_draft
from engine.models import Draft, ProcessDefinition
from tests.engine.gate.world import chain, diagram

FIRST = diagram(chain(), key="plain")
THIRD = diagram('<bpmn:manualTask id="step" />', chain("step"), key="plain")
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
    with pytest.raises(DraftConflict):
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


def test_a_draft_of_another_process_is_not_published(manager: Any):
    deploy({"plain.bpmn": FIRST})
    draft = save_draft("plain", diagram(chain(), key="imported"), etag="", by=manager)
    with pytest.raises(DeploymentRefused) as refused:
        deploy_draft("plain", etag=draft.etag, by=manager)
    (finding,) = refused.value.findings
    assert (finding.rule, finding.element) == ("other-process", "imported")
    assert "“plain”" in finding.message
    assert not ProcessDefinition.objects.filter(key="imported").exists()


def test_a_newer_draft_of_another_manager_is_not_thrown_away_by_publishing(manager: Any):
    mine = save_draft("plain", FIRST, etag="", by=manager).etag
    save_draft("plain", SECOND, etag=mine, by=get_user_model().objects.create_user("qian.li"))
    with pytest.raises(DraftConflict):
        deploy_draft("plain", etag=mine, by=manager)
    assert bytes(Draft.objects.get().source) == SECOND
    assert not ProcessDefinition.objects.exists()


def test_what_was_published_meanwhile_is_not_undone_unseen(manager: Any):
    deploy({"plain.bpmn": FIRST})
    draft = save_draft("plain", THIRD, etag="", by=manager, base=1)
    deploy({"plain.bpmn": SECOND})
    with pytest.raises(DraftOutdated, match="第 2 版") as refused:
        deploy_draft("plain", etag=draft.etag, by=manager)
    assert refused.value.current == {"etag": draft.etag, "version": 2}
    draft = save_draft("plain", THIRD, etag=draft.etag, by=manager, base=2)  # having seen it
    assert deploy_draft("plain", etag=draft.etag, by=manager).new[0].version == 3


def test_a_first_save_remembers_the_version_that_was_opened(manager: Any):
    deploy({"plain.bpmn": FIRST})
    deploy({"plain.bpmn": SECOND})
    draft = save_draft("plain", THIRD, etag="", by=manager, base=1)
    with pytest.raises(DraftOutdated):
        deploy_draft("plain", etag=draft.etag, by=manager)


def test_a_new_form_does_not_make_a_draft_outdated(manager: Any):
    deploy({"plain.bpmn": FIRST})
    draft = save_draft("plain", SECOND, etag="", by=manager)
    first = ProcessDefinition.objects.get()
    first.pk, first.version = None, 2  # the same text, for another form
    first.save()
    assert deploy_draft("plain", etag=draft.etag, by=manager).new[0].version == 3


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each gave, or the error that it raised; in threads of their own."""

    def outcome(action: Callable[[], Any]) -> Any:
        try:
            return action()
        except DraftConflict as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(actions)) as threads:
        return list(threads.map(outcome, actions))


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_once_one_gets_a_conflict():
    manager = get_user_model().objects.create_user("zhao.min")
    outcomes = at_once(*(partial(save_draft, "plain", source, etag="", by=manager) for source in (FIRST, SECOND)))
    assert outcomes.count(DraftConflict) == 1
    (saved,) = [one for one in outcomes if one is not DraftConflict]
    assert Draft.objects.get().etag == saved.etag


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_over_the_same_draft_one_gets_a_conflict():
    manager = get_user_model().objects.create_user("zhao.min")
    etag = save_draft("plain", FIRST, etag="", by=manager).etag
    outcomes = at_once(*(partial(save_draft, "plain", source, etag=etag, by=manager) for source in (SECOND, THIRD)))
    assert outcomes.count(DraftConflict) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_publishing_and_another_managers_save_at_once_lose_nothing(attempt: int):
    """Either the save was first and publishing is refused, or what was published is what both had seen."""
    manager = get_user_model().objects.create_user("zhao.min")
    etag = save_draft("plain", FIRST, etag="", by=manager).etag
    published, saved = at_once(
        partial(deploy_draft, "plain", etag=etag, by=manager),
        partial(save_draft, "plain", SECOND, etag=etag, by=manager),
    )
    assert (published is DraftConflict) != (saved is DraftConflict)
    if saved is DraftConflict:
        assert bytes(ProcessDefinition.objects.get().source) == FIRST
    else:
        assert bytes(Draft.objects.get().source) == SECOND
        assert not ProcessDefinition.objects.exists()
