"""Finished cases run once more through a change: the same, or another way that somebody has to agree to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import clock, runtime, tasks
from engine.changes import editing, replaying, reviewing
from engine.changes.contents import Contents
from engine.changes.replaying import Outcome
from engine.errors import (
    ChangeInAnotherState,
    DiagramRefused,
    NothingToReplay,
    OutcomesNotAccepted,
    ReplayedCaseNotFound,
    ReplayRunning,
)
from engine.models import HistoryEvent, ProcessInstance, ReplayedCase, ReplayRun, UserTask
from tests.engine.changes.world import OLD, PROCESS, TABLE, digest, drafted
from tests.engine.deployments.world import table
from tests.engine.gate.world import chain, diagram
from tests.engine.runtime.world import person

pytestmark = pytest.mark.django_db

# Where the points lie between the old bound and the new one, the decision is another.
STRICTER = {TABLE: table("&gt; 6")}


@pytest.fixture(autouse=True)
def cases(deployed: None) -> list[ProcessInstance]:
    """Two that ended, with 6 and with 9 points, and one that runs."""
    reviewer = person("li.na", "star_evaluator")
    started = [runtime.start("review", business_key=f"A-{n}", variables={"points": n}) for n in (6, 9, 8)]
    for instance in started[:2]:
        task = UserTask.objects.get(instance=instance)
        runtime.complete_task(task.pk, answers={"opinion": "可以"}, by=reviewer)
    return started


def long_ago() -> Any:
    return clock.now() - timedelta(days=90)


def outcomes(run: ReplayRun) -> dict[str, str]:
    return dict(run.cases.values_list("instance__business_key", "outcome"))


def replayed(change: Any, by: Any) -> ReplayRun:
    run = replaying.begin(change.pk, since=long_ago(), by=by)
    assert replaying.go_on() is False
    return run


def test_what_would_be_decided_differently_is_told_and_the_rest_is_the_same(zhao: Any):
    run = replayed(drafted(zhao, STRICTER), zhao)
    assert outcomes(run) == {"A-6": Outcome.OTHER, "A-9": Outcome.SAME}
    (sentence,) = run.cases.get(outcome=Outcome.OTHER).sentences
    assert sentence == "变量“star”：原来是5，现在是空"
    assert HistoryEvent.objects.filter(instance__business_key="A-6").count() > 0
    assert set(ProcessInstance.objects.values_list("definition__version", flat=True)) == {1}


def test_a_step_that_the_case_did_not_have_has_no_answer(zhao: Any):
    more = diagram(
        '<bpmn:userTask id="step" /><bpmn:userTask id="again" name="再审" />', chain("step", "again"), key="review"
    )
    run = replayed(drafted(zhao, {PROCESS: more}), zhao)
    assert set(outcomes(run).values()) == {Outcome.UNANSWERED}
    assert any("再审" in sentence for case in run.cases.all() for sentence in case.sentences)


def test_its_own_texts_give_the_same(zhao: Any):
    run = replayed(drafted(zhao, {PROCESS: OLD[PROCESS], TABLE: OLD[TABLE]}), zhao)
    assert set(outcomes(run).values()) == {Outcome.SAME}


def test_without_cases_of_that_time_there_is_nothing_to_replay(zhao: Any):
    change = drafted(zhao, STRICTER)
    with pytest.raises(NothingToReplay):
        replaying.begin(change.pk, since=clock.now() + timedelta(days=1), by=zhao)
    fresh = drafted(zhao, {"fresh.bpmn": diagram(chain(), key="fresh")})
    with pytest.raises(NothingToReplay):
        replaying.begin(fresh.pk, since=long_ago(), by=zhao)
    broken = drafted(zhao, {PROCESS: diagram('<bpmn:transaction id="step" />', chain("step"), key="review")})
    with pytest.raises(DiagramRefused):
        replaying.begin(broken.pk, since=long_ago(), by=zhao)


def test_other_outcomes_stand_in_the_way_until_each_is_agreed_to(zhao: Any, qian: Any):
    change = drafted(zhao, STRICTER)
    run = replaying.begin(change.pk, since=long_ago(), by=zhao)
    reviewing.submit(change.pk, digest=digest(change), by=zhao)
    with pytest.raises(ReplayRunning):
        reviewing.approve(change.pk, digest=digest(change), by=qian)
    replaying.go_on()
    with pytest.raises(OutcomesNotAccepted, match="1 件结果不同"):
        reviewing.approve(change.pk, digest=digest(change), by=qian)
    same = run.cases.get(outcome=Outcome.SAME)
    with pytest.raises(ReplayedCaseNotFound):
        replaying.accept(change.pk, same.pk, by=zhao)
    other = replaying.accept(change.pk, run.cases.get(outcome=Outcome.OTHER).pk, by=zhao)
    assert (other.accepted_by, other.accepted_at is not None) == (zhao, True)
    reviewing.approve(change.pk, digest=digest(change), by=qian)
    with pytest.raises(ChangeInAnotherState):
        replaying.begin(change.pk, since=long_ago(), by=zhao)


def test_another_edit_makes_it_true_of_nothing(zhao: Any, qian: Any):
    change = drafted(zhao, STRICTER)
    run = replaying.begin(change.pk, since=long_ago(), by=zhao)
    etag = Contents(change).revisions[TABLE].digest
    editing.save(change.pk, TABLE, table("&gt; 7"), etag=etag, by=zhao)
    replaying.go_on()
    run.refresh_from_db()
    assert (run.stopped_at is not None, outcomes(run)) == (True, {})
    reviewing.submit(change.pk, digest=digest(change), by=zhao)
    reviewing.approve(change.pk, digest=digest(change), by=qian)


def test_stopped_it_keeps_what_was_run(zhao: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(replaying, "_AT_ONCE", 1)
    change = drafted(zhao, STRICTER)
    run = replaying.begin(change.pk, since=long_ago(), by=zhao)
    assert replaying.go_on(seconds=0) is True
    replaying.stop(change.pk)
    assert len(outcomes(run)) == 1
    assert replaying.go_on() is False
    assert not ReplayedCase.objects.filter(outcome=Outcome.WAITING).exists()


def test_what_a_worker_left_is_gone_on_with_by_the_sweep(zhao: Any, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    monkeypatch.setattr(tasks, "hint", asked.append)
    run = replaying.begin(drafted(zhao, STRICTER).pk, since=long_ago(), by=zhao)
    tasks.publish_due()
    assert asked == [replaying.REPLAY]
    tasks.replay(run.pk)
    assert set(outcomes(run).values()) == {Outcome.OTHER, Outcome.SAME}
    tasks.publish_due()
    assert asked == [replaying.REPLAY]


def test_a_case_of_a_time_without_a_whole_history_says_so(zhao: Any, cases: list[ProcessInstance]):
    HistoryEvent.objects.filter(instance=cases[0]).update(change=None)
    run = replayed(drafted(zhao, STRICTER), zhao)
    case = run.cases.get(instance=cases[0])
    assert case.outcome == Outcome.UNREADABLE
    assert case.sentences
