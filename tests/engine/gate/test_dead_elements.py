"""Elements that no case ever reaches, and events that nothing triggers."""

from __future__ import annotations

import pytest

from tests.engine.gate.behaviour import findings, rules
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    catch,
    end,
    error_event,
    flow,
    loop,
    node,
    path,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)


# What never runs --------------------------------------------------------------------------------------------
def test_an_error_that_nobody_throws_is_refused():
    inner = start("I") + user("A") + end("F", error_event("E1")) + path("I", "A", "F")
    caught = boundary("T", "P", error_event("E2")) + user("B") + end("G") + path("T", "B", "G")
    found = findings(start(), sub("P", inner), user("C"), end(), path("S", "P", "C", "E"), caught)
    assert {(f.severity, f.rule, f.element, f.path) for f in found} == {
        ("error", "dead-activity", "C", ("S", "P")),
        ("error", "dead-activity", "T", ("S", "P")),
    }


def test_an_event_on_a_step_that_does_not_wait_is_warned_of():
    late = boundary("T", "A", timer("P1D")) + end("F") + flow("T", "F")
    for step in (node("manualTask", "A"), sub("A", start("I"), end("O"), flow("I", "O"))):
        (found,) = findings(start(), end(), step, path("S", "A", "E"), late)
        assert (found.severity, found.rule, found.element) == ("warning", "dead-activity", "T")


def test_an_event_on_a_step_that_waits_is_accepted():
    late = boundary("T", "A", timer("P1D")) + end("F") + flow("T", "F")
    inner = start("I") + catch("C", timer("PT1H")) + end("O") + path("I", "C", "O")
    for step in (user("A"), service("A"), sub("A", inner)):
        assert rules(start(), end(), step, path("S", "A", "E"), late) == []


def test_an_event_subprocess_for_an_error_that_nobody_throws_is_refused():
    caught = sub("H", start("I", error_event("E1")), end("F"), flow("I", "F"), triggeredByEvent="true")
    assert rules(start(), end(), user("A"), path("S", "A", "E"), caught) == [("dead-activity", "H")]


@pytest.mark.parametrize("code", ["E1", ""])
def test_an_error_that_a_subprocess_throws_is_accepted(code: str):
    ways = xor("X", default="X_F") + flow("X", "G", "=ok") + flow("X", "F")
    inner = start("I") + user("A") + path("I", "A", "X") + ways + end("F", error_event("E1")) + end("G")
    caught = boundary("T", "P", error_event(code)) + end("H") + flow("T", "H")
    assert rules(start(), sub("P", inner), end(), path("S", "P", "E"), caught) == []


@pytest.mark.parametrize("activity", [service("A"), call("A", "child")])
def test_an_error_that_a_handler_or_a_called_process_may_throw_is_accepted(activity: str):
    caught = boundary("T", "A", error_event("E1")) + end("F") + flow("T", "F")
    assert rules(start(), activity, end(), path("S", "A", "E"), caught) == []


def test_an_event_subprocess_that_can_be_triggered_is_accepted():
    for inside, event in ((user("A"), timer("P1D")), (service("A"), error_event("E1"))):
        beside = sub("H", start("I", event), user("B"), end("F"), path("I", "B", "F"), triggeredByEvent="true")
        assert rules(start(), end(), inside, path("S", "A", "E"), beside) == []


def test_a_subprocess_that_always_fails_never_goes_on():
    inner = start("I") + end("F", error_event("E1")) + flow("I", "F")
    caught = boundary("T", "P", error_event("E1")) + flow("T", "E")
    assert rules(start(), sub("P", inner), end(), user("C"), path("S", "P", "C", "E"), caught) == [
        ("dead-activity", "C")
    ]


def test_a_loop_over_a_list_may_find_nothing_to_do():
    inner = start("I") + end("F", error_event("E1")) + flow("I", "F")
    each = loop("=items", "item")
    caught = boundary("T", "P", error_event("E1")) + flow("T", "E")
    assert rules(start(), sub("P", each, inner), end(), user("C"), path("S", "P", "C", "E"), caught) == []
