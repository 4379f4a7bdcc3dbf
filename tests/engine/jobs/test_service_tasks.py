"""Handlers: success, technical failure with retries, business errors, killed workers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

from engine import jobs, runtime
from engine.models import HistoryEvent, Incident, Job
from engine.registry import BpmnError, JobContext, handles
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_incident, open_tasks, person
from tests.engine.runtime.world import jobs as job_states
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    error,
    error_event,
    mapping,
    path,
    service,
    start,
    user,
    zeebe,
)

pytestmark = pytest.mark.django_db

ONE = diagram(start(), service("A"), user("B"), end(), path("S", "A", "B", "E"))


@pytest.fixture(autouse=True)
def still(clock: Clock):
    clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))


def test_a_handler_gets_its_context_and_gives_variables():
    seen = []

    @handles("test.topic")
    def number(context: JobContext):
        seen.append(context)
        return {"number": f"No-{context.variables['who']}"}

    headers = zeebe("taskHeaders", zeebe("header", key="template", value="letter"))
    deploy(diagram(start(), service("A", extensions=headers + mapping({"who": "=name"})), user("B"), end(),
                   path("S", "A", "B", "E")))  # fmt: skip
    case = runtime.start("p", business_key="R7", variables={"name": "li", "other": 1})
    assert open_tasks() == []
    assert job_states() == {"A": "ready"}
    assert jobs.run_due_jobs() == 1
    (context,) = seen
    assert (context.business_key, context.root_business_key, context.element_id) == ("R7", "R7", "A")
    assert (dict(context.variables), dict(context.headers)) == ({"who": "li"}, {"template": "letter"})
    assert context.id == Job.objects.get().pk
    case.refresh_from_db()
    assert case.variables == {"name": "li", "other": 1, "number": "No-li"}
    assert open_tasks() == ["B"]
    assert HistoryEvent.objects.filter(kind="job_completed", element_id="A").count() == 1
    assert jobs.run_due_jobs() == 0


def test_a_handler_writes_in_the_language_of_the_scheme_wherever_it_runs(settings, clock: Clock):
    seen = []

    @handles("test.topic")
    def write(context: JobContext):
        seen.append(translation.get_language())
        if len(seen) == 1:
            raise ConnectionError

    deploy(ONE)
    runtime.start("p")
    with translation.override("en"):
        jobs.run_due_jobs()
        clock.advance(minutes=5)
        jobs.run_due_jobs()
        assert translation.get_language() == "en"
    assert seen == [settings.LANGUAGE_CODE] * 2


def test_a_failing_handler_is_tried_again_later_and_later_and_undone_each_time(clock: Clock):
    calls = []

    @handles("test.topic")
    def broken(context: JobContext):
        calls.append(context.id)
        get_user_model().objects.create(username="written by the handler")
        raise ConnectionError("secret address 10.0.0.1")

    deploy(ONE)
    case = runtime.start("p")
    assert jobs.run_due_jobs() == 1
    assert jobs.run_due_jobs() == 0
    for pause in (10, 30):
        clock.advance(seconds=pause - 1)
        assert jobs.run_due_jobs() == 0
        clock.advance(seconds=1)
        assert jobs.run_due_jobs() == 1
    job = Job.objects.get()
    assert (job.status, job.attempts, job.retries_left) == ("failed", 3, 0)
    assert "10.0.0.1" in job.last_error
    assert len(set(calls)) == 1, "the id is the same every time"
    incident = open_incident(instance=case)
    assert incident.kind == "job-failed"
    assert "名称A" in incident.message
    assert "secret" not in incident.message
    assert not get_user_model().objects.filter(username="written by the handler").exists()
    clock.advance(days=1)
    assert jobs.run_due_jobs() == 0


@pytest.mark.parametrize("retries", ['="many"', "=null"])
def test_tries_that_are_no_number_are_told_at_the_step(retries: str):
    deploy(diagram(start(), service("A", retries=retries), end(), path("S", "A", "E")))
    runtime.start("p")
    assert "整数" in open_incident().message


@pytest.mark.parametrize("retries", ["1", "=0"])
def test_a_step_without_a_name_that_failed_is_told_by_its_id(retries: str):
    @handles("test.topic")
    def broken(context: JobContext):
        raise ConnectionError

    step = service("A", retries=retries).replace(' name="名称A"', "")
    deploy(diagram(start(), step, end(), path("S", "A", "E")))
    runtime.start("p")
    jobs.run_due_jobs()
    assert open_incident().message == "“A”自动处理失败，已尝试 1 次"


def test_work_that_belongs_to_no_step_is_told_by_what_it_is():
    deploy(diagram(start(), user("A"), end(), path("S", "A", "E")))
    case = runtime.start("p")
    Job.objects.create(instance=case, kind=Job.Kind.RECOMPUTE, payload={"days": ["someday", ""]}, retries_left=1)
    jobs.run_due_jobs()
    assert open_incident(instance=case).message == "“重算到期时间”自动处理失败，已尝试 1 次"


def test_an_operator_lets_a_failed_job_try_again(clock: Clock):
    healed = False

    @handles("test.topic")
    def sometimes(context: JobContext):
        if not healed:
            raise ValueError

    deploy(diagram(start(), service("A", retries="1"), user("B"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    boss = person("boss")
    incident = open_incident(instance=case)
    healed = True
    assert runtime.retry(incident.pk, by=boss).resolved_by == boss
    assert jobs.run_due_jobs() == 1
    assert open_tasks() == ["B"]
    assert not Incident.objects.filter(resolved_at=None).exists()
    assert HistoryEvent.objects.get(kind="incident_resolved").actor == boss


def test_a_topic_without_a_handler_is_an_incident_at_once():
    deploy(ONE)
    runtime.start("p")
    jobs.run_due_jobs()
    assert open_incident().kind == "no-handler"
    assert "test.topic" in open_incident().message


def caught() -> bytes:
    return diagram(
        start(), service("A"), boundary("X", "A", error_event("DUPLICATE")), user("B"), user("C"), end(),
        path("S", "A", "B", "E"), path("X", "C", "E"), roots=error("DUPLICATE"),
    )  # fmt: skip


def test_a_business_error_takes_the_way_that_the_diagram_shows():
    @handles("test.topic")
    def refuse(context: JobContext):
        get_user_model().objects.create(username="half done")
        raise BpmnError("DUPLICATE", "已有同名企业")

    deploy(caught())
    case = runtime.start("p")
    jobs.run_due_jobs()
    case.refresh_from_db()
    assert open_tasks() == ["C"]
    assert case.variables == {"error_code": "DUPLICATE", "error_message": "已有同名企业"}
    assert not get_user_model().objects.filter(username="half done").exists()
    assert job_states() == {"A": "done"}


def test_a_business_error_that_nobody_catches_is_an_incident_without_retries():
    @handles("test.topic")
    def refuse(context: JobContext):
        raise BpmnError("OTHER")

    deploy(caught())
    runtime.start("p")
    assert jobs.run_due_jobs() == 1
    assert open_incident().kind == "uncaught-error"
    assert "OTHER" in open_incident().message


def test_what_a_handler_writes_is_there_exactly_with_its_step():
    @handles("test.topic")
    def write(context: JobContext):
        get_user_model().objects.create(username="kept")
        return {"not json": object()}

    deploy(diagram(start(), service("A", retries="1"), end(), path("S", "A", "E")))
    runtime.start("p")
    jobs.run_due_jobs()
    assert open_incident().kind == "variables-not-json"
    assert not get_user_model().objects.filter(username="kept").exists()


def test_running_a_finished_job_again_does_nothing():
    calls = []
    handles("test.topic")(lambda context: calls.append(context.id))
    deploy(ONE)
    runtime.start("p")
    job = Job.objects.get()
    assert jobs.run_job(job.pk)
    assert not jobs.run_job(job.pk)
    assert calls == [job.pk]


def test_a_handler_may_start_other_cases_and_send_messages():
    @handles("test.topic")
    def spread(context: JobContext):
        runtime.start("other", business_key="O1")
        runtime.broadcast("news")
        runtime.correlate("letter", correlation_key="x", keep_for=timedelta(days=1))

    deploy(ONE)
    deploy(diagram(start(), user("O"), end(), path("S", "O", "E"), key="other"))
    runtime.start("p")
    jobs.run_due_jobs()
    assert open_tasks() == ["B", "O"]
