"""What a case was about is seen to when somebody cancels it, by the topic that its diagram names."""

from typing import Any

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent, Incident, Job, ProcessInstance
from engine.registry import BpmnError, JobContext, handlers, handles
from engine.runtime import batches
from tests.engine.runtime.world import deploy, open_incident, open_task, person
from tests.engine.spiff.diagrams import boundary, call, diagram, end, path, start, timer, user, zeebe

pytestmark = pytest.mark.django_db


def closes(topic: str) -> str:
    said = zeebe("properties", zeebe("property", name="onCancel", value=topic))
    return f"<extensionElements>{said}</extensionElements>"


ONE = diagram(closes("thing.close"), start(), user("A"), end(), path("S", "A", "E"))
CHILD = diagram(closes("part.close"), start(), user("U"), end(), path("S", "U", "E"), key="child")
PARENT = diagram(
    closes("thing.close"), start(), call("C", "child"), boundary("T", "C", timer("P1D")), user("D"), end(),
    path("S", "C", "E"), path("T", "D", "E"),
)  # fmt: skip


@pytest.fixture
def li(db: Any):
    return person("li", "reviewers")


@pytest.fixture
def closed() -> list[Any]:
    """What the handlers were asked, in order."""
    asked: list[Any] = []

    def close(context: JobContext) -> None:
        asked.append(context)

    handles("thing.close")(close)
    handles("part.close")(close)
    return asked


def test_the_job_is_there_with_the_cancellation_and_sees_to_the_thing(li: Any, closed: list[Any]):
    deploy(ONE)
    case = runtime.start("p", business_key="A1", variables={"thing": 7}, by=li)
    runtime.cancel(case.pk, by=li, reason="录错了")
    owed = Job.objects.get(kind=Job.Kind.CLOSING)
    assert (owed.topic, owed.status, closed) == ("thing.close", "ready", [])

    jobs.run_due_jobs()
    (asked,) = closed
    assert (asked.id, asked.business_key, asked.root_business_key) == (owed.pk, "A1", "A1")
    assert dict(asked.variables) == {"thing": 7}
    told = HistoryEvent.objects.filter(case=case).order_by("-id")
    assert [event.kind for event in told[:2]] == ["cancellation_followed", "instance_cancelled"]
    assert told[0].data == {"job": str(owed.pk), "topic": "thing.close"}
    assert jobs.run_due_jobs() == 0


def test_a_case_that_began_before_its_diagram_said_so_is_seen_to_as_well(li: Any, closed: list[Any]):
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    case = runtime.start("p", business_key="A1", by=li)
    deploy(ONE)
    runtime.cancel(case.pk, by=li)
    jobs.run_due_jobs()
    assert [one.business_key for one in closed] == ["A1"]


def test_a_case_that_ends_by_itself_owes_nothing(li: Any, closed: list[Any]):
    deploy(ONE)
    runtime.start("p", by=li)
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    jobs.run_due_jobs()
    assert (closed, Job.objects.filter(kind=Job.Kind.CLOSING).exists()) == ([], False)


def test_whatever_it_called_is_seen_to_as_well(li: Any, closed: list[Any]):
    deploy(CHILD)
    deploy(PARENT)
    case = runtime.start("p", business_key="A1", by=li)
    jobs.run_due_jobs()
    runtime.cancel(case.pk, by=li)
    jobs.run_due_jobs()
    assert sorted(one.topic for one in closed) == ["part.close", "thing.close"]


def test_a_called_process_that_the_diagram_leaves_is_the_diagrams_business(clock: Any, li: Any, closed: list[Any]):
    deploy(CHILD)
    deploy(PARENT)
    runtime.start("p", by=li)
    jobs.run_due_jobs()
    clock.advance(days=2)
    jobs.run_due_jobs()
    assert ProcessInstance.objects.get(process_key="child").status == "cancelled"
    assert closed == []


def test_many_cases_that_are_cancelled_at_once_are_seen_to_each(li: Any, closed: list[Any]):
    deploy(ONE)
    cases = [runtime.start("p", business_key=key, by=li).pk for key in ("A1", "A2")]
    batches.begin("cancel", instances=cases, by=li, reason="录错了")
    jobs.run_due_jobs()
    assert sorted(one.business_key for one in closed) == ["A1", "A2"]


def test_what_fails_waits_for_an_operator_and_is_tried_again(clock: Any, li: Any, monkeypatch: Any):
    """Nobody catches a business error of a case that is over, and it is not lost."""
    calls = []

    def fails(context: Any) -> None:
        calls.append(context.id)
        if len(calls) == 1:
            raise BpmnError("no-way", "不能终止")

    monkeypatch.setitem(handlers, "thing.close", fails)
    deploy(ONE)
    case = runtime.start("p", by=li)
    runtime.cancel(case.pk, by=li)
    jobs.run_due_jobs()
    incident = open_incident(instance=case)
    assert "不能终止" in incident.message
    runtime.retry(incident.pk, by=li)
    jobs.run_due_jobs()
    assert len(calls) == 2
    assert not Incident.objects.open().exists()
    assert Job.objects.get(kind=Job.Kind.CLOSING).status == "done"
