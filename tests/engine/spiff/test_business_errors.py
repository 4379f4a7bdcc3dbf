"""Business errors: who catches them, from the inside out."""

import pytest

from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    error,
    error_event,
    par,
    path,
    service,
    start,
    sub,
    user,
)
from tests.engine.spiff.player import Player
from tests.engine.spiff.test_events import nested, on_border


@pytest.mark.parametrize(("code", "caught"), [("E1", True), ("E2", False)])
def test_a_business_error_goes_to_the_border_event_of_its_code(code: str, caught: bool):
    source = on_border(error_event("E1"), activity=service("A"), roots=error("E1"))
    play = Player(source)
    assert play.fail("A", code) is caught
    assert play.waiting == (["C"] if caught else ["A", "X"])
    if caught:
        assert play.variables == {"error_code": "E1", "error_message": "说明"}


def test_the_exact_code_goes_before_the_catch_all():
    source = diagram(
        start(), service("A"), boundary("Any", "A", error_event()), boundary("One", "A", error_event("E1")),
        user("B"), user("C"), end(), path("S", "A", "E"), path("Any", "B", "E"), path("One", "C", "E"),
        roots=error("E1"),
    )  # fmt: skip
    play = Player(source)
    play.fail("A", "E1")
    assert play.waiting == ["C"]
    play = Player(source)
    play.fail("A", "E7")
    assert play.waiting == ["B"]


def test_an_error_end_leaves_the_sub_process_and_cancels_what_else_runs_in_it():
    play = Player(nested(end("IX", error_event("E1"))))
    assert play.waiting == ["IA", "IB", "X"]
    play.complete("IA", found=3)
    assert play.waiting == ["C"]
    assert play.variables == {"found": 3, "error_code": "E1", "error_message": "错误E1"}


def test_an_error_end_that_nobody_catches_stops_there():
    play = Player(nested(end("IX", error_event("E2")))).complete("IA")
    assert [(f.element_id, f.code) for f in play.failures] == [("IX", "uncaught-error")]
    assert not play.ended
    assert "IB" in play.waiting


def test_an_error_of_a_handler_inside_goes_to_the_border_outside():
    play = Player(nested(end("IX")))
    assert play.fail("IA", "E1")
    assert play.waiting == ["C"]


def test_an_error_that_a_called_process_does_not_catch_goes_to_its_caller():
    source = diagram(start(), par("F"), user("A"), user("B"), end("X", error_event("E1")), end(),
                     path("S", "F", "A", "X"), path("F", "B", "E"), roots=error("E1"))  # fmt: skip
    play = Player(source, has_caller=True).complete("A")
    assert play.ended
    assert play.case.error == {"code": "E1", "message": "错误E1"}


def test_an_error_goes_to_the_event_sub_process_of_its_scope():
    handler = sub(
        "H",
        start("HS", error_event("E1")),
        user("HA"),
        end("HE"),
        path("HS", "HA", "HE"),
        triggeredByEvent="true",
    )
    play = Player(diagram(start(), service("A"), end(), handler, path("S", "A", "E"), roots=error("E1")))
    assert play.fail("A", "E1")
    assert play.waiting == ["HA"]
    assert play.complete("HA").ended
