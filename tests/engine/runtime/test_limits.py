"""Every limit of a case, really reached: the caller is told, an operator finds an incident that names the limit
and the element, the case stands where it was, and goes on when the limit is raised."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from engine import jobs, runtime
from engine.errors import LimitReached
from engine.models import HistoryEvent, Incident, Job, ProcessInstance
from engine.registry import handles
from engine.runtime.limits import limits
from portal.services.places import PROJECT
from tests.clock import Clock
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks
from tests.engine.spiff.diagrams import (
    diagram,
    end,
    flow,
    loop,
    par,
    path,
    script,
    service,
    start,
    user,
    xor,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(clock: Clock):
    clock.set(MONDAY)


def first_then(*between: str, ids: tuple[str, ...], roots: str = "") -> bytes:
    """A task A, then what is under test, then a task B."""
    return diagram(start(), user("A"), *between, user("B"), end(), path("S", "A", *ids, "B", "E"), roots=roots)


def circle(turns: str) -> str:
    """M → T → G and back to M until `n` reaches a number."""
    return (
        xor("M")
        + script("T", "=n + 1", "n")
        + xor("G", default="G_M")
        + flow("G", "M")
        + flow("G", "B", f"=n >= {turns}")
    )


def circling(turns: str) -> bytes:
    return diagram(start(), user("A"), circle(turns), user("B"), end(), path("S", "A", "M", "T", "G"), path("B", "E"))


def refused_then_allowed(settings: Any, li: Any, *, low: dict[str, Any], says: str, answers: Any = None) -> None:
    """Completing A reaches the limit and changes nothing; with the limits of the settings' defaults it works."""
    settings.OTOP_ENGINE_LIMITS = low
    case = ProcessInstance.objects.get()
    before = case.state, case.variables, case.active_elements
    for _time in (1, 2):
        with pytest.raises(LimitReached) as told:
            runtime.complete_task(open_task("A").pk, answers=answers or {}, by=li)
        assert says in str(told.value)
    case.refresh_from_db()
    assert (case.state, case.variables, case.active_elements) == before
    assert open_tasks() == ["A"]
    incident = open_incident(instance=case)
    assert (incident.kind, incident.message) == ("limit-reached", str(told.value))
    assert says in HistoryEvent.objects.get(kind="incident_created").data["message"]
    settings.OTOP_ENGINE_LIMITS = {}
    runtime.retry(incident.pk, by=li)
    runtime.complete_task(open_task("A").pk, answers=answers or {}, by=li)
    assert "B" in open_tasks()
    assert not Incident.objects.filter(resolved_at=None).exists()


def test_steps_of_one_command(settings: Any, li: Any):
    deploy(circling("30"))
    runtime.start("p", variables={"n": 0})
    refused_then_allowed(settings, li, low={"steps": 50}, says="一次操作推进的步骤数（上限 50）")


def test_an_endless_circle_is_told_to_the_caller_of_the_api(settings: Any, li: Any):
    settings.OTOP_ENGINE_LIMITS = {"steps": 50}
    deploy(circling("n + 1"))
    runtime.start("p", variables={"n": 0})
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(li)
    answer = client.post(f"/api/v1/tasks/{open_task('A').pk}/complete/", {"answers": {}}, format="json")
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "limit-reached"
    assert "一次操作推进的步骤数（上限 50）" in problem["detail"]
    assert open_tasks() == ["A"]
    assert open_incident().element_id in ("M", "T", "G")
    assert client.get("/api/v1/tasks/").json()["results"][0]["id"] == str(open_task("A").pk)


