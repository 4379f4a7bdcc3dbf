"""An instance, or a process, is suspended: nothing goes on, nothing is lost, and it is resumed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from engine import jobs, runtime
from engine.errors import (
    AlreadySuspended,
    EngineError,
    InstanceEnded,
    InstanceSuspended,
    NotSuspended,
    ProcessSuspended,
    ReasonMissing,
    SuspendedInAllVersions,
    SuspendedWithParent,
    TaskNotYours,
    UnknownProcess,
    UnknownVersion,
)
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from engine.registry import handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks, person
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    catch,
    diagram,
    end,
    message,
    message_event,
    node,
    path,
    service,
    signal,
    signal_event,
    start,
    timer,
    user,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHY, GOOD = "等待企业补充授权书", "授权书已收到"
A_B = diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


@pytest.fixture
def li(db: Any) -> Any:
    return person("li", "reviewers")


@pytest.fixture
def operator(db: Any) -> Any:
    return person("qian")


def line(*between: str, ids: str, roots: str = "", key: str = "p") -> bytes:
    return diagram(start(), *between, end(), path("S", *ids.split(), "E"), roots=roots, key=key)


def kinds(case: ProcessInstance) -> list[str]:
    found = HistoryEvent.objects.filter(instance=case, kind__startswith="instance_")
    return [kind.removeprefix("instance_") for kind in found.values_list("kind", flat=True)]


def suspension(case: ProcessInstance) -> str:
    return ProcessInstance.objects.get(pk=case.pk).suspension


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


CALLING = line(call("C", "child"), user("Z"), ids="C Z")
CHILD = line(catch("T", timer("PT1H")), user("U"), ids="T U", key="child")


class TestWhatItCalled:
    @pytest.fixture
    def child(self, db: Any) -> ProcessInstance:
        deploy(CALLING)
        deploy(line(call("D", "grand"), user("V"), ids="D V", key="child"))
        deploy(line(user("U"), ids="U", key="grand"))
        runtime.start("p")
        jobs.run_due_jobs()
        return ProcessInstance.objects.get(process_key="child")

    def test_follows_at_once_for_people_and_then_by_itself(self, child: ProcessInstance, li: Any, operator: Any):
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        task = open_task("U")
        with pytest.raises(InstanceSuspended) as told:
            runtime.claim(task.pk, by=li)
        assert WHY in str(told.value), "before any job has run"
        jobs.run_due_jobs()
        found = ProcessInstance.objects.exclude(parent=None)
        assert {(one.suspension, one.suspension_reason, one.suspended_by) for one in found} == {
            ("parent", WHY, operator)
        }
        runtime.resume(child.parent_id, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert not ProcessInstance.objects.exclude(suspension="").exists()
        runtime.complete_task(task.pk, answers={}, by=li)
        assert kinds(task.instance) == ["started", "suspended", "resumed", "completed"]

    def test_its_timer_waits_until_it_has_followed_back(self, clock: Clock, operator: Any):
        deploy(CALLING)
        deploy(CHILD)
        case = runtime.start("p")
        jobs.run_due_jobs()
        clock.advance(hours=2)
        runtime.suspend(case.pk, by=operator, reason=WHY)
        timer_job = Job.objects.get(kind="timer")
        assert not jobs.run_job(timer_job.pk), "the called process has not followed yet"
        jobs.run_due_jobs()
        timer_job.refresh_from_db()
        assert (timer_job.status, timer_job.attempts) == ("suspended", 0)
        runtime.resume(case.pk, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert open_tasks() == ["U"]

    def test_is_resumed_with_its_parent_only(self, child: ProcessInstance, operator: Any):
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        jobs.run_due_jobs()
        with pytest.raises(SuspendedWithParent):
            runtime.resume(child.pk, by=operator, reason=GOOD)
        assert suspension(child) == "parent"

    def test_suspended_by_itself_before_it_stays_so(self, child: ProcessInstance, operator: Any):
        runtime.suspend(child.pk, by=operator, reason="单独")
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        jobs.run_due_jobs()
        with pytest.raises(SuspendedWithParent):
            runtime.resume(child.pk, by=operator, reason=GOOD)
        runtime.resume(child.parent_id, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert suspension(child) == "itself"
        runtime.resume(child.pk, by=operator, reason=GOOD)
        assert suspension(child) == ""

    def test_the_order_of_the_jobs_does_not_matter(self, child: ProcessInstance, operator: Any):
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        runtime.resume(child.parent_id, by=operator, reason=GOOD)
        for job in Job.objects.filter(kind="suspend", status="ready").order_by("-created_at", "-pk"):
            assert jobs.run_job(job.pk)
        jobs.run_due_jobs()
        assert not ProcessInstance.objects.exclude(suspension="").exists()

    def test_comes_back_when_its_parent_is_resumed(self, child: ProcessInstance, li: Any, operator: Any):
        runtime.move_token(child.pk, element="D", to="V", by=operator, reason="x")
        runtime.complete_task(open_task("V").pk, answers={}, by=li)
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        jobs.run_due_jobs()
        assert open_tasks() == []
        runtime.resume(child.parent_id, by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert open_tasks() == ["Z"]

    def test_is_cancelled_with_its_parent(self, child: ProcessInstance, operator: Any):
        runtime.suspend(child.parent_id, by=operator, reason=WHY)
        jobs.run_due_jobs()
        runtime.cancel(child.parent_id, by=operator, reason="x")
        jobs.run_due_jobs()
        assert set(ProcessInstance.objects.values_list("status", "suspension")) == {("cancelled", "")}


class TestAProcess:
    def test_starts_no_case_and_what_runs_goes_on(self, li: Any, operator: Any):
        deploy(A_B)
        runtime.start("p")
        runtime.suspend_definition("p", by=operator, reason=WHY)
        with pytest.raises(ProcessSuspended) as told:
            runtime.start("p")
        assert WHY in str(told.value)
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
        runtime.resume_definition("p", by=operator, reason=GOOD)
        runtime.start("p")
        assert open_tasks() == ["A", "B"]

    def test_all_versions_means_those_to_come_too(self, operator: Any):
        deploy(A_B)
        runtime.suspend_definition("p", by=operator, reason=WHY)
        deploy(A_B)
        with pytest.raises(ProcessSuspended):
            runtime.start("p")
        with pytest.raises(SuspendedInAllVersions):
            runtime.resume_definition("p", version=2, by=operator, reason=GOOD)

    def test_one_version_alone(self, operator: Any):
        deploy(A_B)
        runtime.suspend_definition("p", version=1, by=operator, reason=WHY)
        with pytest.raises(ProcessSuspended):
            runtime.start("p")
        deploy(A_B)
        runtime.start("p")
        runtime.resume_definition("p", version=1, by=operator, reason=GOOD)

    def test_what_is_asked_twice_or_of_nothing_is_refused(self, operator: Any):
        deploy(A_B)
        with pytest.raises(NotSuspended):
            runtime.resume_definition("p", by=operator, reason=GOOD)
        with pytest.raises(ReasonMissing):
            runtime.suspend_definition("p", by=operator, reason="")
        with pytest.raises(UnknownProcess):
            runtime.suspend_definition("q", by=operator, reason=WHY)
        with pytest.raises(UnknownVersion):
            runtime.suspend_definition("p", version=2, by=operator, reason=WHY)
        runtime.suspend_definition("p", by=operator, reason=WHY)
        for version in (None, 1):
            with pytest.raises(AlreadySuspended):
                runtime.suspend_definition("p", version=version, by=operator, reason=WHY)

    def test_a_call_of_it_is_an_incident_that_can_be_tried_again(self, operator: Any):
        deploy(CALLING)
        deploy(line(user("U"), ids="U", key="child"))
        runtime.suspend_definition("child", by=operator, reason=WHY)
        runtime.start("p")
        jobs.run_due_jobs()
        assert (open_incident().kind, WHY in open_incident().message) == ("process-suspended", True)
        runtime.resume_definition("child", by=operator, reason=GOOD)
        runtime.retry(open_incident().pk, by=operator)
        jobs.run_due_jobs()
        assert open_tasks() == ["U"]

    def test_a_message_that_would_start_it_starts_it_when_it_is_resumed(self, operator: Any):
        begin = node("startEvent", "S", message_event("order"))
        deploy(diagram(begin, user("A"), end(), path("S", "A", "E"), roots=message("order")))
        runtime.suspend_definition("p", by=operator, reason=WHY)
        assert runtime.correlate("order", correlation_key="B-1", variables={"v": 1}) == 1
        jobs.run_due_jobs()
        case = ProcessInstance.objects.get()
        assert (open_tasks(), case.suspension, case.suspension_reason, case.steps) == ([], "process", WHY, 0)
        runtime.resume_definition("p", by=operator, reason=GOOD)
        jobs.run_due_jobs()
        case.refresh_from_db()
        assert (open_tasks(), case.business_key, case.variables) == (["A"], "B-1", {"v": 1})

    def test_with_what_runs(self, li: Any, operator: Any):
        deploy(A_B)
        first = runtime.start("p")
        deploy(A_B)
        second = runtime.start("p")
        runtime.suspend_definition("p", version=1, with_instances=True, by=operator, reason=WHY)
        jobs.run_due_jobs()
        assert (suspension(first), suspension(second)) == ("process", "")
        with pytest.raises(InstanceSuspended):
            runtime.claim(open_task("A", instance=first).pk, by=li)
        runtime.resume_definition("p", by=operator, reason=GOOD)
        jobs.run_due_jobs()
        assert suspension(first) == ""
        assert kinds(first) == ["started", "suspended", "resumed"]

    def test_one_of_them_may_be_resumed_alone(self, operator: Any):
        deploy(A_B)
        cases = [runtime.start("p") for _ in range(2)]
        runtime.suspend_definition("p", with_instances=True, by=operator, reason=WHY)
        jobs.run_due_jobs()
        runtime.resume(cases[0].pk, by=operator, reason=GOOD)
        assert [suspension(case) for case in cases] == ["", "process"]

    def test_the_record_of_it_is_kept(self, operator: Any):
        deploy(A_B)
        order = runtime.suspend_definition("p", by=operator, reason=WHY)
        runtime.resume_definition("p", by=operator, reason=GOOD)
        order.refresh_from_db()
        assert (order.reason, order.suspended_by) == (WHY, operator)
        assert (order.resume_reason, order.resumed_by, order.resumed_at) == (GOOD, operator, MONDAY)
        runtime.suspend_definition("p", by=operator, reason=WHY)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    """Two people and a worker, each with a connection of their own, again and again."""

    def test_suspending_completing_and_a_timer(self, clock: Clock, li: Any, operator: Any):
        deploy(diagram(
            start(), user("A"), boundary("X", "A", timer("PT1H")), user("B"), user("C"), end(),
            path("S", "A", "B", "E"), path("X", "C", "E"),
        ))  # fmt: skip
        for _round in range(12):
            case = runtime.start("p")
            clock.advance(hours=2)
            task, job = open_task("A", instance=case).pk, Job.objects.get(instance=case).pk
            done = _at_once(
                lambda case=case: runtime.suspend(case.pk, by=operator, reason=WHY),
                lambda task=task: runtime.complete_task(task, answers={}, by=li),
                lambda job=job: jobs.run_job(job),
            )
            assert done[0] is True
            case.refresh_from_db()
            assert case.suspension == "itself"
            events = list(HistoryEvent.objects.filter(instance=case).values_list("kind", flat=True))
            assert events[-1] == "instance_suspended", "nothing goes on afterwards"
            runtime.resume(case.pk, by=operator, reason=GOOD)
            jobs.run_due_jobs()
            was_completed = "task_completed" in events
            expected = "B" if was_completed else "C"
            assert list(UserTask.objects.open().filter(instance=case).values_list("element_id", flat=True)) == [
                expected
            ]
            assert not Job.objects.filter(instance=case, status__in=Job.OPEN).exists()
        assert not Incident.objects.exists()

    def test_of_two_who_suspend_one_does(self, operator: Any):
        deploy(A_B)
        case = runtime.start("p")
        done = _at_once(*[lambda: runtime.suspend(case.pk, by=operator, reason=WHY)] * 2)
        assert sorted(done) == [False, True]
        done = _at_once(*[lambda: runtime.suspend_definition("p", by=operator, reason=WHY)] * 2)
        assert sorted(done) == [False, True]
        done = _at_once(*[lambda: runtime.resume_definition("p", by=operator, reason=GOOD)] * 2)
        assert sorted(done) == [False, True]

    def test_a_parent_suspended_and_resumed_while_workers_run(self, clock: Clock, operator: Any):
        deploy(CALLING)
        deploy(CHILD)
        cases = [runtime.start("p") for _ in range(4)]
        jobs.run_due_jobs()
        clock.advance(hours=2)

        def suspend_and_resume() -> None:
            for case in cases:
                runtime.suspend(case.pk, by=operator, reason=WHY)
                runtime.resume(case.pk, by=operator, reason=GOOD)

        assert _at_once(suspend_and_resume, jobs.run_due_jobs, jobs.run_due_jobs)[0]
        jobs.run_due_jobs()
        assert not ProcessInstance.objects.exclude(suspension="").exists()
        assert open_tasks() == ["U"] * 4
        assert not Job.objects.filter(status__in=Job.OPEN).exists()


def _at_once(*acts: Any) -> list[bool]:
    """Whether each was done."""
    begin = Barrier(len(acts))

    def one(act: Any) -> bool:
        begin.wait()
        try:
            act()
        except EngineError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        # The clock is held still for each thread of its own.
        return [future.result() for future in [pool.submit(copy_context().run, one, act) for act in acts]]
