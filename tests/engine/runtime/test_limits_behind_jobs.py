"""Limits that are reached where nobody asks: behind timers, messages and calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from engine import jobs, runtime
from engine.errors import LimitReached
from engine.models import Incident, ProcessInstance
from tests.clock import Clock
from tests.engine.runtime.test_limits import circle, circling
from tests.engine.runtime.world import deploy, open_incident, open_task, open_tasks
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    diagram,
    end,
    mapping,
    message,
    message_event,
    node,
    path,
    start,
    timer,
    user,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(clock: Clock):
    clock.set(MONDAY)


def test_an_endless_circle_behind_a_timer(settings: Any, clock: Clock):
    settings.OTOP_ENGINE_LIMITS = {"steps": 50}
    source = diagram(
        start(), user("A"), boundary("X", "A", timer("P1D"), interrupting=False), circle("30"), user("B"), end(),
        path("S", "A", "E"), path("X", "M", "T", "G"), path("B", "E"),
    )  # fmt: skip
    deploy(source)
    case = runtime.start("p", variables={"n": 0})
    clock.advance(days=1)
    jobs.run_due_jobs()
    assert "一次操作推进的步骤数" in open_incident().message
    assert open_tasks() == ["A"]
    case.refresh_from_db()
    assert case.variables == {"n": 0}
    settings.OTOP_ENGINE_LIMITS = {}
    runtime.retry(open_incident().pk, by=None)
    jobs.run_due_jobs()
    assert open_tasks() == ["A", "B"]


def test_a_message_that_starts_an_endless_case(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {"steps": 50}
    begin = node("startEvent", "S", message_event("order"))
    deploy(
        diagram(begin, circle("30"), user("B"), end(), path("S", "M", "T", "G"), path("B", "E"), roots=message("order"))
    )
    runtime.correlate("order", variables={"n": 0})
    jobs.run_due_jobs()
    assert "一次操作推进的步骤数" in open_incident().message
    settings.OTOP_ENGINE_LIMITS = {}
    runtime.retry(open_incident().pk, by=None)
    jobs.run_due_jobs()
    assert open_tasks() == ["B"]


def test_a_process_that_calls_itself(settings: Any):
    settings.OTOP_ENGINE_LIMITS = {"call_depth": 3}
    deploy(diagram(start(), call("A", "p"), end(), path("S", "A", "E")))
    runtime.start("p")
    jobs.run_due_jobs()
    assert ProcessInstance.objects.count() == 4
    incident = open_incident()
    assert incident.message == "“名称A”：流程超出限制：流程调用的层数（上限 3）"
    assert not ProcessInstance.objects.filter(parent=incident.instance).exists(), "the innermost one"
    settings.OTOP_ENGINE_LIMITS = {"call_depth": 5}
    runtime.retry(incident.pk, by=None)
    jobs.run_due_jobs()
    assert ProcessInstance.objects.count() == 6
    runtime.cancel(ProcessInstance.objects.get(parent=None).pk, by=None)
    jobs.run_due_jobs()
    assert not ProcessInstance.objects.filter(status="active").exists()


def repeating(text: str) -> bytes:
    reminded = boundary("X", "U", timer(cycle=text), interrupting=False)
    return diagram(
        start(), user("A"), user("U"), reminded, user("B"), end("E2"), end(),
        path("S", "A", "U", "E"), path("X", "B", "E2"),
    )  # fmt: skip


def test_a_timer_that_repeats_too_often(settings: Any, li: Any):
    deploy(repeating("=every"))
    runtime.start("p", variables={"every": "R5/PT30S"})
    with pytest.raises(LimitReached, match=r"“名称X”.*周期定时器的最短间隔（秒）（上限 60）"):
        runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_tasks() == ["A"]
    assert open_incident().element_id == "X"
    settings.OTOP_ENGINE_LIMITS = {"cycle_seconds": 10}
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    assert open_tasks() == ["U"]


@pytest.mark.parametrize("every", ["R/PT1H", "R900/PT1H"])
def test_a_timer_that_repeats_for_ever(settings: Any, li: Any, clock: Clock, every: str):
    settings.OTOP_ENGINE_LIMITS = {"cycle_count": 3}
    deploy(repeating("=every"))
    runtime.start("p", variables={"every": every})
    runtime.complete_task(open_task("A").pk, answers={}, by=li)
    for _hour in range(6):
        clock.advance(hours=1)
        jobs.run_due_jobs()
    assert open_tasks() == ["B", "B", "U"]
    incident = open_incident()
    assert incident.message == "流程在“名称X”处超出限制：周期定时器重复的次数（上限 3）"
    settings.OTOP_ENGINE_LIMITS = {}
    runtime.retry(incident.pk, by=li)
    jobs.run_due_jobs()
    assert open_tasks() == ["B", "B", "B", "U"]


def test_what_one_case_sends_another_is_its_own_step(settings: Any, li: Any):
    """A case that stops at a limit does not hold up others."""
    settings.OTOP_ENGINE_LIMITS = {"steps": 50}
    deploy(circling("n + 1"))
    deploy(
        diagram(
            start(),
            call("C", "p", extensions=mapping({"n": "=0"})),
            user("D"),
            end(),
            path("S", "C", "D", "E"),
            key="q",
        )
    )
    outer = runtime.start("q")
    other = runtime.start("p", variables={"n": 0})
    jobs.run_due_jobs()
    for task in [open_task("A", instance=other), open_task("A", instance__parent=outer)]:
        with pytest.raises(LimitReached):
            runtime.complete_task(task.pk, answers={}, by=li)
    assert {incident.instance_id for incident in Incident.objects.all()} == {
        other.pk,
        ProcessInstance.objects.get(parent=outer).pk,
    }
    runtime.cancel(other.pk, by=li)
    assert open_tasks() == ["A"]
