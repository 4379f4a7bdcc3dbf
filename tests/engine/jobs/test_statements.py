"""What a job may cost: statements of one run, with taking it and letting it go, without BEGIN and COMMIT."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine import jobs, runtime
from engine.models import Job, ProcessInstance
from engine.registry import handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_task, open_tasks, person
from tests.engine.spiff.diagrams import boundary, call, catch, diagram, end, path, service, start, timer, user

# As it is in life: a step is a transaction, not a part of the test's.
pytestmark = pytest.mark.django_db(transaction=True)

FREE = ("BEGIN", "COMMIT")


@pytest.fixture(autouse=True)
def still(clock: Clock):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    handles("test.topic")(lambda context: {"number": 1})


def statements_of(kind: Job.Kind) -> list[str]:
    """Of the one job of this kind that is due."""
    job = Job.objects.get(kind=kind, status="ready")
    with CaptureQueriesContext(connection) as captured:
        assert jobs.run_job(job.pk)
    return [query["sql"] for query in captured.captured_queries if query["sql"] not in FREE]


def warm(kind: Job.Kind, clock: Clock) -> ProcessInstance:
    """A process remembers what it has deployed: the second case shows what each further one costs."""
    runtime.start("p")
    clock.advance(hours=2)
    jobs.run_job(Job.objects.get(kind=kind, status="ready").pk)
    case = runtime.start("p")
    clock.advance(hours=2)
    return case


def test_a_timer_that_leads_to_a_task(clock: Clock):
    deploy(diagram(start(), catch("T", timer("PT1H")), user("B", candidateGroups="g"), end(), path("S", "T", "B", "E")))
    warm(Job.Kind.TIMER, clock)
    assert len(statements_of(Job.Kind.TIMER)) == 5
    assert open_tasks() == ["B", "B"]


def test_a_timer_that_leads_to_another(clock: Clock):
    path_ = path("S", "T", "U", "E")
    deploy(diagram(start(), catch("T", timer("PT1H")), catch("U", timer("PT9H")), end(), path_))
    runtime.start("p")
    clock.advance(hours=2)
    jobs.run_due_jobs()
    Job.objects.all().delete()
    runtime.start("p")
    clock.advance(hours=2)
    assert len(statements_of(Job.Kind.TIMER)) == 5
    assert Job.objects.get(status="ready").element_id == "U"


def test_a_timer_that_calls_a_task_off(clock: Clock):
    deploy(diagram(
        start(), user("A", candidateGroups="g"), boundary("X", "A", timer("PT1H")), user("C", candidateGroups="g"),
        end(), path("S", "A", "E"), path("X", "C", "E"),
    ))  # fmt: skip
    warm(Job.Kind.TIMER, clock)
    assert len(statements_of(Job.Kind.TIMER)) == 7
    assert open_tasks() == ["C", "C"]


def test_a_service(clock: Clock):
    deploy(diagram(start(), service("A"), user("B", candidateGroups="g"), end(), path("S", "A", "B", "E")))
    warm(Job.Kind.SERVICE, clock)
    assert len(statements_of(Job.Kind.SERVICE)) == 5
    assert open_tasks() == ["B", "B"]


def test_a_called_process_and_its_return(clock: Clock):
    deploy(diagram(start(), call("A", "child"), user("B", candidateGroups="g"), end(), path("S", "A", "B", "E")))
    deploy(diagram(start(), user("U", candidateGroups="g"), end(), path("S", "U", "E"), key="child"))
    case = warm(Job.Kind.CALL, clock)
    assert len(statements_of(Job.Kind.CALL)) == 7
    runtime.complete_task(open_task("U", instance__parent=case).pk, answers={}, by=person("li", "g"))
    assert len(statements_of(Job.Kind.RETURN)) == 5
    assert open_tasks() == ["B", "U"]


def test_a_job_that_somebody_else_has_done_costs_one():
    deploy(diagram(start(), service("A"), end(), path("S", "A", "E")))
    runtime.start("p")
    job = Job.objects.get()
    assert jobs.run_job(job.pk)
    with CaptureQueriesContext(connection) as captured:
        assert not jobs.run_job(job.pk)
    assert len(captured) == 1