def test_a_start_beyond_a_limit_keeps_nothing(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {"steps": 3}
    deploy(first_then(ids=()))
    deploy(circling("10"))
    runtime.start("p", variables={"n": 0})  # stops at A
    settings.OTOP_ENGINE_LIMITS = {"steps": 1}
    with pytest.raises(LimitReached):
        runtime.start("p", variables={"n": 0})
    assert ProcessInstance.objects.count() == 1


def test_evaluations_of_one_command(settings: Any, li: Any):
    deploy(circling("30"))
    runtime.start("p", variables={"n": 0})
    refused_then_allowed(settings, li, low={"evaluations": 20}, says="一次操作计算的表达式数（上限 20）")


def test_computing_time_of_one_command(settings: Any, li: Any):
    deploy(circling("100"))
    runtime.start("p", variables={"n": 0})
    refused_then_allowed(settings, li, low={"seconds": 0.001}, says="一次操作占用的计算时间（秒）（上限 0.001）")


def test_steps_at_the_same_time_in_one_case(settings: Any, li: Any):
    ids = ["B", *(f"B{number}" for number in range(11))]
    beside = "".join(user(own_id) for own_id in ids)
    ways = "".join(path("F", own_id, "J") for own_id in ids)
    deploy(diagram(start(), user("A"), par("F"), beside, par("J"), end(), path("S", "A", "F"), ways, path("J", "E")))
    runtime.start("p")
    refused_then_allowed(settings, li, low={"tokens": 10}, says="同时进行的步骤数（上限 10）")


def test_items_of_a_loop(settings: Any, li: Any):
    deploy(first_then(user("L", loop("=for i in 1..20 return i", "item")), ids=("L",)))
    runtime.start("p")
    settings.OTOP_ENGINE_LIMITS = {"multi_instance": 19}
    with pytest.raises(LimitReached, match=r"“名称L”.*多实例任务的数量（上限 19）"):
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_incident().element_id == "L"
    settings.OTOP_ENGINE_LIMITS = {"multi_instance": 20}
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_tasks() == ["L"] * 20


def test_variables_that_a_person_answers(settings: Any, li: Any):
    deploy(first_then(ids=()))
    runtime.start("p")
    answers = {"text": "字" * 1000}
    refused_then_allowed(
        settings, li, low={"variables": 2000}, says="“名称A”处超出限制：变量总量（字节）（上限 2000）", answers=answers
    )


def test_variables_that_grow_in_a_circle_stop_before_they_are_large(settings: Any, li: Any):
    grows = xor("M") + script("T", "=concatenate(n, n)", "n") + flow("T", "M")
    deploy(diagram(start(), user("A"), grows, path("S", "A", "M", "T")))
    runtime.start("p", variables={"n": [1]})
    settings.OTOP_ENGINE_LIMITS = {"variables": 20_000}  # far from what FEEL's own memory has room for
    with pytest.raises(LimitReached, match=r"“名称T”.*变量总量"):
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_tasks() == ["A"]


def test_a_handlers_result_that_is_too_large(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {"variables": 2000}
    handles("test.topic")(lambda context: {"rows": ["行"] * 1000})
    deploy(diagram(start(), service("A"), user("B"), end(), path("S", "A", "B", "E")))
    case = runtime.start("p")
    jobs.run_due_jobs()
    incident = open_incident()
    assert incident.message == "流程在“名称A”处超出限制：变量总量（字节）（上限 2000）"
    assert incident.job == Job.objects.get()
    case.refresh_from_db()
    assert (case.variables, case.active_elements) == ({}, ["A"])
    settings.OTOP_ENGINE_LIMITS = {}
    runtime.retry(incident.pk, by=None)
    jobs.run_due_jobs()
    assert open_tasks() == ["B"]


def test_the_stored_state(settings: Any, li: Any):
    deploy(first_then(ids=()))
    runtime.start("p")
    refused_then_allowed(
        settings, li, low={"state": 1500}, says="保存的流程状态（字节）（上限 1500）", answers={"text": "a" * 1500}
    )


def test_a_limit_reached_while_an_operator_changes_variables(settings: Any, li: Any):
    deploy(first_then(ids=()))
    case = runtime.start("p")
    settings.OTOP_ENGINE_LIMITS = {"variables": 1000}
    with pytest.raises(LimitReached):
        runtime.set_variables(case.pk, variables={"text": "字" * 400}, by=li)
    case.refresh_from_db()
    assert case.variables == {}


def test_where_nothing_is_set_the_limits_are_those_of_the_page_about_settings(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {}
    page = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| `OTOP_ENGINE_LIMITS`")]
    assert {name: int(number) for name, number in re.findall(r"`(\w+)` \((\d+)", row)} == asdict(limits())
