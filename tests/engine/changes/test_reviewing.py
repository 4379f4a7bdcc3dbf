"""A second person decides: never one who wrote a part of it, never about other texts than were seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import clock
from engine.changes import editing, publishing, reviewing
from engine.changes.contents import Contents
from engine.deployments import DeploymentRefused, deploy
from engine.errors import (
    ApprovedOtherTexts,
    ChangedAgainSince,
    ChangeEmpty,
    ChangeInAnotherState,
    ChangeOutdated,
    ChangeReasonMissing,
    FourEyes,
    MigrationUnderWay,
    NothingToReverse,
    PublishingTimePast,
    ReasonMissing,
)
from engine.models import (
    Batch,
    BatchItem,
    Change,
    DecisionDefinition,
    Deployment,
    FormDefinition,
    ProcessDefinition,
    ProcessInstance,
)
from tests.engine.changes.world import FORM, NEW, OLD, PROCESS, TABLE, digest, drafted, published, submitted
from tests.engine.deployments.world import review, table
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.usefixtures("deployed")
Status = Change.Status


def newest(key: str = "review") -> ProcessDefinition:
    found = ProcessDefinition.objects.newest(key)
    assert found is not None
    return found


def story(change: Change) -> list[tuple[str, str | None]]:
    return list(change.events.values_list("kind", "by__username"))


def again(change: Change) -> Change:
    return Change.objects.get(pk=change.pk)


def test_what_a_second_manager_approves_is_published_together(zhao: Any, qian: Any):
    change = submitted(zhao)
    assert newest().version == 1
    seen = digest(change)
    change = reviewing.approve(change.pk, digest=seen, comment="可以", by=qian)
    assert again(change).status == Status.PUBLISHED
    assert (newest().version, bytes(newest().source)) == (2, NEW[PROCESS])
    assert bytes(newest().forms.get().source) == NEW[FORM]
    assert bytes(newest().decisions.get().source) == NEW[TABLE]
    assert change.deployment == newest().deployment
    assert (change.deployment.created_by, change.deployment.note) == (zhao, f"变更单 {change.pk}：审核期限")
    assert story(change) == [
        ("begun", "zhao.min"),
        ("submitted", "zhao.min"),
        ("approved", "qian.li"),
        ("published", None),
    ]
    assert set(change.events.exclude(kind="begun").values_list("digest", flat=True)) == {seen}
    assert change.events.get(kind="approved").comment == "可以"


@pytest.mark.parametrize("wrote", ["begun", "saved", "restored", "taken up", "taken out", "described", "handed in"])
def test_whoever_had_a_hand_in_it_does_not_approve_it(zhao: Any, qian: Any, wrote: str):
    change = drafted(qian if wrote == "begun" else zhao)
    etag = Contents(change).revisions[PROCESS].digest
    deeds = {
        "saved": lambda: editing.save(change.pk, PROCESS, review(name="再改"), etag=etag, by=qian),
        "restored": lambda: editing.restore(change.pk, PROCESS, 1, by=qian),
        "taken up": lambda: (
            deploy({"other.bpmn": diagram(chain(), key="other")}),
            editing.take_up(change.pk, "other.bpmn", by=qian),
        ),
        "taken out": lambda: editing.take_out(change.pk, PROCESS, etag=etag, by=qian),
        "described": lambda: editing.describe(change.pk, title="审核", reason="理由", by=qian),
    }
    deeds.get(wrote, lambda: None)()
    reviewing.submit(change.pk, digest=digest(change), by=qian if wrote == "handed in" else zhao)
    before = Deployment.objects.count()
    for publish_at in (None, clock.now() + timedelta(days=1)):
        with pytest.raises(FourEyes, match="另一位流程管理员"):
            reviewing.approve(change.pk, digest=digest(change), by=qian, publish_at=publish_at)
    with pytest.raises(FourEyes):
        reviewing.send_back(change.pk, comment="不行", by=qian)
    assert (again(change).status, Deployment.objects.count()) == (Status.SUBMITTED, before)


def test_nothing_is_published_that_was_not_handed_in(zhao: Any, qian: Any):
    change = drafted(zhao)
    with pytest.raises(ChangeInAnotherState, match="编辑中"):
        reviewing.approve(change.pk, digest=digest(change), by=qian)
    assert newest().version == 1


def test_an_empty_or_unexplained_or_faulty_change_is_not_handed_in(zhao: Any):
    unexplained = drafted(zhao, reason=" ")
    with pytest.raises(ChangeReasonMissing):
        reviewing.submit(unexplained.pk, digest=digest(unexplained), by=zhao)
    for files in ({}, {PROCESS: OLD[PROCESS]}):
        same = drafted(zhao, files)
        with pytest.raises(ChangeEmpty):
            reviewing.submit(same.pk, digest=digest(same), by=zhao)
    faulty = drafted(zhao, {PROCESS: diagram(key="review")})
    with pytest.raises(DeploymentRefused):
        reviewing.submit(faulty.pk, digest=digest(faulty), by=zhao)
    assert {one.status for one in Change.objects.all()} == {Status.OPEN}


@pytest.mark.parametrize(
    ("file", "source", "rule"),
    [
        (PROCESS, review(key="imported"), "other-process"),
        (TABLE, table().replace(b'id="star"', b'id="copy"'), "other-key"),
        (FORM, NEW[FORM].replace(b'"review_form"', b'"copy"'), "other-key"),
    ],
)
def test_a_file_that_would_become_something_else_is_not_handed_in(zhao: Any, file: str, source: bytes, rule: str):
    change = drafted(zhao, {file: source})
    with pytest.raises(DeploymentRefused) as refused:
        reviewing.submit(change.pk, digest=digest(change), by=zhao)
    found = [one for one in refused.value.findings if one.severity == "error"]
    assert [(one.rule, one.file) for one in found] == [(rule, file)]


def test_files_of_one_change_are_checked_together(zhao: Any):
    """The diagram names a form that only the change has; alone it would be refused."""
    new = review(key="audit").replace(b"review_form", b"audit_form")
    alone = drafted(zhao, {"audit.bpmn": new})
    with pytest.raises(DeploymentRefused):
        reviewing.submit(alone.pk, digest=digest(alone), by=zhao)
    form = OLD[FORM].replace(b"review_form", b"audit_form")
    both = drafted(zhao, {"audit.bpmn": new, "audit_form.form.json": form})
    reviewing.submit(both.pk, digest=digest(both), by=zhao)


def test_an_edit_after_looking_voids_what_was_seen(zhao: Any, qian: Any):
    change = submitted(zhao)
    seen = digest(change)
    reviewing.recall(change.pk, by=zhao)
    etag = Contents(change).revisions[PROCESS].digest
    editing.save(change.pk, PROCESS, review(name="再改"), etag=etag, by=zhao)
    with pytest.raises(ApprovedOtherTexts):
        reviewing.submit(change.pk, digest=seen, by=zhao)
    reviewing.submit(change.pk, digest=digest(change), by=zhao)
    with pytest.raises(ApprovedOtherTexts):
        reviewing.approve(change.pk, digest=seen, by=qian)
    assert newest().version == 1


def test_what_a_diagram_stands_on_belongs_to_what_was_seen(zhao: Any, qian: Any):
    """Another version of the table that the diagram asks would run with it; nobody looked at that."""
    change = submitted(zhao, {PROCESS: NEW[PROCESS]})
    seen = digest(change)
    deploy({TABLE: NEW[TABLE]})
    with pytest.raises(ApprovedOtherTexts):
        reviewing.approve(change.pk, digest=seen, by=qian)
    reviewing.approve(change.pk, digest=digest(change), by=qian)
    assert bytes(newest().decisions.get().source) == NEW[TABLE]


def test_what_was_published_meanwhile_is_not_undone_unseen(zhao: Any, qian: Any):
    change = submitted(zhao, {PROCESS: NEW[PROCESS]})
    published(qian, zhao, {PROCESS: review(name="终审")})
    with pytest.raises(ChangeOutdated, match=r"review\.bpmn"):
        reviewing.approve(change.pk, digest=digest(change), by=qian)
    assert b"\xe7\xbb\x88\xe5\xae\xa1" in bytes(newest().source)


def test_a_new_form_alone_does_not_make_a_change_outdated(zhao: Any, qian: Any):
    change = drafted(zhao, {PROCESS: NEW[PROCESS]})
    deploy({FORM: NEW[FORM]})
    assert newest().version == 2
    reviewing.submit(change.pk, digest=digest(change), by=zhao)
    reviewing.approve(change.pk, digest=digest(change), by=qian)
    assert newest().version == 3


def test_sent_back_with_a_word_it_is_written_again(zhao: Any, qian: Any):
    change = submitted(zhao)
    with pytest.raises(ReasonMissing):
        reviewing.send_back(change.pk, comment=" ", by=qian)
    reviewing.send_back(change.pk, comment="期限仍太短", by=qian)
    assert again(change).status == Status.OPEN
    assert change.events.last().comment == "期限仍太短"
    assert not change.authors.filter(pk=qian.pk).exists()  # a word is no text


class TestAtATime:
    def test_it_is_published_then_and_not_before(self, zhao: Any, qian: Any):
        change, then = submitted(zhao), clock.now() + timedelta(days=3)
        reviewing.approve(change.pk, digest=digest(change), publish_at=then, by=qian)
        publishing.publish_due()
        assert (again(change).status, newest().version) == (Status.APPROVED, 1)
        with clock.at(then):
            publishing.publish_due()
            publishing.publish_due()
        assert (again(change).status, newest().version) == (Status.PUBLISHED, 2)

    def test_a_time_that_is_past_is_refused(self, zhao: Any, qian: Any):
        change = submitted(zhao)
        with pytest.raises(PublishingTimePast):
            reviewing.approve(change.pk, digest=digest(change), publish_at=clock.now(), by=qian)

    def test_taken_back_it_is_not_published(self, zhao: Any, qian: Any):
        change, then = submitted(zhao), clock.now() + timedelta(days=3)
        reviewing.approve(change.pk, digest=digest(change), publish_at=then, by=qian)
        reviewing.recall(change.pk, by=zhao)
        with clock.at(then):
            publishing.publish_due()
        assert (again(change).status, again(change).publish_at, newest().version) == (Status.OPEN, None, 1)

    def test_what_changed_below_it_meanwhile_has_to_be_looked_at_again(self, zhao: Any, qian: Any):
        change, then = submitted(zhao, {PROCESS: NEW[PROCESS]}), clock.now() + timedelta(days=3)
        other = submitted(zhao, {FORM: NEW[FORM]})
        reviewing.approve(change.pk, digest=digest(change), publish_at=then, by=qian)
        reviewing.approve(other.pk, digest=digest(other), by=qian)
        with clock.at(then):
            publishing.publish_due()
        assert (again(change).status, newest().version) == (Status.SUBMITTED, 2)
        event = change.events.last()
        assert (event.kind, "请重新查看" in event.comment) == ("not_published", True)

    def test_while_cases_move_between_versions_it_waits(self, zhao: Any, qian: Any):
        change, then = submitted(zhao), clock.now() + timedelta(days=3)
        reviewing.approve(change.pk, digest=digest(change), publish_at=then, by=qian)
        item = migrating()
        with clock.at(then):
            publishing.publish_due()
            assert (again(change).status, newest().version) == (Status.APPROVED, 1)
            item.delete()
            publishing.publish_due()
        assert newest().version == 2


def migrating() -> BatchItem:
    """A case of the process that a batch has still to move."""
    instance = ProcessInstance.objects.create(definition=newest(), process_key="review", state="")
    batch = Batch.objects.create(kind=Batch.Kind.MIGRATE, reason="新版本")
    return BatchItem.objects.create(batch=batch, instance=instance)


def test_while_cases_move_between_versions_nothing_is_published_beside_them(zhao: Any, qian: Any):
    change = submitted(zhao)
    migrating()
    with pytest.raises(MigrationUnderWay, match="正在迁移版本"):
        reviewing.approve(change.pk, digest=digest(change), by=qian)
    assert (again(change).status, newest().version) == (Status.SUBMITTED, 1)


class TestTakingBack:
    def test_a_second_person_agrees_to_it_too_and_the_former_texts_run_again(self, zhao: Any, qian: Any):
        change = published(zhao, qian)
        back = publishing.reverse(change.pk, reason="期限算错", by=zhao)
        assert (back.title, back.reason, Contents(back).files) == ("撤回：审核期限", "期限算错", OLD)
        reviewing.submit(back.pk, digest=digest(back), by=zhao)
        with pytest.raises(FourEyes):
            reviewing.approve(back.pk, digest=digest(back), by=zhao)
        reviewing.approve(back.pk, digest=digest(back), by=qian)
        assert (newest().version, bytes(newest().source)) == (3, OLD[PROCESS])
        assert bytes(FormDefinition.objects.newest("review_form").source) == OLD[FORM]
        assert bytes(DecisionDefinition.objects.newest("star").source) == OLD[TABLE]
        assert (again(change).status, again(back).status) == (Status.REVERSED, Status.PUBLISHED)
        assert change.events.last().comment == "期限算错"

    def test_not_below_a_later_change(self, zhao: Any, qian: Any):
        change = published(zhao, qian)
        published(zhao, qian, {PROCESS: review(name="终审")})
        with pytest.raises(ChangedAgainSince, match=r"review\.bpmn 之后"):
            publishing.reverse(change.pk, reason="期限算错", by=zhao)

    def test_what_was_new_has_nothing_to_go_back_to(self, zhao: Any, qian: Any):
        new = {"fresh.bpmn": diagram(chain(), key="fresh")}
        change = published(zhao, qian, new)
        with pytest.raises(NothingToReverse):
            publishing.reverse(change.pk, reason="不用了", by=zhao)
        mixed = published(zhao, qian, {PROCESS: NEW[PROCESS], "more.bpmn": diagram(chain(), key="more")})
        assert set(Contents(publishing.reverse(mixed.pk, reason="不用了", by=zhao)).files) == {PROCESS}

    def test_only_what_was_published(self, zhao: Any):
        change = drafted(zhao)
        with pytest.raises(ChangeInAnotherState):
            publishing.reverse(change.pk, reason="不用了", by=zhao)
