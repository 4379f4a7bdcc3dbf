"""An instance, or a process, is suspended: nothing goes on, nothing is lost, and it is resumed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine import jobs, runtime
from engine.errors import (
    AlreadySuspended,
    InstanceEnded,
    InstanceSuspended,
    NotSuspended,
    ReasonMissing,
    TaskNotYours,
)
from engine.models import HistoryEvent, Job, ProcessInstance, UserTask
from engine.registry import handles
from tests.clock import Clock
from tests.engine.runtime.suspending import A_B, GOOD, MONDAY, WHY, kinds, line, suspension
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks, person
from tests.engine.spiff.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    message,
    message_event,
    path,
    service,
    signal,
    signal_event,
    start,
    timer,
    user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


class TestAnInstance:
    def test_its_task_is_seen_but_neither_taken_nor_completed(self, li: Any, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        task = open_task("A").pk
        runtime.suspend(case.pk, by=operator, reason=WHY)
        assert UserTask.objects.visible_to(li).get().pk == task
        with pytest.raises(InstanceSuspended) as told:
            runtime.claim(task, by=li)
        assert WHY in str(told.value)
        with pytest.raises(InstanceSuspended):
            runtime.complete_task(task, answers={}, by=li)
        runtime.resume(case.pk, by=operator, reason=GOOD)
        runtime.claim(task, by=li)
        runtime.complete_task(task, answers={}, by=li)
        assert open_tasks() == ["B"]

    def test_whom_the_task_does_not_concern_learns_nothing_of_the_reason(self, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        with pytest.raises(TaskNotYours):
            runtime.claim(open_task("A").pk, by=person("sun"))

    def test_who_had_it_may_give_it_back_and_a_draft_is_kept(self, li: Any, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        task = runtime.claim(open_task("A").pk, by=li)
        runtime.suspend(case.pk, by=operator, reason=WHY)
        runtime.save_draft(task.pk, answers={"v": 1}, expected="", by=li)
        assert runtime.unclaim(task.pk, by=li).assignee is None

    def test_the_history_says_who_and_why(self, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        held = runtime.suspend(case.pk, by=operator, reason=f" {WHY} ")
        assert (held.suspension_reason, held.suspended_by, held.suspended_at) == (WHY, operator, MONDAY)
        free = runtime.resume(case.pk, by=operator, reason=GOOD)
        assert (free.suspension, free.suspension_reason, free.suspended_by, free.suspended_at) == ("", "", None, None)
        assert kinds(case) == ["started", "suspended", "resumed"]
        event = HistoryEvent.objects.get(kind="instance_suspended")
        assert (event.actor, event.data) == (operator, {"reason": WHY, "with": "itself"})
        event = HistoryEvent.objects.get(kind="instance_resumed")
        assert (event.actor, event.data) == (operator, {"reason": GOOD, "with": "itself"})

    def test_what_is_asked_twice_or_without_a_reason_is_refused(self, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        with pytest.raises(ReasonMissing):
            runtime.suspend(case.pk, by=operator, reason=" ")
        with pytest.raises(NotSuspended):
            runtime.resume(case.pk, by=operator, reason=GOOD)
        runtime.suspend(case.pk, by=operator, reason=WHY)
        with pytest.raises(AlreadySuspended) as told:
            runtime.suspend(case.pk, by=operator, reason="x")
        assert WHY in str(told.value)
        with pytest.raises(ReasonMissing):
            runtime.resume(case.pk, by=operator, reason="")
        assert kinds(case) == ["started", "suspended"]

    def test_an_ended_one_is_neither_suspended_nor_resumed(self, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        runtime.cancel(case.pk, by=operator, reason="x")
        with pytest.raises(InstanceEnded):
            runtime.suspend(case.pk, by=operator, reason=WHY)
        with pytest.raises(InstanceEnded):
            runtime.resume(case.pk, by=operator, reason=WHY)

    def test_an_operator_may_still_change_it(self, li: Any, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        deploy(A_B)
        runtime.suspend(case.pk, by=operator, reason=WHY)
        runtime.set_variables(case.pk, variables={"v": 1}, by=operator, reason="x")
        runtime.migrate(case.pk, version=2, by=operator, reason="x")
        runtime.move_token(case.pk, element="A", to="B", by=operator, reason="x")
        assert suspension(case) == "itself"
        with pytest.raises(InstanceSuspended):
            runtime.complete_task(open_task("B").pk, answers={}, by=li)
        runtime.cancel(case.pk, by=operator, reason="x")
        case.refresh_from_db()
        assert (case.status, case.suspension, case.suspended_at) == ("cancelled", "", None)

    def test_an_incident_waits_until_it_is_resumed(self, operator: Any):
        broken = [True]

        @handles("test.topic")
        def fail(context: Any) -> None:
            if broken:
                raise ValueError("broken")

        deploy(line(service("A", retries="1"), ids="A"))
        case = runtime.start("p")
        jobs.run_due_jobs()
        runtime.suspend(case.pk, by=operator, reason=WHY)
        for act in (runtime.retry, runtime.skip):
            with pytest.raises(InstanceSuspended):
                act(open_incident().pk, by=operator, reason="x")
        broken.clear()
        runtime.resume(case.pk, by=operator, reason=GOOD)
        runtime.retry(open_incident().pk, by=operator)
        jobs.run_due_jobs()
        assert kinds(case)[-1] == "completed"


class TestWhatBecomesDue:
    def test_a_timer_fires_once_it_is_resumed(self, clock: Clock, operator: Any):
        deploy(line(catch("T", timer("PT1H")), user("A"), ids="T A"))
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        clock.advance(hours=2)
        jobs.run_due_jobs()
        jobs.run_due_jobs()
        timer_job = Job.objects.get(kind="timer")
        assert (open_tasks(), timer_job.status, timer_job.attempts) == ([], "suspended", 0)
        assert timer_job.due_at == MONDAY + timedelta(hours=1)
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert open_tasks() == ["A"]

    def test_a_timer_that_is_not_due_yet_stays_as_it_is(self, clock: Clock, operator: Any):
        deploy(line(catch("T", timer("PT9H")), user("A"), ids="T A"))
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        clock.advance(hours=2)
        runtime.resume(case.pk, by=operator, reason=GOOD)
        assert jobs.run_due_jobs() == 0
        clock.advance(hours=7)
        jobs.run_due_jobs()
        assert open_tasks() == ["A"]

    def test_a_cycle_fires_once_for_all_that_was_missed_and_keeps_its_rhythm(self, clock: Clock, operator: Any):
        deploy(diagram(
            start(), user("A"), boundary("X", "A", timer(cycle="R3/PT1H"), interrupting=False), user("C"), end(),
            path("S", "A", "E"), path("X", "C", "E"),
        ))  # fmt: skip
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        for _hour in range(5):
            clock.advance(hours=1, minutes=2)
            jobs.run_due_jobs()
        assert open_tasks() == ["A"]
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert open_tasks() == ["A", "C"]
        assert Job.objects.get(kind="timer", status="ready").due_at == MONDAY + timedelta(hours=6)

    def test_a_service_runs_once_it_is_resumed(self, operator: Any):
        ran = []
        handles("test.topic")(lambda context: ran.append(context.id))
        deploy(line(service("A"), ids="A"))
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        jobs.run_due_jobs()
        assert ran == []
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert (len(ran), kinds(case)[-1]) == (1, "completed")

    def test_messages_and_signals_come_through_when_it_is_resumed(self, operator: Any):
        roots = message("shipped", "=number") + signal("stop")
        deploy(line(catch("X", message_event("shipped")), catch("Y", signal_event("stop")), ids="X Y", roots=roots))
        case = runtime.start("p", variables={"number": "A1"})
        runtime.suspend(case.pk, by=operator, reason=WHY)
        assert runtime.correlate("shipped", correlation_key="A1", variables={"parcel": 1}) == 1
        jobs.run_due_jobs()
        assert ProcessInstance.objects.get(pk=case.pk).active_elements == ["X"]
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        runtime.suspend(case.pk, by=operator, reason=WHY)
        assert runtime.broadcast("stop") == 1
        jobs.run_due_jobs()
        case.refresh_from_db()
        assert (case.active_elements, case.variables["parcel"]) == (["Y"], 1)
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert kinds(case)[-1] == "completed"

    def test_many_that_wait_do_not_keep_a_sweep_from_others(self, clock: Clock, operator: Any):
        deploy(line(catch("T", timer("PT1H")), user("A"), ids="T A"))
        cases = [runtime.start("p") for _ in range(30)]
        for case in cases[:-1]:
            runtime.suspend(case.pk, by=operator, reason=WHY)
        clock.advance(hours=2)
        jobs.run_due_jobs()
        assert open_task("A").instance == cases[-1]
        assert jobs.run_due_jobs() == 0
        assert Job.objects.filter(status="suspended").count() == 29

    def test_what_is_moved_away_from_owes_nothing(self, clock: Clock, operator: Any):
        deploy(line(catch("T", timer("PT1H")), user("A"), ids="T A"))
        case = runtime.start("p")
        runtime.suspend(case.pk, by=operator, reason=WHY)
        clock.advance(hours=2)
        jobs.run_due_jobs()
        runtime.move_token(case.pk, element="T", to="A", by=operator, reason="x")
        assert Job.objects.get(kind="timer").status == "cancelled"

    def test_who_left_a_group_loses_the_task_all_the_same(self, li: Any, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        task = runtime.claim(open_task("A").pk, by=li)
        runtime.suspend(case.pk, by=operator, reason=WHY)
        li.groups.clear()
        runtime.look_again(li)
        jobs.run_due_jobs()
        task.refresh_from_db()
        assert task.assignee is None
