"""Call activities: children of their own, with their own lock and version."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from engine import jobs, runtime
from engine.errors import InstanceEnded, SeparationOfDuties
from engine.models import Job, ProcessInstance
from engine.registry import BpmnError, JobContext, handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks, person
from tests.engine.runtime.world import jobs as job_states
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    diagram,
    end,
    error,
    error_event,
    loop,
    mapping,
    path,
    service,
    start,
    timer,
    user,
    zeebe,
)

pytestmark = pytest.mark.django_db


def parent(extensions: str = "", **calling: str) -> bytes:
    return diagram(
        start(), call("A", "child", extensions=extensions, **calling), boundary("X", "A", error_event("E1")),
        boundary("T", "A", timer("P1D")), user("B"), user("C"), user("D"), end(),
        path("S", "A", "B", "E"), path("X", "C", "E"), path("T", "D", "E"), roots=error("E1"),
    )  # fmt: skip


CHILD = diagram(start(), user("U"), service("V"), end(), path("S", "U", "V", "E"), key="child")


@pytest.fixture
def li(db: Any):
    return person("li", "reviewers")


def complete(element_id: str, by: Any, **answers: Any):
    return runtime.complete_task(open_task(element_id).pk, answers=answers, by=by)


def test_a_child_runs_by_itself_and_brings_its_variables_back(li: Any):
    handles("test.topic")(lambda context: {"root": context.root_business_key, "v": context.variables["u"] * 2})
    deploy(parent(mapping({"given": "=x"}, {"back": "=v", "root": "=root"})))
    deploy(CHILD)
    case = runtime.start("p", business_key="A1", variables={"x": 1})
    jobs.run_due_jobs()
    child = ProcessInstance.objects.get(parent=case)
    assert (child.variables, child.root, child.case, child.business_key) == ({"given": 1}, case, case, "A1")
    assert open_task("U").case == case
    assert open_task("U").instance == child
    complete("U", li, u=21)
    jobs.run_due_jobs()
    child.refresh_from_db()
    case.refresh_from_db()
    assert (child.status, case.status) == ("completed", "active")
    assert case.variables == {"x": 1, "back": 42, "root": "A1"}
    assert open_tasks() == ["B"]


def test_a_call_that_was_made_or_is_no_longer_wanted_makes_no_second_child(li: Any):
    deploy(parent(""))
    deploy(CHILD)
    case = runtime.start("p")
    jobs.run_due_jobs()
    made = Job.objects.get(kind=Job.Kind.CALL)
    for task_id in (made.task_id, uuid4()):
        Job.objects.create(instance=case, kind=Job.Kind.CALL, task_id=task_id, payload=made.payload)
        jobs.run_due_jobs()
    assert set(Job.objects.filter(kind=Job.Kind.CALL).values_list("status", flat=True)) == {"done"}
    assert ProcessInstance.objects.get(parent=case).status == "active"


def test_who_reviewed_in_the_called_process_may_not_decide_in_the_calling_one(li: Any):
    decide = user("B", extensions=zeebe("properties", zeebe("property", name="separateFrom", value="U")))
    deploy(diagram(start(), call("A", "child"), decide, end(), path("S", "A", "B", "E")))
    deploy(diagram(start(), user("U"), end(), path("S", "U", "E"), key="child"))
    runtime.start("p")
    jobs.run_due_jobs()
    complete("U", li)
    jobs.run_due_jobs()
    with pytest.raises(SeparationOfDuties):
        complete("B", li)


@pytest.mark.parametrize("how", ["end event", "handler"])
def test_a_business_error_of_the_child_goes_to_the_call_activity(how: str, li: Any):
    @handles("test.topic")
    def refuse(context: JobContext):
        raise BpmnError("E1")

    deploy(parent())
    last = (end("X", error_event("E1")), path("S", "U", "X")) if how == "end event" else (
        service("V") + end(), path("S", "U", "V", "E"))  # fmt: skip
    deploy(diagram(start(), user("U"), *last, key="child", roots=error("E1")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    complete("U", li)
    jobs.run_due_jobs()
    assert open_tasks() == ["C"]
    assert ProcessInstance.objects.get(parent=case).status == "completed"


def test_an_error_goes_through_two_calls_to_who_catches_it(li: Any):
    deploy(
        diagram(
            start(), call("A", "middle"), boundary("X", "A", error_event("E1")), user("C"), end(),
            path("S", "A", "E"), path("X", "C", "E"), roots=error("E1"),
        )
    )  # fmt: skip
    deploy(diagram(start(), call("M", "child"), end(), path("S", "M", "E"), key="middle"))
    failing = [start(), user("U"), end("X", error_event("E1")), path("S", "U", "X")]
    deploy(diagram(*failing, key="child", roots=error("E1")))
    runtime.start("p")
    jobs.run_due_jobs()
    complete("U", li)
    jobs.run_due_jobs()
    assert open_tasks() == ["C"]


def test_an_error_that_nobody_up_there_catches_is_an_incident_of_the_caller(li: Any):
    deploy(diagram(start(), call("A", "child"), end(), path("S", "A", "E")))
    deploy(
        diagram(
            start(),
            user("U"),
            end("X", error_event("E9")),
            path("S", "U", "X"),
            key="child",
            roots=error("E9"),
        )
    )
    case = runtime.start("p")
    jobs.run_due_jobs()
    complete("U", li)
    jobs.run_due_jobs()
    assert open_incident().instance == case
    assert "E9" in open_incident().message


def test_an_interrupted_call_cancels_its_child(clock: Clock, li: Any):
    clock.set(datetime(2026, 3, 2, tzinfo=UTC))
    deploy(parent())
    deploy(CHILD)
    case = runtime.start("p")
    jobs.run_due_jobs()
    clock.advance(days=1)
    jobs.run_due_jobs()
    child = ProcessInstance.objects.get(parent=case)
    assert (child.status, open_tasks()) == ("cancelled", ["D"])
    with pytest.raises(InstanceEnded):
        runtime.cancel(child.pk, by=li)


def test_cancelling_a_case_cancels_all_that_it_called(li: Any):
    deploy(diagram(start(), call("A", "middle"), end(), path("S", "A", "E")))
    deploy(diagram(start(), call("M", "child"), end(), path("S", "M", "E"), key="middle"))
    deploy(CHILD)
    case = runtime.start("p")
    jobs.run_due_jobs()
    assert open_tasks() == ["U"]
    runtime.cancel(case.pk, by=li)
    jobs.run_due_jobs()
    assert open_tasks() == []
    assert set(ProcessInstance.objects.values_list("status", flat=True)) == {"cancelled"}
    assert set(Job.objects.values_list("status", flat=True)) <= {"done", "cancelled"}


def test_a_child_that_an_operator_cancelled_can_be_called_again(li: Any):
    deploy(parent())
    deploy(CHILD)
    case = runtime.start("p")
    jobs.run_due_jobs()
    runtime.cancel(ProcessInstance.objects.get(parent=case).pk, by=li)
    jobs.run_due_jobs()
    assert open_incident().kind == "child-cancelled"
    assert open_incident().instance == case
    runtime.retry(open_incident().pk, by=li)
    jobs.run_due_jobs()
    assert open_tasks() == ["U"]
    assert case.children.count() == 2


def test_what_a_case_is_owed_ends_with_it(li: Any):
    """No worker has to look at it any more, and no operator: not what waits for a worker, not what failed."""
    deploy(parent())
    deploy(CHILD)
    case = runtime.start("p")
    jobs.run_due_jobs()
    runtime.cancel(ProcessInstance.objects.get(parent=case).pk, by=li)
    jobs.run_due_jobs()
    assert Job.objects.get(status="failed").kind == "return"
    runtime.cancel(case.pk, by=li)
    assert set(Job.objects.filter(instance=case).values_list("kind", "status")) == {
        ("call", "done"), ("return", "cancelled"), ("timer", "cancelled"),
    }  # fmt: skip


def test_the_newest_version_is_called(li: Any):
    deploy(parent())
    deploy(CHILD)
    deploy(diagram(start(), user("U2"), end(), path("S", "U2", "E"), key="child"))
    runtime.start("p")
    jobs.run_due_jobs()
    assert open_tasks() == ["U2"]


def test_a_called_process_that_is_not_deployed_is_an_incident_and_can_be_retried(li: Any, clock: Clock):
    clock.set(datetime(2026, 3, 2, tzinfo=UTC))
    deploy(parent())
    runtime.start("p")
    for _number in range(3):
        jobs.run_due_jobs()
        clock.advance(minutes=2)
    assert open_incident().kind == "unknown-process"
    deploy(CHILD)
    runtime.retry(open_incident().pk, by=li)
    jobs.run_due_jobs()
    assert open_tasks() == ["U"]


def test_a_process_that_calls_itself_forever_reaches_the_limit():
    deploy(diagram(start(), call("A", "p"), end(), path("S", "A", "E")))
    runtime.start("p")
    jobs.run_due_jobs()
    assert ProcessInstance.objects.count() == 11
    assert open_incident().kind == "limit-reached"
    assert job_states()["A"] == "failed"


def test_several_children_at_once(li: Any):
    each = loop("=items", "item", output="results", each="=r")
    deploy(diagram(start(), call("A", "child", each), user("B"), end(), path("S", "A", "B", "E")))
    deploy(diagram(start(), user("U"), end(), path("S", "U", "E"), key="child"))
    case = runtime.start("p", variables={"items": [1, 2]})
    jobs.run_due_jobs()
    for child in reversed(case.children.order_by("started_at")):
        runtime.complete_task(open_task("U", instance=child).pk, answers={"r": child.variables["item"] * 10}, by=li)
    jobs.run_due_jobs()
    case.refresh_from_db()
    assert case.variables["results"] == [10, 20]
    assert open_tasks() == ["B"]
