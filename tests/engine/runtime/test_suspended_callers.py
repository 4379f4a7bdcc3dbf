"""What a suspended instance called follows it, and comes back with it."""

from __future__ import annotations

from typing import Any

import pytest

from engine import jobs, runtime
from engine.errors import (
    InstanceSuspended,
    SuspendedWithParent,
)
from engine.models import Job, ProcessInstance
from tests.clock import Clock
from tests.engine.runtime.suspending import CALLING, CHILD, GOOD, MONDAY, WHY, kinds, line, suspension
from tests.engine.runtime.world import deploy, open_task, open_tasks
from tests.engine.spiff.diagrams import (
    call,
    user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


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
