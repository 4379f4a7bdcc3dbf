"""A case runs again: the same on its own definition, and on another one with sentences about where it differs."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine import spiff
from engine.bpmn import with_flow_ids
from engine.errors import HistoryNotWhole, LimitReached
from engine.history import Snapshot, recorded
from engine.simulation import Replay, Simulation, replay
from engine.simulation.running import FIRED, WORK, due
from tests.engine.spiff.blocks import HIGHEST, VARIABLES
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    flow,
    loop,
    par,
    path,
    script,
    service,
    signal,
    signal_event,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.spiff.generator import processes, rounds
from tests.engine.spiff.graph import Graph

# The business calendar lies in the database.
pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
LIMITS = spiff.Limits(steps=300, multi_instance=20)
common = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase is not Phase.explain],
)


def built(source: bytes) -> spiff.Specification:
    return spiff.load_specs(spiff.build(with_flow_ids(source)).compiled)


class Case:
    """Played by naming steps, an hour after the other."""

    def __init__(self, source: bytes, **variables: Any) -> None:
        self.specification = built(source)
        self.sim = Simulation(self.specification, tables={}, limits=LIMITS)
        self.sim.begin(variables, at=MONDAY)

    def give(self, element: str, number: int = 0, /, *, hours: float = 1, **variables: Any) -> Case:
        wait = self.sim.waiting_at(element)[number]
        self.sim.give(wait, variables, at=self.sim.at + timedelta(hours=hours))
        return self

    def again(self, source: bytes | None = None) -> Replay:
        events = json.loads(json.dumps([[e.data, e.change] for e in self.sim.events]))
        kept = [
            type(event)(event.kind, event.at, event.element_id, event.element_name, data, change)
            for event, (data, change) in zip(self.sim.events, events, strict=True)
        ]
        new = self.specification if source is None else built(source)
        return replay(recorded(kept), self.specification, new, tables={}, limits=LIMITS)


def sentences(outcome: Replay) -> list[tuple[str, str]]:
    return [(difference.kind, difference.sentence) for difference in outcome.differences]


def look_alike(then: Snapshot) -> str:
    tasks = sorted(task.element_id for task in then.tasks.values())
    scopes = sorted(json.dumps(values, sort_keys=True) for values in then.scopes.values())
    return json.dumps([then.status, then.variables, sorted(then.tokens.values()), scopes, tasks], sort_keys=True)


def play(case: Case, chance: random.Random) -> None:
    """Whatever may happen, happens; errors and operators' hands too."""
    sim = case.sim
    for _number in range(25):
        waits = [wait for wait in sim.waits if wait.kind in (*WORK, *FIRED)]
        if not sim.is_running or not (waits or sim.failures):
            return
        at = sim.at + timedelta(minutes=chance.randint(0, 90))
        answers = {name: chance.randint(0, HIGHEST) for name in VARIABLES}
        if sim.failures or chance.random() < 0.1:
            sim.correct(answers, at=at)
            for token in list(sim.failures):
                sim.retry(spiff_id(token), at=at)
            continue
        wait = chance.choice(waits)
        if wait.kind in WORK and chance.random() < 0.2 and sim.fail(wait, "E1", "没有", at=at) is not None:
            continue
        sim.give(wait, answers, at=max(at, due(wait)) if wait.kind == "timer" else at)


def spiff_id(token: str) -> UUID:

    return UUID(token)


def is_the_same(graph: Graph, seed: int) -> None:
    case = Case(graph.render(), **{**dict.fromkeys(VARIABLES, 1), "items": [1, 2]})
    try:
        play(case, random.Random(seed))
    except LimitReached:
        return
    outcome = case.again()
    assert sentences(outcome) == []
    assert look_alike(outcome.then) == look_alike(case.sim.snapshot)


