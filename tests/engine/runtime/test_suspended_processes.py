"""A process is suspended: no case of it starts, what runs goes on or waits with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from engine import jobs, runtime
from engine.errors import (
    AlreadySuspended,
    EngineError,
    InstanceSuspended,
    NotSuspended,
    ProcessSuspended,
    ReasonMissing,
    SuspendedInAllVersions,
    UnknownProcess,
    UnknownVersion,
)
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from tests.clock import Clock
from tests.engine.runtime.suspending import A_B, CALLING, CHILD, GOOD, MONDAY, WHY, kinds, line, suspension
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    message,
    message_event,
    node,
    path,
    start,
    timer,
    user,
)

pytestmark = pytest.mark.django_db
STARTED_EITHER_WAY = diagram(
    start(), node("startEvent", "M", message_event("go")), user("A"), end(), path("S", "A", "E"), path("M", "A"),
    roots=message("go"),
)  # fmt: skip


def suspend_all(operator: Any) -> None:
    runtime.suspend_definition("p", with_instances=True, by=operator, reason=WHY)


def own_connection(act: Any, *given: Any) -> Any:
    try:
        return act(*given)
    finally:
        connection.close()


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


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

    @pytest.mark.parametrize("begin", [lambda: runtime.start("p"), lambda: runtime.correlate("go")])
    def test_a_case_that_was_just_about_to_start_is_suspended_with_the_others(
        self, begin: Any, clock: Clock, operator: Any
    ):
        deploy(STARTED_EITHER_WAY)
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                begin()
                suspending = pool.submit(copy_context().run, own_connection, suspend_all, operator)
                with pytest.raises(TimeoutError):
                    suspending.result(timeout=0.5)
            suspending.result(timeout=30)
        jobs.run_due_jobs()
        assert suspension(ProcessInstance.objects.get()) == "process"

    def test_no_case_starts_while_the_process_is_being_suspended(self, clock: Clock, operator: Any):
        deploy(STARTED_EITHER_WAY)
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                suspend_all(operator)
                starting = pool.submit(copy_context().run, own_connection, runtime.start, "p")
                with pytest.raises(TimeoutError):
                    starting.result(timeout=0.5)
            with pytest.raises(ProcessSuspended):
                starting.result(timeout=30)
        assert not ProcessInstance.objects.exists()

    def test_what_a_message_began_before_the_process_was_resumed_goes_on(self, clock: Clock, operator: Any):
        deploy(STARTED_EITHER_WAY)
        suspend_all(operator)
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                runtime.correlate("go")
                resume = partial(runtime.resume_definition, "p", by=operator, reason=GOOD)
                resuming = pool.submit(copy_context().run, own_connection, resume)
                with pytest.raises(TimeoutError):
                    resuming.result(timeout=0.5)
            resuming.result(timeout=30)
        jobs.run_due_jobs()
        assert (suspension(ProcessInstance.objects.get()), open_tasks()) == ("", ["A"])

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
