"""What a diagram can do: standstills, endless loops, tokens that pile up, work done twice, what never runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn import read
from engine.gate.behaviour import behaviour
from portal.services.places import PROJECT
from tests.engine.gate import world
from tests.engine.gate.behaviour import (
    BOTH,
    CHOICE,
    JOINED,
    LEAVE,
    MERGE,
    ONE_OF_TWO,
    SOME,
    findings,
    rules,
    split_and_merged,
)
from tests.engine.spiff.diagrams import (
    TERMINATE,
    boundary,
    catch,
    end,
    error_event,
    flow,
    inc,
    message_event,
    node,
    par,
    path,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)

CASES = sorted(PROJECT.glob("bpmn/*/*.bpmn"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_process_of_the_scheme_is_clean(case: Path):
    assert list(behaviour(read(case.read_bytes()))) == []


# Standstill -------------------------------------------------------------------------------------------------
def test_a_parallel_join_after_a_choice_is_refused():
    (found,) = findings(CHOICE, par("Y"), ONE_OF_TWO, JOINED)
    assert (found.severity, found.rule, found.element) == ("error", "deadlock", "Y")
    assert found.path == ("S", "X", "X_A", "A")
    assert found.route == "名称S → 名称X → X到A → 名称A"
    assert "名称Y" in found.message
    assert "名称B" in found.message
    assert found.hint


def test_a_parallel_join_after_an_inclusive_split_is_refused():
    assert rules(SOME, par("Y"), ONE_OF_TWO, JOINED) == [("deadlock", "Y")]


def test_a_parallel_join_that_an_interrupted_activity_does_not_reach_is_refused():
    late = boundary("T", "A", timer("P1D")) + end("F") + flow("T", "F")
    assert rules(par("X"), par("Y"), BOTH, JOINED, late) == [("deadlock", "Y")]


def test_a_parallel_join_that_waits_for_a_reminder_is_refused():
    remind = boundary("T", "A", timer("P1D"), interrupting=False) + flow("T", "Y")
    body = start(), end(), user("A"), par("Y"), path("S", "A", "Y", "E"), remind
    assert rules(*body) == [("deadlock", "Y")]


def test_a_standstill_inside_a_subprocess_is_shown_from_the_start_of_the_process():
    inner = CHOICE + par("Y") + ONE_OF_TWO + JOINED
    (found,) = findings(start("S0"), user("U"), sub("P", inner), end("E0"), path("S0", "U", "P", "E0"))
    assert (found.rule, found.element) == ("deadlock", "Y")
    assert found.path == ("S0", "U", "P", "S", "X", "X_A", "A")


def test_a_standstill_where_no_case_comes_has_no_way_to_show():
    inner = start("I") + xor("C", default="C_D") + flow("C", "J", "=a") + flow("C", "D") + user("D") + flow("D", "J")
    never = sub("P", inner + par("J") + end("F") + path("I", "C") + path("J", "F"))
    body = start() + end() + user("A") + user("B") + path("S", "X") + path("A", "Y", "P", "E") + flow("B", "Y")
    found = findings(CHOICE, par("Y"), ONE_OF_TWO, body, never)
    assert ("deadlock", "J", ()) in [(f.rule, f.element, f.path) for f in found]


@pytest.mark.parametrize(("event", "before"), [(timer("P1D"), ("S0",)), (error_event("E1"), ("S0", "A0", "U"))])
def test_a_standstill_beside_the_process_is_shown_from_what_triggers_it(event: str, before: tuple[str, ...]):
    inner = start("S", event) + JOINED.replace(start(), "") + CHOICE + par("Y") + ONE_OF_TWO
    beside = sub("H", inner, triggeredByEvent="true")
    body = start("S0"), user("A0"), service("U"), end("E0"), path("S0", "A0", "U", "E0"), beside
    (found,) = findings(*body)
    assert (found.rule, found.path) == ("deadlock", (*before, "S", "X", "X_A", "A"))


@pytest.mark.parametrize(
    ("split", "join", "ways"),
    [
        (par("X"), par("Y"), BOTH),
        (CHOICE, xor("Y"), ONE_OF_TWO),
        (CHOICE, inc("Y"), ONE_OF_TWO),
        (par("X"), inc("Y"), BOTH),
        (SOME, inc("Y"), ONE_OF_TWO),
    ],
)
def test_a_join_that_fits_its_split_is_accepted(split: str, join: str, ways: str):
    assert rules(split, join, ways, JOINED) == []


def test_a_parallel_join_is_accepted_when_the_interrupted_branch_also_leads_there():
    late = boundary("T", "A", timer("P1D")) + user("C") + xor("Z") + path("T", "C", "Z")
    body = start() + end() + user("A") + user("B") + path("S", "X") + path("A", "Z", "Y", "E") + flow("B", "Y")
    assert rules(par("X"), par("Y"), BOTH, body, late) == []


def test_a_branch_that_ends_everything_leaves_nobody_waiting():
    stop = end("T", TERMINATE) + CHOICE + ONE_OF_TWO + user("A") + user("B") + user("C") + par("Y") + flow("A", "T")
    body = start(), end(), stop, par("P"), path("S", "P", "X"), path("P", "C", "Y", "E"), flow("B", "Y")
    assert rules(*body) == []


def test_a_wait_for_a_message_is_no_standstill():
    assert rules(start(), end(), catch("C", message_event("m")), path("S", "C", "E")) == []


# Endless loop -----------------------------------------------------------------------------------------------
def test_a_loop_without_exit_is_refused():
    body = start(), MERGE, user("A"), user("B"), path("S", "M", "A", "B", "M")
    (found,) = findings(*body)
    assert (found.severity, found.rule, found.element) == ("error", "livelock", "M")
    assert found.path == ("S", "M", "A", "B", "M")
    assert "名称A" in found.message


def test_a_way_into_a_loop_without_exit_is_refused():
    body = CHOICE, ONE_OF_TWO, start(), end(), user("A"), user("B"), path("S", "X"), path("A", "E"), flow("B", "B")
    (found,) = findings(*body)
    assert (found.rule, found.element) == ("livelock", "B")
    assert found.path == ("S", "X", "X_B", "B", "B")


def test_a_loop_without_exit_beside_another_branch_hides_nothing_there():
    loops = start() + par("P") + xor("M") + user("A") + path("S", "P", "M", "A", "M")
    body = loops + CHOICE + flow("X", "C", "=a") + flow("X", "B") + user("B") + user("C") + end()
    assert rules(body, path("P", "X"), path("B", "E"), flow("C", "E")) == [("livelock", "M")]


def test_a_loop_with_an_exit_is_accepted():
    body = start(), end(), MERGE, user("A"), LEAVE, path("S", "M", "A", "L", "E"), flow("L", "M", "=again")
    assert rules(*body) == []


def test_a_loop_that_an_event_can_leave_is_accepted():
    late = boundary("T", "A", timer("P1D")) + end() + flow("T", "E")
    assert rules(start(), MERGE, user("A"), path("S", "M", "A", "M"), late) == []


# Piling up --------------------------------------------------------------------------------------------------
def test_a_loop_that_doubles_its_tokens_is_refused():
    body = start(), MERGE, par("P"), LEAVE, end(), path("S", "M", "L", "E"), flow("L", "P", "=more"), flow("P", "A")
    found = findings(*body, user("A"), user("B"), path("P", "B", "M"), flow("A", "M"))
    assert (found[0].severity, found[0].rule, found[0].element) == ("error", "unbounded-growth", "P")
    assert found[0].path[:4] == ("S", "M", "L", "L_P")


def test_tokens_that_wait_for_a_partner_after_the_loop_are_refused():
    body = start() + MERGE + par("P") + LEAVE.replace("L_E", "L_J") + par("J") + end() + user("A") + user("B")
    flows = path("S", "M", "P", "A", "L", "J", "E") + path("P", "B", "J") + flow("L", "M", "=again")
    assert ("unbounded-growth", "P") in rules(body, flows)


def test_a_loop_that_starts_something_beside_it_each_time_is_accepted():
    body = start() + MERGE + par("P") + LEAVE + end() + user("A") + user("B") + end("F")
    flows = path("S", "M", "P", "A", "L", "E") + path("P", "B", "F") + flow("L", "M", "=again")
    assert rules(body, flows) == []


def test_a_reminder_that_comes_in_each_round_of_a_loop_is_accepted():
    remind = boundary("T", "A", timer("P1D"), interrupting=False) + service("R") + end("F") + path("T", "R", "F")
    body = start(), end(), MERGE, user("A"), LEAVE, path("S", "M", "A", "L", "E"), flow("L", "M", "=again"), remind
    assert rules(*body) == []


def test_a_loop_that_joins_what_it_split_is_accepted():
    body = start() + MERGE + par("P") + par("J") + LEAVE + end() + user("A") + user("B")
    flows = path("S", "M", "P", "A", "J", "L", "E") + path("P", "B", "J") + flow("L", "M", "=again")
    assert rules(body, flows) == []


# The planned wideners: links, conditions behind tasks -------------------------------------------------------
def link(name: str) -> str:
    return f'<linkEventDefinition name="{name}"/>'


def test_a_link_goes_on_at_its_catch():
    body = start(), throw("A", link("weiter")), catch("B", link("weiter")), user("C"), end()
    assert rules(*body, path("S", "A"), path("B", "C", "E")) == []


def test_a_link_back_without_exit_is_an_endless_loop():
    body = start(), throw("A", link("weiter")), catch("B", link("weiter")), user("C")
    assert rules(*body, path("S", "C", "A"), path("B", "C")) == [("livelock", "C")]


def test_conditions_behind_a_task_may_hold_together():
    body = node("userTask", "X", default="X_B")
    assert split_and_merged(body, xor("Y"), flow("X", "A", "=a") + flow("X", "B")) == []
    assert split_and_merged(body, par("Y"), flow("X", "A", "=a") + flow("X", "B")) == [("deadlock", "Y")]
    both = flow("X", "A", "=a") + flow("X", "B", "=b")
    assert split_and_merged(node("userTask", "X"), xor("Y"), both) == [("unsynchronised", "Y")]
    assert split_and_merged(node("userTask", "X"), inc("Y"), both) == []


# Bounds and the way through the gate ------------------------------------------------------------------------
def many_choices(count: int) -> str:
    """A parallel split whose branches each choose which of two joins they lead to."""
    body = (
        start()
        + par("P")
        + flow("S", "P")
        + inc("J")
        + inc("K")
        + inc("Z")
        + end()
        + path("J", "Z", "E")
        + flow("K", "Z")
    )
    for number in range(count):
        a, x = f"A{number}", f"X{number}"
        body += user(a) + xor(x, default=f"{x}_J") + path("P", a, x, "J") + flow(x, "K", "=k")
    return body


def test_more_states_than_the_bound_are_said_to_be_undecided(settings):
    settings.OTOP_BEHAVIOUR_LIMITS = {"states": 100}
    (found,) = findings(many_choices(8))
    assert (found.severity, found.rule, found.element) == ("info", "not-decided", "p")


@pytest.mark.parametrize("bounds", [{"steps": 50}, {"tokens": 4}])
def test_what_is_found_within_the_bounds_is_still_reported(settings, bounds: dict[str, int]):
    settings.OTOP_BEHAVIOUR_LIMITS = bounds
    stuck = CHOICE + par("Y") + ONE_OF_TWO + user("A") + user("B") + end("F") + path("A", "Y", "F") + flow("B", "Y")
    body = many_choices(8) + xor("G", default="G_P") + stuck + flow("G", "X", "=x")
    body = body.replace('id="S_P"', 'id="S_G"').replace('sourceRef="S" targetRef="P"', 'sourceRef="S" targetRef="G"')
    found = findings(body, flow("G", "P"))
    assert [(f.severity, f.rule, f.element) for f in found] == [
        ("error", "deadlock", "Y"),
        ("info", "not-decided", "p"),
    ]


def test_ten_branches_of_ten_tasks_are_decided(settings):
    settings.OTOP_BEHAVIOUR_LIMITS = {"states": 150}
    body = start() + par("X") + par("Y") + end() + path("S", "X") + path("Y", "E")
    for one in range(10):
        names = [f"T{one}_{two}" for two in range(10)]
        body += "".join(user(name) for name in names) + path("X", *names, "Y")
    assert rules(body) == []


def test_the_gate_refuses_a_diagram_that_gets_stuck_and_shows_the_way():
    people = world.extended('<zeebe:userTask /><zeebe:assignmentDefinition assignee="li.na" />')
    step = f'<bpmn:userTask id="{{}}">{people}</bpmn:userTask>'
    source = world.diagram(
        '<bpmn:exclusiveGateway id="x" default="x_b" /><bpmn:parallelGateway id="y" />',
        step.format("a") + step.format("b"),
        world.chain("x", "a", "y").replace('targetRef="a">', f'targetRef="a">{world.condition("=1 = 1")}'),
        world.flow("x", "b") + world.flow("b", "y"),
    )
    (found,) = [found for found in world.findings_of(source) if found.severity == "error"]
    assert (found.rule, found.element, found.file) == ("deadlock", "y", "p.bpmn")
    assert found.as_dict()["path"] == ["begin", "x", "x_a", "a"]
