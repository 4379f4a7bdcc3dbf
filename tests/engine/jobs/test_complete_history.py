"""The history alone tells every value that a case had, and everything that came into it from outside."""

from __future__ import annotations

from typing import Any

import pytest

from engine import jobs, runtime
from engine.models import HistoryEvent, Job, ProcessInstance
from engine.registry import BpmnError, JobContext, handles
from tests.engine.runtime.world import deploy, open_task, person
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    catch,
    diagram,
    end,
    error,
    error_event,
    flow,
    loop,
    mapping,
    message,
    message_event,
    path,
    script,
    service,
    start,
    sub,
    user,
)

pytestmark = pytest.mark.django_db

CHILD = diagram(start(), script("V", "=given * 2", "twice"), end(), path("S", "V", "E"), key="child")
ROUNDS = loop("=[1, 2]", "n", output="all", each="=tenfold")
WHOLE = diagram(
    start(),
    service("A", extensions=mapping(None, {"a": "=told"})),
    script("B", "=a + x", "b"),
    user("U", extensions=mapping(None, {"opinion": "=outcome"})),
    catch("M", message_event("paid")),
    call("C", "child", extensions=mapping({"given": "=b"}, {"c": "=twice"}), propagate="false"),
    sub("I", start("IS"), script("IB", "=b + 100", "inner"), end("IE"), path("IS", "IB", "IE")),
    script("L", "=n * 10", "tenfold").replace("</scriptTask>", f"{ROUNDS}</scriptTask>"),
    user("LAST"),
    end(),
    path("S", "A", "B", "U", "M", "C", "I", "L", "LAST", "E"),
    roots=message("paid", "=b"),
)  # fmt: skip


def told(case: ProcessInstance) -> dict[str, Any]:
    """The variables of the case by its history."""
    variables: dict[str, Any] = {}
    for event in HistoryEvent.objects.filter(instance=case).order_by("id"):
        if event.kind in ("instance_started", "element_completed", "variables_set", "incident_created"):
            variables |= event.data.get("variables", {})
    return variables


def came_from_outside(case: ProcessInstance, kind: str) -> list[Any]:
    found = HistoryEvent.objects.filter(instance=case, kind=kind).order_by("id")
    return [(event.element_id, event.data["variables"]) for event in found]


def work(case: ProcessInstance) -> None:
    while jobs.sweep():
        case.refresh_from_db()
        if case.status == "active":
            assert told(case) == case.variables


@pytest.fixture
def li(db: Any) -> Any:
    return person("li", "reviewers")


def test_the_variables_of_a_case_are_what_its_history_says_after_every_step(li: Any):
    handles("test.topic")(lambda context: {"told": 5, "unused": "x"})
    deploy(CHILD)
    deploy(WHOLE)
    case = runtime.start("p", variables={"x": 1})
    work(case)
    runtime.complete_task(open_task("U").pk, answers={"outcome": "pass", "note": "n"}, by=li)
    runtime.set_variables(case.pk, variables={"x": 2}, by=li)
    work(case)
    runtime.correlate("paid", correlation_key="6", variables={"amount": 3})
    work(case)
    case.refresh_from_db()
    assert told(case) == case.variables
    expected = {"x": 2, "a": 5, "b": 6, "opinion": "pass", "amount": 3, "c": 12, "inner": 106, "all": [10, 20]}
    assert case.variables == expected
    assert came_from_outside(case, "job_completed") == [("A", {"told": 5, "unused": "x"})]
    assert came_from_outside(case, "child_started")[0][1]["given"] == 6
    assert came_from_outside(case, "child_returned")[0][1]["twice"] == 12
    assert came_from_outside(case, "message_received") == [("M", {"amount": 3})]
    child = ProcessInstance.objects.get(parent=case)
    returned = HistoryEvent.objects.get(instance=case, kind="child_returned").data
    assert (returned["child"], returned["process"]) == (str(child.pk), "child")


def test_what_was_written_in_a_scope_of_its_own_is_told_with_it(li: Any):
    inner = sub(
        "I", start("IS"), script("IB", "=own + 1", "own"), script("IC", "=own", "seen"), end("IE"),
        path("IS", "IB", "IC", "IE"), extensions=mapping({"own": "=x"}),
    )  # fmt: skip
    rounds = script("L", "=n * 10", "tenfold").replace("</scriptTask>", f"{ROUNDS}</scriptTask>")
    deploy(diagram(start(), inner, rounds, user("LAST"), end(), path("S", "I", "L", "LAST", "E")))
    case = runtime.start("p", variables={"x": 1})
    assert told(case) == case.variables == {"x": 1, "seen": 2, "all": [10, 20]}
    events = HistoryEvent.objects.filter(instance=case, data__has_key="scopes").order_by("id")
    scoped = [(event.element_id, scope) for event in events for scope in event.data["scopes"]]
    assert [(element, scope["element"], scope["variables"]) for element, scope in scoped] == [
        ("IB", "I", {"own": 2}),
        ("L", "L", {"tenfold": 10}),
        ("L", "L", {"tenfold": 20}),
    ]
    assert len({scope["owner"] for _element, scope in scoped}) == 3


def test_a_business_error_says_which_step_it_came_from(li: Any):
    def refuse(context: JobContext) -> None:
        raise BpmnError("E1", "没有库存")

    handles("test.topic")(refuse)
    deploy(
        diagram(
            start(),
            service("A"),
            boundary("X", "A", error_event("E1")),
            user("B"),
            user("C"),
            end(),
            path("S", "A", "B", "E"),
            path("X", "C", "E"),
            roots=error("E1"),
        )
    )
    case = runtime.start("p")
    token = str(Job.objects.get().task_id)
    work(case)
    caught = HistoryEvent.objects.get(instance=case, kind="error_caught")
    assert (caught.element_id, caught.data) == ("X", {"code": "E1", "message": "没有库存", "from": "A", "token": token})


def test_what_was_written_before_a_gateway_failed_is_told_at_once(li: Any):
    """The task's result is seen by all while an operator corrects what the choice of the way needs."""
    deploy(
        diagram(
            start(),
            user("A"),
            user("B"),
            user("C"),
            end(),
            flow("S", "A"),
            flow("A", "B", '=kind = "b"'),
            flow("A", "C", '=kind = "c"'),
            path("B", "E"),
            path("C", "E"),
        )
    )
    case = runtime.start("p")
    runtime.complete_task(open_task("A").pk, answers={"kind": "z"}, by=li)
    case.refresh_from_db()
    assert told(case) == case.variables == {"kind": "z"}
    incident = case.incidents.get()
    runtime.retry(incident.pk, by=li, variables={"kind": "c"}, reason="选错了")
    case.refresh_from_db()
    completed = HistoryEvent.objects.get(instance=case, kind="element_completed", element_id="A")
    assert completed.data == {}
    assert told(case) == case.variables == {"kind": "c"}
