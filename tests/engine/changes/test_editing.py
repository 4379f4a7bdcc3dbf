"""Managers write in the files of a change: nothing of one is written over by the other unseen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from engine.changes import editing, reviewing
from engine.changes.contents import Contents
from engine.deployments import deploy
from engine.errors import (
    ChangeFileRefused,
    ChangeInAnotherState,
    ChangeNotFound,
    FileChanged,
    NothingDeployed,
    RevisionNotFound,
)
from engine.models import Change, ChangeEvent, Revision
from tests.engine.changes.world import FORM, NEW, OLD, PROCESS, TABLE, digest, drafted, submitted
from tests.engine.gate.world import chain, diagram

pytestmark = pytest.mark.usefixtures("deployed")
THIRD = diagram('<bpmn:manualTask id="step" />', chain("step"), key="review")


def texts(change: Change) -> dict[str, bytes]:
    return Contents(change).files


def test_taking_up_a_file_begins_with_what_is_in_use(zhao: Any, qian: Any):
    change = editing.begin("审核期限", by=zhao)
    taken = editing.take_up(change.pk, TABLE, by=zhao)
    assert (bytes(taken.source), taken.base_version, taken.number) == (OLD[TABLE], 1, 1)
    editing.save(change.pk, TABLE, NEW[TABLE], etag=taken.digest, by=zhao)
    assert bytes(editing.take_up(change.pk, TABLE, by=qian).source) == NEW[TABLE]  # it is one already
    assert set(change.authors.all()) == {zhao}
    with pytest.raises(NothingDeployed, match=r"unknown\.bpmn"):
        editing.take_up(change.pk, "unknown.bpmn", by=zhao)


def test_saving_again_needs_the_etag_of_the_last_save(zhao: Any, qian: Any):
    change = drafted(zhao, {PROCESS: NEW[PROCESS]})
    first = Contents(change).revisions[PROCESS].digest
    second = editing.save(change.pk, PROCESS, THIRD, etag=first, by=qian)
    with pytest.raises(FileChanged) as refused:
        editing.save(change.pk, PROCESS, OLD[PROCESS], etag=first, by=zhao)
    assert refused.value.current == {"etag": second.digest, "version": 1}
    with pytest.raises(FileChanged):
        editing.save(change.pk, PROCESS, OLD[PROCESS], etag="", by=zhao)
    assert texts(change) == {PROCESS: THIRD}
    assert set(change.authors.all()) == {zhao, qian}


def test_a_save_whose_answer_was_lost_is_sent_again_and_makes_no_second_text(zhao: Any):
    change = drafted(zhao, {PROCESS: NEW[PROCESS]})
    again = editing.save(change.pk, PROCESS, NEW[PROCESS], etag="", by=zhao)
    assert again.number == 1


def test_two_changes_of_one_process_do_not_know_each_other(zhao: Any, qian: Any):
    mine, yours = drafted(zhao, {PROCESS: NEW[PROCESS]}), drafted(qian, {PROCESS: THIRD})
    assert (texts(mine), texts(yours)) == ({PROCESS: NEW[PROCESS]}, {PROCESS: THIRD})


def test_each_text_stays_and_comes_back_as_the_newest(zhao: Any, qian: Any):
    change = drafted(zhao, {PROCESS: NEW[PROCESS]})
    named = editing.name_state(change.pk, PROCESS, "只改名称", by=zhao)
    editing.save(change.pk, PROCESS, THIRD, etag=named.digest, by=zhao)
    restored = editing.restore(change.pk, PROCESS, 1, by=qian)
    assert (restored.number, restored.base_version, bytes(restored.source)) == (4, 1, NEW[PROCESS])
    kept = change.revisions.order_by("number").values_list("number", "label", "written_by__username")
    assert list(kept) == [
        (1, "", "zhao.min"),
        (2, "只改名称", "zhao.min"),
        (3, "", "zhao.min"),
        (4, "", "qian.li"),
    ]
    with pytest.raises(RevisionNotFound):
        editing.restore(change.pk, PROCESS, 9, by=qian)


def test_a_file_that_was_taken_out_is_not_published_and_can_be_brought_back(zhao: Any):
    change = drafted(zhao)
    with pytest.raises(FileChanged):
        editing.take_out(change.pk, FORM, etag="something else", by=zhao)
    editing.take_out(change.pk, FORM, etag=Contents(change).revisions[FORM].digest, by=zhao)
    assert set(texts(change)) == {PROCESS, TABLE}
    assert bytes(editing.restore(change.pk, FORM, 1, by=zhao).source) == NEW[FORM]


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        ("review.bpmn", b"no xml", "XML"),
        ("star.dmn", b"<definitions>", "XML"),
        ("review_form.form.json", b"[1]", "表单不是 JSON"),
        ("review_form.form.json", b"", "是空的"),
        ("notes.txt", b"text", "文件名须是"),
        (".bpmn", OLD[PROCESS], "文件名须是"),
        ("review.bpmn", b" " * (3 * 1024 * 1024) + b"<a/>", "超过 2048 KB"),
    ],
)
def test_what_nobody_could_open_again_is_not_kept(zhao: Any, file: str, source: bytes, sentence: str):
    change = editing.begin("审核期限", by=zhao)
    with pytest.raises(ChangeFileRefused, match=sentence):
        editing.save(change.pk, file, source, etag="", by=zhao)
    assert not Revision.objects.exists()


def test_a_text_may_have_faults_that_the_check_refuses(zhao: Any):
    change = editing.begin("审核期限", by=zhao)
    editing.save(change.pk, PROCESS, diagram(key="review"), etag="", by=zhao)
    assert set(texts(change)) == {PROCESS}


def test_what_was_written_and_decided_cannot_be_written_again(zhao: Any):
    drafted(zhao)
    for rows in (Revision.objects.all(), ChangeEvent.objects.all()):
        for deed in (
            rows.delete,
            partial(rows.update, **({"comment": "x"} if rows.model is ChangeEvent else {"label": "x"})),
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                deed()


def test_nobody_writes_in_a_change_that_is_being_decided_or_was_discarded(zhao: Any, qian: Any):
    waiting, gone = submitted(zhao), drafted(zhao)
    editing.discard(gone.pk, by=zhao)
    deeds: tuple[Callable[[int], Any], ...] = (
        lambda pk: editing.save(pk, PROCESS, THIRD, etag=Contents(waiting).revisions[PROCESS].digest, by=qian),
        lambda pk: editing.take_up(pk, TABLE, by=qian),
        lambda pk: editing.restore(pk, PROCESS, 1, by=qian),
        lambda pk: editing.describe(pk, title="别的", reason="别的", by=qian),
        lambda pk: editing.discard(pk, by=qian),
    )
    for change, status in ((waiting, "待复核"), (gone, "已放弃")):
        for deed in deeds:
            with pytest.raises(ChangeInAnotherState, match=status):
                deed(change.pk)
        assert set(change.authors.all()) == {zhao}
    with pytest.raises(ChangeNotFound):
        editing.take_up(999, TABLE, by=qian)


def test_going_on_from_a_newer_version_is_said_by_the_one_who_saw_it(zhao: Any):
    change = drafted(zhao, {PROCESS: NEW[PROCESS]})
    deploy(OLD | {PROCESS: THIRD})
    assert Contents(change).outdated == [PROCESS]
    etag = Contents(change).revisions[PROCESS].digest
    editing.save(change.pk, PROCESS, NEW[PROCESS], etag=etag, base=2, by=zhao)
    assert Contents(change).outdated == []
    reviewing.submit(change.pk, digest=digest(change), by=zhao)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """What each gave, or the kind of error that it raised; in threads of their own."""

    def outcome(action: Callable[[], Any]) -> Any:
        try:
            return action()
        except (FileChanged, ChangeInAnotherState) as refused:
            return type(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(actions)) as threads:
        return list(threads.map(outcome, actions))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("etag_of", ["first", "later"])
def test_of_two_people_who_save_at_once_one_is_told(etag_of: str):
    manager = get_user_model().objects.create_user("sun.jie")
    change = drafted(manager, {PROCESS: NEW[PROCESS]} if etag_of == "later" else {})
    etag = Contents(change).revisions[PROCESS].digest if etag_of == "later" else ""
    found = at_once(
        *(partial(editing.save, change.pk, PROCESS, one, etag=etag, by=manager) for one in (OLD[PROCESS], THIRD))
    )
    assert found.count(FileChanged) == 1
    (saved,) = (one for one in found if one is not FileChanged)
    assert Contents(change).revisions[PROCESS] == saved


@pytest.mark.django_db(transaction=True)
def test_handing_in_and_another_managers_save_at_once_lose_nothing():
    """Either the save was first and what is handed in is another, or nobody writes any more."""
    manager = get_user_model().objects.create_user("sun.jie")
    change = drafted(manager, {PROCESS: NEW[PROCESS]})
    seen, etag = digest(change), Contents(change).revisions[PROCESS].digest

    def hand_in() -> Any:
        try:
            return reviewing.submit(change.pk, digest=seen, by=manager)
        except Exception as refused:
            return type(refused).__name__

    handed_in, saved = at_once(hand_in, partial(editing.save, change.pk, PROCESS, THIRD, etag=etag, by=manager))
    if saved is ChangeInAnotherState:
        assert handed_in.status == Change.Status.SUBMITTED
        assert texts(change) == {PROCESS: NEW[PROCESS]}
    else:
        assert handed_in == "ApprovedOtherTexts"
        assert texts(change) == {PROCESS: THIRD}
