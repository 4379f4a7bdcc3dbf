"""An operator moves tokens and lets running cases go on in another version."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from engine import jobs, runtime
from engine.errors import EngineError, InstanceEnded, MigrationRefused, MoveRefused, ReasonMissing, UnknownVersion
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, Subscription, UserTask
from engine.registry import handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, open_tasks
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    catch,
    diagram,
    end,
    flow,
    message,
    message_event,
    par,
    path,
    script,
    service,
    start,
    timer,
    user,
    zeebe,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHY = "流程图改正后继续"


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


def line(*between: str, ids: str, roots: str = "", key: str = "p") -> bytes:
    return diagram(start(), *between, end(), path("S", *ids.split(), "E"), roots=roots, key=key)


A_B = line(user("A"), user("B"), ids="A B")


def told(case: ProcessInstance, kind: str) -> dict[str, Any]:
    return dict(HistoryEvent.objects.get(instance=case, kind=kind).data)


class TestMoves:
    def test_the_task_goes_and_the_other_is_offered(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        runtime.complete_task(open_task("A").pk, answers={"v": 1}, by=li)
        gone = open_task("B")
        runtime.move_token(case.pk, element="B", to="A", by=li, reason=WHY)
        gone.refresh_from_db()
        assert gone.status == UserTask.Status.CANCELLED
        assert open_tasks() == ["A"]
        assert told(case, "token_moved") == {"token": str(gone.pk), "to": "A", "reason": WHY}
        assert HistoryEvent.objects.filter(instance=case, kind="token_moved").get().actor == li

    def test_away_from_a_job_that_failed_its_incident_is_resolved(self, li: Any):
        @handles("test.topic")
        def fail(context: Any) -> None:
            raise ValueError("broken")

        deploy(line(service("W", retries="1"), user("A"), ids="W A"))
        case = runtime.start("p")
        jobs.run_due_jobs()
        assert case.incidents.get().resolved_at is None
        runtime.move_token(case.pk, element="W", to="A", by=li, reason=WHY)
        assert open_tasks() == ["A"]
        assert not Incident.objects.open().exists()
        assert Job.objects.get(kind="service").status == Job.Status.CANCELLED

    def test_several_at_one_element_have_to_be_told_apart(self, li: Any):
        beside = user("A"), boundary("M", "A", message_event("m"), interrupting=False), user("X"), end("E2")
        deploy(
            diagram(start(), *beside, user("B"), end(), path("S", "A", "B", "E"), path("M", "X", "E2"),
                    roots=message("m", "=1"))
        )  # fmt: skip
        case = runtime.start("p")
        for _time in range(2):
            runtime.correlate("m", correlation_key="1")
            jobs.run_due_jobs()
        with pytest.raises(MoveRefused, match="指明是哪一个"):
            runtime.move_token(case.pk, element="X", to="B", by=li, reason=WHY)
        one = UserTask.objects.open().filter(element_id="X").first()
        runtime.move_token(case.pk, element="X", to="B", task_id=one.pk, by=li, reason=WHY)
        assert sorted(open_tasks()) == ["A", "B", "X"]

    def test_whatever_waits_or_failed_can_be_moved_and_nothing_else(self):
        deploy(diagram(
            start(), par("F"), user("A"), catch("T", timer("P1D")), catch("M", message_event("m")),
            script("X", "=missing", "x"), end(), path("S", "F", "A", "E"), path("F", "T", "E"), path("F", "M", "E"),
            path("F", "X", "E"), roots=message("m"),
        ))  # fmt: skip
        case = runtime.start("p")
        assert sorted(element for _token, element in runtime.movable(case)) == ["A", "M", "T", "X"]
        runtime.cancel(case.pk, by=None)
        assert runtime.movable(case) == []

    def test_without_a_reason_or_in_a_case_that_has_ended_nothing_happens(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        with pytest.raises(ReasonMissing):
            runtime.move_token(case.pk, element="A", to="B", by=li, reason=" ")
        runtime.cancel(case.pk, by=li)
        with pytest.raises(InstanceEnded):
            runtime.move_token(case.pk, element="A", to="B", by=li, reason=WHY)

    def test_a_move_and_an_answer_at_the_same_moment_leave_one_token(self, li: Any, transactional_db: Any):
        deploy(line(user("A"), user("B"), user("C"), ids="A B C"))
        case = runtime.start("p")
        task, begin = open_task("A").pk, Barrier(2)

        def at_once(act: Any) -> bool:
            begin.wait()
            try:
                act()
            except EngineError:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(
                pool.map(
                    at_once,
                    [
                        lambda: runtime.complete_task(task, answers={}, by=li),
                        lambda: runtime.move_token(case.pk, element="A", to="C", by=li, reason=WHY),
                    ],
                )
            )
        assert sorted(done) == [False, True]
        assert open_tasks() in (["B"], ["C"])


def test_a_reason_is_kept_without_the_space_around_it(li: Any):
    deploy(A_B)
    case, spaced = runtime.start("p"), f"  {WHY}\n"
    runtime.move_token(case.pk, element="A", to="B", by=li, reason=spaced)
    deploy(A_B)
    runtime.migrate(case.pk, version=2, by=li, reason=spaced)
    runtime.suspend(case.pk, by=li, reason=spaced)
    runtime.resume(case.pk, by=li, reason=spaced)
    runtime.set_variables(case.pk, variables={"v": 1}, by=li, reason=spaced)
    runtime.cancel(case.pk, by=li, reason=spaced)
    told = HistoryEvent.objects.filter(data__has_key="reason").values_list("kind", "data__reason")
    assert len(told) == 6
    assert {reason for _kind, reason in told} == {WHY}


class TestMigration:
    def test_a_running_case_goes_on_in_the_new_version(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        deploy(line(user("A"), user("B"), user("C"), ids="A C B"))
        task = open_task("A").pk
        runtime.migrate(case.pk, version=2, by=li, reason=WHY)
        case.refresh_from_db()
        assert case.definition.version == 2
        assert open_task("A").pk == task
        assert told(case, "instance_migrated") == {"from": 1, "to": 2, "mapping": {}, "reason": WHY}
        runtime.complete_task(task, answers={}, by=li)
        assert open_tasks() == ["C"]

    def test_rows_follow_an_element_that_has_another_id_now(self, li: Any):
        separate = zeebe("properties", zeebe("property", name="separateFrom", value="A"))
        deploy(line(user("A"), user("B"), ids="A B"))
        case = runtime.start("p")
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
        renamed = line(user("First"), user("B"), user("C", extensions=separate.replace("A", "First")), ids="First B C")
        deploy(renamed)
        runtime.migrate(case.pk, version=2, mapping={"A": "First"}, by=li, reason=WHY)
        runtime.complete_task(open_task("B").pk, answers={}, by=li)
        assert not UserTask.objects.offered_to(li).filter(element_id="C").exists()
        assert told(case, "instance_migrated")["mapping"] == {"A": "First"}

    def test_timers_messages_and_called_processes_are_carried_along(self, li: Any, clock: Clock):
        body = (
            par("F"),
            catch("T", timer("P3D")),
            catch("M", message_event("m")),
            call("C", "child"),
            par("J"),
            user("Z"),
        )
        ways = path("S", "F", "T", "J", "Z", "E"), path("F", "M", "J"), path("F", "C", "J")
        deploy(line(user("Inner"), ids="Inner", key="child"))
        deploy(diagram(start(), *body, end(), *ways, roots=message("m", "=1")))
        case = runtime.start("p")
        jobs.run_due_jobs()
        timers = list(Job.objects.filter(kind="timer").values_list("pk", "due_at", "status"))
        subscriptions = list(Subscription.objects.values_list("pk", "correlation_key"))
        deploy(
            diagram(start(), *body, user("New"), end(), *ways, path("Z", "New", "E"), roots=message("m", "=2")).replace(
                flow("Z", "E").encode(), b""
            )
        )
        runtime.migrate(case.pk, version=2, by=li, reason=WHY)
        assert list(Job.objects.filter(kind="timer").values_list("pk", "due_at", "status")) == timers
        assert list(Subscription.objects.values_list("pk", "correlation_key")) == subscriptions
        clock.advance(days=3)
        runtime.correlate("m", correlation_key="1")
        runtime.complete_task(open_task("Inner").pk, answers={}, by=li)
        jobs.run_due_jobs()
        runtime.complete_task(open_task("Z").pk, answers={}, by=li)
        assert open_tasks() == ["New"]

    def test_a_timer_on_the_border_that_is_new_begins_now(self, li: Any, clock: Clock):
        deploy(A_B)
        case = runtime.start("p")
        clock.advance(days=1)
        bordered = user("A"), boundary("T", "A", timer("P2D")), user("Late"), user("B")
        deploy(diagram(start(), *bordered, end(), path("S", "A", "B", "E"), path("T", "Late", "E")))
        runtime.migrate(case.pk, version=2, by=li, reason=WHY)
        assert Job.objects.get(kind="timer").due_at == MONDAY + timedelta(days=3)

    def test_a_dry_run_says_what_would_happen_and_keeps_nothing(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        deploy(line(service("A"), user("B"), ids="A B"))
        before = ProcessInstance.objects.values().get()
        plan = runtime.plan_migration(case.pk, version=2)
        assert [(o.element_id, str(o.reason)) for o in plan.obstacles] == [("A", "新版本中对应的步骤类型不同")]
        assert plan.mapping["B"] == "B"
        assert ProcessInstance.objects.values().get() == before
        assert not HistoryEvent.objects.filter(kind="instance_migrated").exists()

    def test_who_cannot_go_over_stays_and_is_told_why(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        deploy(line(user("B"), ids="B"))
        before = ProcessInstance.objects.values().get()
        with pytest.raises(MigrationRefused, match="“名称A”新版本中没有对应的步骤"):
            runtime.migrate(case.pk, version=2, by=li, reason=WHY)
        assert ProcessInstance.objects.values().get() == before
        assert open_tasks() == ["A"]

    def test_there_and_back_is_the_same(self, li: Any):
        deploy(A_B)
        case = runtime.start("p", variables={"v": 1})
        before = ProcessInstance.objects.values("state", "variables", "active_elements", "definition").get()
        deploy(line(user("A"), user("B"), user("C"), ids="A C B"))
        runtime.migrate(case.pk, version=2, by=li, reason=WHY)
        runtime.migrate(case.pk, version=1, by=li, reason="退回")
        assert ProcessInstance.objects.values("state", "variables", "active_elements", "definition").get() == before

    def test_what_is_not_there_or_has_ended(self, li: Any):
        deploy(A_B)
        case = runtime.start("p")
        with pytest.raises(UnknownVersion):
            runtime.migrate(case.pk, version=7, by=li, reason=WHY)
        with pytest.raises(ReasonMissing):
            runtime.migrate(case.pk, version=1, by=li, reason="")
        runtime.cancel(case.pk, by=li)
        with pytest.raises(InstanceEnded):
            runtime.migrate(case.pk, version=1, by=li, reason=WHY)