@settings(common, max_examples=60)
@given(processes() | rounds(), st.integers(0, 2**16))
def test_a_case_runs_the_same_again_on_its_own_definition(graph: Graph, seed: int):
    is_the_same(graph, seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
@settings(common, max_examples=600)
@given(processes(depth=4) | rounds(), st.integers(0, 2**16))
def test_many_cases_run_the_same_again(graph: Graph, seed: int):
    is_the_same(graph, seed)


def reviewed(condition: str, *, more: str = "") -> bytes:
    ways = flow("G", "Pass", condition) + flow("G", "Correct")
    after = path("Pass", more, "E") + path("Correct", "E") if more else path("Pass", "E") + path("Correct", "E")
    return diagram(
        start(), user("A"), xor("G", default="G_Correct"), service("Pass"), user("Correct"), end(),
        user(more) if more else "", path("S", "A", "G"), ways, after,
    )  # fmt: skip


def test_another_condition_takes_another_branch():
    case = Case(reviewed("=points >= 60")).give("A", points=70).give("Pass", number=1)
    assert case.again().is_same
    outcome = case.again(reviewed("=points >= 80"))
    assert sentences(outcome) == [
        ("branch", "“名称G”：原来走“G到Pass”，现在走“G到Correct”"),
        ("unused", "原来在“名称Pass”发生的事（系统处理完成），现在没有等它的步骤"),
        ("not-reached", "原来经过“名称Pass”，现在没有"),
        ("not-reached", "原来经过“名称E”，现在没有"),
        ("variable", "变量“number”：原来是1，现在是没有"),
        ("unanswered", "“名称Correct”是这个案件没有办过的步骤，历史里没有答案"),
    ]
    assert outcome.differences[0].at == MONDAY + timedelta(hours=1)
    assert [found.element_id for found in outcome.unanswered] == ["Correct"]


def test_a_step_that_the_case_did_not_have_has_no_answer():
    case = Case(reviewed("=points >= 60")).give("A", points=70).give("Pass")
    outcome = case.again(reviewed("=points >= 60", more="Sign"))
    assert [found.element_id for found in outcome.unanswered] == ["Sign"]
    assert outcome.then.active_elements == ["Sign"]


def test_a_result_that_is_another_is_told_once():
    def counted(expression: str) -> bytes:
        return diagram(start(), user("A"), script("T", expression, "sum"), user("B"), end(),
                       path("S", "A", "T", "B", "E"))  # fmt: skip

    case = Case(counted("=v + 1")).give("A", v=1).give("B")
    assert sentences(case.again(counted("=v + 2"))) == [("variable", "变量“sum”：原来是2，现在是3")]


@pytest.mark.parametrize(("length", "shown"), [(60, "a" * 60), (61, "a" * 60 + "…")])
def test_of_a_long_value_the_beginning_is_told(length: int, shown: str):
    def written(expression: str) -> bytes:
        return diagram(start(), user("A"), script("T", expression, "text"), end(), path("S", "A", "T", "E"))

    case = Case(written('=""')).give("A", v="a" * length)
    assert sentences(case.again(written("=v"))) == [("variable", f"变量“text”：原来是，现在是{shown}")]


def test_an_expression_that_fails_there_is_told_with_its_reason():
    def counted(expression: str) -> bytes:
        return diagram(start(), user("A"), user("B", loop(expression, "n")), end(), path("S", "A", "B", "E"))

    outcome = Case(counted("=[v]")).give("A", v=1).again(counted("=v"))
    assert ("failed", "现在停在“名称B”：表达式“=v”的结果不是列表") in sentences(outcome)


def late(after: str) -> bytes:
    return diagram(
        start(), user("A"), boundary("T", "A", timer(after)), user("B"), user("Late"), end(),
        path("S", "A", "B", "E"), path("T", "Late", "E"),
    )  # fmt: skip


def test_a_timer_that_the_case_had_fires_when_it_fired_and_another_when_it_is_due():
    case = Case(late("P2D")).give("A", hours=30).give("B")
    assert case.again().is_same
    outcome = case.again(late("P1D"))
    assert outcome.then.active_elements == ["Late"]
    assert outcome.differences[0].at == MONDAY + timedelta(days=1)
    # The sweep came late: the person was quicker, and is again.
    assert Case(late("P1D")).give("A", hours=30).give("B").again().is_same
    assert Case(late("P1D")).give("T", hours=30).give("Late").again().is_same


def test_several_timers_that_the_case_did_not_have_fire_each_when_it_is_due():
    def reminded(*timers: str) -> bytes:
        reminders = [boundary(f"T{after}", "A", timer(after), interrupting=False) for after in timers]
        paths = [path(f"T{after}", "E") for after in timers]
        return diagram(start(), user("A"), *reminders, end(), path("S", "A", "E"), *paths)

    outcome = Case(reminded()).give("A", hours=30).again(reminded("PT20H", "PT10H"))
    assert [(told.element_id, told.at - MONDAY) for told in outcome.differences if told.element_id != "E"] == [
        ("TPT10H", timedelta(hours=10)),
        ("TPT20H", timedelta(hours=20)),
    ]


def test_an_element_of_another_id_is_found_by_its_name():
    case = Case(late("P2D")).give("A").give("B")
    renamed = late("P2D").replace(b'"A"', b'"A2"').replace(b"S_A", b"S_A2").replace(b"A_B", b"A2_B")
    assert case.again(renamed).is_same


def test_rounds_and_parallel_paths_get_the_answers_that_they_got():
    rounds = user("R", loop("=[1, 2, 3]", "n", output="all", each="=mark"))
    source = diagram(start(), par("F"), rounds, user("B"), par("J"), end(),
                     path("S", "F", "R", "J", "E"), path("F", "B", "J"))  # fmt: skip
    case = Case(source).give("R", 2, mark="c").give("B").give("R", 0, mark="a").give("R", 0, mark="b")
    outcome = case.again()
    assert outcome.is_same
    assert outcome.then.variables["all"] == ["a", "b", "c"]


@pytest.mark.parametrize("interrupting", [True, False])
@pytest.mark.parametrize("where", ["border", "inside"])
def test_an_event_comes_again_to_the_round_that_it_came_to(where: str, interrupting: bool):
    """All rounds wait for it at once; on the border of a round's step, or inside the round beside it."""
    case = Case(rounds_that_wait(where, interrupting=interrupting), items=[1, 2, 3])
    case.give("X", 1).give("After", who="second")
    while case.sim.waiting_at("A"):
        case.give("A")
    assert case.sim.snapshot.variables["all"] == [None, "second", None]
    outcome = case.again()
    assert outcome.is_same
    assert look_alike(outcome.then) == look_alike(case.sim.snapshot)
    # Of an earlier release: it is not known, and what differs is told.
    for event in case.sim.events:
        event.data.pop("holder", None)
    assert not case.again().is_same


def rounds_that_wait(where: str, *, interrupting: bool) -> bytes:
    """Three rounds side by side, each with a step A and a signal X that leads to After."""
    after, x = user("After"), signal_event("x")
    if where == "border":
        inside = [start("S2"), user("A"), boundary("X", "A", x, interrupting=interrupting), after, end("E2"),
                  path("S2", "A", "E2"), path("X", "After", "E2")]  # fmt: skip
    else:
        beside = sub("Beside", start("X", x, isInterrupting=str(interrupting).lower()), after, end("E3"),
                     path("X", "After", "E3"), triggeredByEvent="true")  # fmt: skip
        inside = [start("S2"), user("A"), end("E2"), path("S2", "A", "E2"), beside]
    rounds = sub("Round", loop("=items", "n", output="all", each="=who"), *inside)
    return diagram(start(), rounds, end(), path("S", "Round", "E"), roots=signal("x"))


@pytest.mark.parametrize("after", [timedelta(hours=2), timedelta(days=3)], ids=["before-the-timer", "timer-is-late"])
def test_a_cancelled_case_is_cancelled_again(after: timedelta):
    case = Case(late("P2D"))
    case.sim.cancel(at=MONDAY + after)
    outcome = case.again()
    assert (outcome.is_same, outcome.then.status) == (True, "cancelled")


def test_a_history_of_an_earlier_release_is_refused():
    begun = Case(late("P2D")).sim.events[0]
    with pytest.raises(HistoryNotWhole):
        recorded([replace(begun, change=None)])
