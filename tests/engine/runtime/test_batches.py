"""One deed for many cases: in the background, each told of by itself, stopped, undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from engine import jobs, runtime
from engine.business_time import end_of_day
from engine.errors import BatchRunning, NoneChosen, NotJson, NoUndo, ReasonMissing, TooManyChosen
from engine.history import as_of
from engine.models import Batch, HistoryEvent, Incident, Job, ProcessInstance
from engine.registry import handles
from engine.runtime import batches
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, open_tasks
from tests.engine.spiff.diagrams import boundary, diagram, end, path, service, start, timer, user, zeebe

pytestmark = pytest.mark.django_db
WHY = "流程图改正"
A_B = diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))
B_ONLY = diagram(start(), user("B"), end(), path("S", "B", "E"))


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 1, tzinfo=UTC))


@pytest.fixture
def cases(db: Any) -> list[ProcessInstance]:
    deploy(A_B)
    return [runtime.start("p", variables={"v": number}) for number in range(3)]


def run(kind: str, cases: list[ProcessInstance], by: Any, **parameters: Any) -> Batch:
    batch = batches.begin(kind, instances=[one.pk for one in cases], by=by, reason=WHY, parameters=parameters)
    jobs.run_due_jobs()
    return batch


def undo(batch: Batch, by: Any) -> Batch:
    undone = batches.undo(batch.pk, by=by, reason="撤回")
    jobs.run_due_jobs()
    return undone


def told(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.items.order_by("pk").values_list("status", "message"))


def now(field: str) -> list[Any]:
    return list(ProcessInstance.objects.order_by("variables__v", "started_at").values_list(field, flat=True))


DONE = ("done", "")


def test_nothing_is_done_in_the_request_and_each_case_says_who_and_why(cases: Any, operator: Any):
    batch = batches.begin("suspend", instances=[one.pk for one in cases], by=operator, reason=WHY)
    assert now("suspension") == ["", "", ""]
    assert batches.progress([batch])[batch.pk] == {"waiting": 3}
    jobs.run_due_jobs()
    assert now("suspension") == ["itself"] * 3
    assert batches.progress([batch])[batch.pk] == {"done": 3}
    events = HistoryEvent.objects.filter(kind="instance_suspended")
    assert {(event.actor, event.data["reason"]) for event in events} == {(operator, WHY)}


def test_what_one_case_refuses_is_told_and_keeps_no_other_from_it(cases: Any, operator: Any):
    runtime.suspend(cases[0].pk, by=operator, reason="先前")
    runtime.cancel(cases[1].pk, by=operator, reason="x")
    batch = run("suspend", cases, operator)
    assert told(batch) == [("failed", "已经暂停，原因：先前"), ("failed", "流程已经结束"), DONE]
    assert not Incident.objects.exists()
    assert not Job.objects.filter(status__in=Job.OPEN).exists()


def test_a_case_that_ends_before_its_turn_says_so(cases: Any, operator: Any):
    batch = batches.begin("suspend", instances=[cases[0].pk], by=operator, reason=WHY)
    runtime.cancel(cases[0].pk, by=operator, reason="x")
    jobs.run_due_jobs()
    assert told(batch) == [("failed", "流程已经结束")]


def test_suspending_is_undone_where_nobody_did_anything_since(cases: Any, operator: Any, clock: Clock):
    batch = run("suspend", cases, operator)
    clock.advance(minutes=1)
    runtime.resume(cases[0].pk, by=operator, reason="x")
    runtime.suspend(cases[0].pk, by=operator, reason="另一原因")
    runtime.resume(cases[1].pk, by=operator, reason="x")
    undone = undo(batch, operator)
    assert told(undone) == [("failed", "此后又有变化，没有撤销"), ("failed", "此后又有变化，没有撤销"), DONE]
    assert now("suspension") == ["itself", "", ""]


def test_where_the_clock_stood_as_many_working_days_are_left(operator: Any, clock: Clock):
    due = zeebe("taskSchedule", dueDate="=add_working_days(now(), 2)")
    late = boundary("T", "A", timer(date="=add_working_days(now(), 2)"))
    deploy(diagram(start(), user("A", extensions=due), late, end(), end("L"), path("S", "A", "E"), path("T", "L")))
    clock.set(datetime(2026, 11, 19, 2, tzinfo=UTC))  # a Thursday
    case = runtime.start("p")
    task = open_task("A")
    assert task.due_at == end_of_day(date(2026, 11, 23))
    batch = run("suspend", [case], operator, clock_stands=True)
    clock.advance(days=7)
    jobs.run_due_jobs()
    undo(batch, operator)
    # Thursday again, and Saturday and Sunday between: two working days are left, as there were.
    monday = end_of_day(date(2026, 11, 30))
    assert open_task("A").due_at == monday
    assert HistoryEvent.objects.get(kind="task_rescheduled").data["reason"] == "撤回"
    clock.set(monday - timedelta(minutes=1))
    jobs.run_due_jobs()
    assert open_tasks() == ["A"]
    clock.advance(minutes=2)
    jobs.run_due_jobs()
    assert open_tasks() == []


def test_resuming_is_undone_with_the_reason_that_there_was(cases: Any, operator: Any):
    run("suspend", cases, operator)
    undo(run("resume", cases, operator), operator)
    assert set(now("suspension_reason")) == {WHY}


def test_migrating_is_undone(cases: Any, operator: Any):
    deploy(A_B)
    batch = run("migrate", cases, operator, version=2)
    assert told(batch) == [DONE] * 3
    assert now("definition__version") == [2, 2, 2]
    assert told(undo(batch, operator)) == [DONE] * 3
    assert now("definition__version") == [1, 1, 1]


def test_a_case_that_cannot_go_over_says_where_it_is(cases: Any, operator: Any):
    deploy(B_ONLY)
    runtime.move_token(cases[0].pk, element="A", to="B", by=operator, reason="x")
    batch = run("migrate", cases, operator, version=2)
    assert [status for status, _message in told(batch)] == ["done", "failed", "failed"]
    assert "名称A" in told(batch)[1][1]
    assert now("definition__version") == [2, 1, 1]
    assert told(run("migrate", cases, operator, version=9))[0][0] == "failed"


def test_variables_are_what_they_were_where_nobody_changed_them_since(cases: Any, operator: Any):
    batch = run("set_variables", cases, operator, variables={"w": 9, "new": [1]})
    runtime.set_variables(cases[1].pk, variables={"w": 10}, by=operator, reason="x")
    undone = undo(batch, operator)
    assert [status for status, _message in told(undone)] == ["done", "failed", "done"]
    # What was not there before is gone, and is not null.
    assert now("variables") == [{"v": 0}, {"v": 1, "w": 10, "new": [1]}, {"v": 2}]
    for case in ProcessInstance.objects.all():
        assert as_of(case.history.latest("pk")).variables == case.variables
        assert runtime.replay(case).is_same


def test_all_that_stopped_is_tried_again(operator: Any):
    broken = [True]

    @handles("test.topic")
    def handler(context: Any) -> None:
        if broken:
            raise ValueError("broken")

    deploy(diagram(start(), service("X", retries="1"), end(), path("S", "X", "E")))
    cases = [runtime.start("p") for _ in range(3)]
    jobs.run_due_jobs()
    broken.clear()
    batch = run("retry", cases, operator)
    assert told(batch) == [DONE] * 3
    assert set(now("status")) == {"completed"}
    deploy(A_B)
    assert told(run("retry", [runtime.start("p")], operator)) == [("failed", "没有待处理的异常")]


def test_cancelling_has_no_undo(cases: Any, operator: Any):
    batch = run("cancel", cases, operator)
    assert now("status") == ["cancelled"] * 3
    with pytest.raises(NoUndo):
        batches.undo(batch.pk, by=operator, reason=WHY)


def test_a_batch_is_undone_once_and_its_undoing_is_not(cases: Any, operator: Any):
    batch = run("suspend", cases, operator)
    assert batches.can_be_undone(batch)
    undone = undo(batch, operator)
    for one in (batch, undone):
        assert not batches.can_be_undone(one)
        with pytest.raises(NoUndo):
            batches.undo(one.pk, by=operator, reason=WHY)


def test_what_has_not_been_done_is_stopped_and_what_was_can_be_undone(cases: Any, operator: Any):
    batch = batches.begin("suspend", instances=[one.pk for one in cases], by=operator, reason=WHY)
    assert jobs.run_job(Job.objects.get(instance=cases[0]).pk)
    with pytest.raises(BatchRunning):
        batches.undo(batch.pk, by=operator, reason=WHY)
    batches.stop(batch.pk, by=operator)
    jobs.run_due_jobs()
    assert batches.progress([batch])[batch.pk] == {"done": 1, "stopped": 2}
    assert now("suspension") == ["itself", "", ""]
    assert batches.progress([undone := undo(batch, operator)])[undone.pk] == {"done": 1}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"instances": []}, NoneChosen),
        ({"parameters": {"variables": {"v": {1}}}}, NotJson),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_begins(cases: Any, operator: Any, change: Any, error: Any):
    asked = {"instances": [cases[0].pk], "by": operator, "reason": WHY}
    with pytest.raises(error):
        batches.begin("set_variables", **{**asked, **change})
    assert not Batch.objects.exists()


def test_so_many_at_once_and_no_more(cases: Any, operator: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batches, "MOST", 2)
    with pytest.raises(TooManyChosen):
        run("suspend", cases, operator)
    run("suspend", [cases[0], cases[0], cases[1]], operator)
    assert now("suspension") == ["itself", "itself", ""]


@pytest.mark.django_db(transaction=True)
def test_workers_share_a_batch_while_it_is_stopped(operator: Any):
    deploy(A_B)
    ids = [runtime.start("p").pk for _ in range(12)]
    batch = batches.begin("suspend", instances=ids, by=operator, reason=WHY)

    def work(act: Any) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        acts = [jobs.run_due_jobs, jobs.run_due_jobs, lambda: batches.stop(batch.pk, by=operator)]
        for future in [pool.submit(copy_context().run, work, act) for act in acts]:
            future.result()
    jobs.run_due_jobs()
    counts = batches.progress([batch])[batch.pk]
    assert set(counts) <= {"done", "stopped"}
    assert counts["done"] == ProcessInstance.objects.filter(suspension="itself").count()
    assert len(open_tasks()) == 12
