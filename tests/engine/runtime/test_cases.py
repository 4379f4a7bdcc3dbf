"""Starting, ending, limits, explanations."""

from threading import Barrier, Thread
from typing import Any

import pytest
from celery import current_app
from django.db import connection, transaction

from engine import jobs, queue, runtime
from engine.errors import (
    AlreadyStarted,
    InputsMissing,
    InstanceEnded,
    InstanceNotFound,
    LimitReached,
    NotStartable,
    UnknownProcess,
)
from engine.models import HistoryEvent, Incident, Job, ProcessInstance, UserTask
from engine.registry import handles
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks, person
from tests.engine.spiff.diagrams import (
    TERMINATE,
    diagram,
    end,
    flow,
    message,
    message_event,
    node,
    par,
    path,
    script,
    service,
    start,
    user,
    xor,
    zeebe,
)

pytestmark = pytest.mark.django_db

ONE = diagram(start(), user("A"), end(), path("S", "A", "E"))
ROUTES = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
  <decision id="route" name="路线"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="star">
      <inputExpression id="ie" typeRef="number"><text>star</text></inputExpression>
    </input>
    <output id="o" name="way" typeRef="string"/>
    <rule id="r1">
      <inputEntry id="a"><text>1</text></inputEntry>
      <outputEntry id="b"><text>"online"</text></outputEntry>
    </rule>
    <rule id="r2">
      <inputEntry id="c"><text>&gt;= 3</text></inputEntry>
      <outputEntry id="e"><text>"onsite"</text></outputEntry>
    </rule>
  </decisionTable></decision></definitions>""".encode()


def test_a_case_is_recorded_from_its_start_to_its_end():
    owner, li = person("owner"), person("li", "reviewers")
    definition = deploy(ONE)
    case = runtime.start("p", business_key="R1", variables={"n": 1}, by=owner)
    assert (case.definition, case.business_key, case.started_by, case.status) == (
        definition,
        "R1",
        owner,
        "active",
    )
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    case.refresh_from_db()
    assert case.status == "completed"
    assert case.ended_at
    assert case.state == ""
    assert case.active_elements == []
    kinds = list(HistoryEvent.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds[0] == "instance_started"
    assert kinds[-1] == "instance_completed"
    assert HistoryEvent.objects.get(kind="instance_started").data == {
        "process": "p",
        "version": 1,
        "variables": {"n": 1},
    }
    assert set(HistoryEvent.objects.filter(case=case, element_id="A").values_list("element_name", flat=True)) == {
        "名称A"
    }
    with pytest.raises(InstanceEnded):
        runtime.set_variables(case.pk, variables={}, by=li)


def test_the_same_business_key_starts_one_case():
    deploy(ONE)
    runtime.start("p", business_key="R1")
    with pytest.raises(AlreadyStarted, match="R1"):
        runtime.start("p", business_key="R1")
    runtime.start("p")
    runtime.start("p")
    assert ProcessInstance.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_starts_one_case():
    deploy(ONE)
    together, outcomes = Barrier(2), []

    def click():
        together.wait()
        try:
            outcomes.append(runtime.start("p", business_key="R1").business_key)
        except AlreadyStarted:
            outcomes.append("again")
        connection.close()

    threads = [Thread(target=click) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["R1", "again"]
    assert open_tasks() == ["A"]


def test_what_is_not_there_cannot_be_started():
    with pytest.raises(UnknownProcess):
        runtime.start("p")
    deploy(diagram(start("S", message_event("go")), end(), path("S", "E"), roots=message("go")))
    with pytest.raises(NotStartable):
        runtime.start("p")
    with pytest.raises(InstanceNotFound):
        runtime.cancel("00000000-0000-0000-0000-000000000000", by=None)


def test_a_new_version_does_not_touch_running_cases():
    li = person("li", "reviewers")
    deploy(diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E")))
    old = runtime.start("p")
    deploy(ONE)
    runtime.start("p")
    runtime.complete_task(open_task("A", instance=old).pk, answers={}, by=li)
    assert open_task("B").instance == old


def test_variables_can_be_corrected_by_hand():
    boss = person("boss")
    deploy(ONE)
    case = runtime.start("p", variables={"n": 1, "m": 1})
    case = runtime.set_variables(case.pk, variables={"n": 2}, by=boss)
    assert case.variables == {"n": 2, "m": 1}
    assert HistoryEvent.objects.get(kind="variables_set").actor == boss


def test_a_case_that_runs_in_circles_stays_as_it_was_and_tells_an_operator():
    li = person("li", "reviewers")
    deploy(diagram(start(), user("A"), xor("M"), script("T", "=n + 1", "n"), xor("G", default="G_M"), end(),
                   path("S", "A", "M", "T", "G"), flow("G", "E", "=n < 0"), flow("G", "M")))  # fmt: skip
    case = runtime.start("p", variables={"n": 0})
    with pytest.raises(LimitReached):
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    case.refresh_from_db()
    assert open_tasks() == ["A"]
    assert case.variables == {"n": 0}
    assert open_incident(instance=case).kind == "limit-reached"
    with pytest.raises(LimitReached):
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert Incident.objects.count() == 1
    runtime.retry(open_incident().pk, by=li)
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_too_many_variables_are_refused(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {"variables": 1000}
    deploy(ONE)
    with pytest.raises(LimitReached):
        runtime.start("p", variables={"text": "字" * 400})
    assert not ProcessInstance.objects.exists()


def test_a_case_explains_why_it_went_where_it_went():
    rule = node(
        "businessRuleTask",
        "R",
        extensions=zeebe("calledDecision", decisionId="route", resultVariable="found"),
    )
    deploy(
        diagram(start(), rule, xor("G", default="G_B"), user("A"), user("B"), end(), path("S", "R", "G"),
                flow("G", "A", '=found = "onsite"'), flow("G", "B"), path("A", "E"), path("B", "E")),
        tables=[ROUTES],
    )  # fmt: skip
    case = runtime.start("p", variables={"star": 4})
    case.refresh_from_db()
    assert case.variables["found"] == "onsite"
    assert open_tasks() == ["A"]
    decided, went = runtime.explain(case.pk)
    assert "第 2 条" in decided.sentence
    assert decided.details["version"] == 1
    assert 'found = "onsite"' in went.sentence
    assert "G到A" in went.sentence


def test_a_decision_is_taken_apart_from_any_case_by_its_newest_version():
    assert runtime.decide("route", {"star": 4}) is None
    deploy(ONE, tables=[ROUTES])
    deploy(ONE, tables=[ROUTES.replace(b"onsite", b"paper")])
    decided = runtime.decide("route", {"star": 4})
    assert decided is not None
    assert (decided[0], decided[1].result) == (2, "paper")


def test_what_failed_beside_the_end_of_a_case_needs_nobody():
    source = diagram(start(), par("F"), script("X", "=missing", "x"), end("T", TERMINATE), end(),
                     path("S", "F", "X", "E"), path("F", "T"))  # fmt: skip
    deploy(source)
    case = runtime.start("p")
    case.refresh_from_db()
    assert case.status == "completed"
    assert not Incident.objects.exists()


def test_a_decision_that_was_not_deployed_is_an_incident():
    rule = node("businessRuleTask", "R", extensions=zeebe("calledDecision", decisionId="nowhere", resultVariable="x"))
    deploy(diagram(start(), rule, end(), path("S", "R", "E")))
    runtime.start("p")
    assert open_incident().kind == "decision-not-found"


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_not_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    sent = []

    def dead(*args: Any, **kwargs: Any):
        sent.append(args)
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", dead)
    handles("test.topic")(lambda context: None)
    deploy(diagram(start(), service("A"), user("B"), end(), path("S", "A", "B", "E")))
    runtime.start("p")
    runtime.start("p")
    assert len(sent) == 1, "asked once, then left alone for a while"
    assert jobs.run_due_jobs() == 2
    assert open_tasks() == ["B", "B"]


@pytest.mark.django_db(transaction=True)
def test_a_nudge_is_sent_only_for_what_was_committed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "_silent_until", 0.0)
    sent = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **kwargs: sent.append((name, args)))
    deploy(diagram(start(), service("A"), end(), path("S", "A", "E")))

    class Undone(Exception):
        pass

    def start_and_fail():
        with transaction.atomic():
            runtime.start("p")
            raise Undone

    with pytest.raises(Undone):
        start_and_fail()
    assert sent == []
    runtime.start("p")
    assert sent == [("engine.tasks.run_job", [str(Job.objects.get().pk)])]


def test_an_aged_case_still_works_step_by_step():
    li = person("li", "reviewers")
    deploy(diagram(start(), xor("M"), user("A"), xor("G", default="G_M"), end(), path("S", "M", "A", "G"),
                   flow("G", "E", "=done"), flow("G", "M")))  # fmt: skip
    case = runtime.start("p")
    for _number in range(60):
        runtime.complete_task(open_task("A").pk, answers={"done": False}, by=li)
    runtime.complete_task(open_task("A").pk, answers={"done": True}, by=li)
    case.refresh_from_db()
    assert case.status == "completed"
    assert case.steps == 62
    assert UserTask.objects.count() == 61


def test_a_case_is_started_with_what_its_process_declares():
    declared = zeebe("properties", zeebe("property", name="inputs", value="amount, holder"))
    extension = f"<extensionElements>{declared}</extensionElements>"
    deploy(diagram(extension, start(), user("A"), end(), path("S", "A", "E")))
    with pytest.raises(InputsMissing, match="holder"):
        runtime.start("p", variables={"amount": None})
    assert not ProcessInstance.objects.exists()
    runtime.start("p", variables={"amount": None, "holder": "li", "more": 1})
    assert open_tasks() == ["A"]
