"""A process runs with given answers and a given clock, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models import HistoryEvent, Job, ProcessInstance, UserTask
from tests.engine.api.conftest import Client
from tests.engine.api.test_tasks import problem
from tests.engine.runtime.world import deploy
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    error,
    error_event,
    flow,
    message,
    message_event,
    node,
    par,
    path,
    service,
    start,
    throw,
    timer,
    user,
    xor,
)

pytestmark = pytest.mark.django_db

MONDAY = "2026-03-02T12:00:00+08:00"
REVIEW = diagram(
    start(), user("A"), boundary("T", "A", timer("P2D")), xor("G", default="G_C"), service("B"),
    boundary("X", "B", error_event("E1")), user("C"), user("D"), user("Late"), end(),
    path("S", "A", "G"), flow("G", "B", "=points >= 60"), flow("G", "C"), path("B", "E"), path("C", "E"),
    path("X", "D", "E"), path("T", "Late", "E"), roots=error("E1"),
)  # fmt: skip


class Simulate:
    def __init__(self, client: Any) -> None:
        self.client = client

    def __call__(self, key: str = "p", **body: Any) -> Any:
        return self.client.post(f"/api/v1/definitions/{key}/simulate/", body, format="json")


@pytest.fixture
def simulate(client_of: Client, manager: Any) -> Simulate:
    deploy(REVIEW)
    return Simulate(client_of(manager))


def answer(element: str, **more: Any) -> dict[str, Any]:
    return {"element": element, **more}


def test_answers_lead_along_their_path_and_nothing_is_kept(simulate: Simulate):
    answers = [answer("A", variables={"points": 70}), answer("B", variables={"number": 7})]
    found = simulate(at=MONDAY, variables={"x": 1}, answers=answers).json()
    assert (found["status"], found["path"]) == ("completed", ["S", "A", "B", "E"])
    assert found["variables"] == {"x": 1, "points": 70, "number": 7}
    assert (found["waits"], found["unused_answers"], found["incidents"]) == ([], [], [])
    assert [e["kind"] for e in found["events"]][:: len(found["events"]) - 1] == [
        "instance_started",
        "instance_completed",
    ]
    (chosen,) = [event for event in found["events"] if event["kind"] == "gateway_taken"]
    assert (chosen["label"], chosen["data"]["taken"]) == ("分支选择", ["G_B"])
    for model in (ProcessInstance, UserTask, Job, HistoryEvent):
        assert not model.objects.exists()


def test_where_answers_end_it_waits(simulate: Simulate):
    found = simulate(at=MONDAY, answers=[answer("A", variables={"points": 10})]).json()
    assert (found["status"], found["active_elements"]) == ("active", ["C"])
    assert [(wait["element_id"], wait["kind"]) for wait in found["waits"]] == [("C", "user")]


def test_time_goes_on_to_the_instant_of_an_answer_and_no_further_than_asked(simulate: Simulate):
    late = simulate(at=MONDAY, answers=[answer("Late", at="2026-03-05T12:00:00+08:00")]).json()
    assert (late["status"], late["path"]) == ("completed", ["S", "T", "Late", "E"])
    (fired,) = [event for event in late["events"] if event["kind"] == "timer_fired"]
    assert fired["at"].startswith("2026-03-04T12:00")
    assert simulate(at=MONDAY, until="2026-03-04T11:59:00+08:00").json()["active_elements"] == ["A"]
    assert simulate(at=MONDAY, until="2026-03-04T12:00:00+08:00").json()["active_elements"] == ["Late"]
    assert simulate(at=MONDAY, answers=[answer("T"), answer("Late")]).json()["at"].startswith("2026-03-04T12:00")


def test_a_business_error_goes_to_whatever_catches_it(simulate: Simulate):
    answers = [answer("A", variables={"points": 70}), answer("B", error="E1")]
    assert simulate(answers=answers).json()["active_elements"] == ["D"]
    refused = problem(simulate(answers=[answer("A", error="E1")]), 422)
    assert refused["code"] == "uncaught-error"


def test_an_answer_that_nothing_waits_for_is_told(simulate: Simulate):
    found = simulate(answers=[answer("B"), answer("A", variables={"points": 1})]).json()
    assert (found["unused_answers"], found["active_elements"]) == ([0], ["C"])


def test_an_element_that_stops_says_why(simulate: Simulate):
    deploy(diagram(start(), user("A", assignee="=17"), end(), path("S", "A", "E")))
    (stopped,) = simulate().json()["incidents"]
    assert (stopped["element_id"], stopped["kind"]) == ("A", "wrong-value")


def test_a_message_of_its_own_reaches_it(simulate: Simulate):
    catching = node("intermediateCatchEvent", "M", message_event("paid"))
    source = diagram(
        start(), par("F"), user("A"), throw("W", message_event("paid")), catching, par("J"), end(),
        path("S", "F", "A", "W", "J", "E"), path("F", "M", "J"), roots=message("paid", "=number"),
    )  # fmt: skip
    deploy(source)
    found = simulate(variables={"number": "N1"}, answers=[answer("A")]).json()
    assert found["status"] == "completed"


def test_an_earlier_version_can_be_asked_for(simulate: Simulate):
    deploy(diagram(start(), end(), path("S", "E")))
    assert (simulate().json()["version"], simulate().json()["status"]) == (2, "completed")
    assert simulate(version=1).json()["active_elements"] == ["A"]
    assert problem(simulate(version=7), 404)["code"] == "unknown-version"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"answers": [{"element": "nowhere"}]}, 422),
        ({"answers": [{}]}, 400),
        ({"answers": "A"}, 400),
        ({"answers": [{"element": "A", "at": "soon"}]}, 400),
        ({"answers": [{"element": "A", "variables": [1]}]}, 400),
        ({"at": MONDAY, "until": "2026-03-01T00:00:00+08:00"}, 400),
        ({"version": 0}, 400),
        ({"variables": {"x": "a\0"}}, 400),
        ({"variables": {"x": "a" * 300_000}}, 422),
        ({"answers": [{"element": "A"}] * 1001}, 400),
    ],
)
def test_bad_input_is_a_sentence(simulate: Simulate, body: dict[str, Any], status: int):
    found = problem(simulate(**body), status)
    assert found["detail"]


def test_steps_and_time_are_limited(simulate: Simulate, settings: Any):
    waits = node("intermediateCatchEvent", "T", timer("PT1H"))
    circle = diagram(start(), xor("M"), waits, end(), path("S", "M", "T", "M"), key="circle")
    deploy(circle)
    late = "2030-01-01T00:00:00+08:00"
    assert problem(simulate("circle", at=MONDAY, until=late), 422)["code"] == "limit-reached"
    settings.OTOP_SIMULATION_LIMITS = {"seconds": 0.0}
    assert problem(simulate(), 422)["code"] == "limit-reached"


def test_it_is_for_those_who_look_after_processes(client_of: Client, simulate: Simulate, reviewer: Any):
    assert problem(Simulate(client_of(reviewer))(), 403)
    assert Simulate(client_of(None))().status_code == 401
    assert problem(simulate("unknown"), 404)["code"] == "unknown-process"


def test_what_is_wrong_inside_a_list_is_told_by_its_place(simulate: Simulate):
    found = problem(simulate(answers=[{"element": "A"}, {"element": "A", "at": "soon"}, {}]), 400)
    assert list(found["errors"]) == ["answers[1].at", "answers[2].element"]
    assert found["errors"]["answers[2].element"] == ["该字段是必填项。"]
