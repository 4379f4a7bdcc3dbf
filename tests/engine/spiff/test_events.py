"""Timers, messages, signals, errors: on borders, in the flow, in event sub-processes."""

from datetime import UTC, datetime

import pytest

from engine import spiff
from engine.errors import DiagramRefused
from tests.clock import Clock
from tests.engine.spiff.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    error,
    error_event,
    mapping,
    message,
    message_event,
    node,
    par,
    path,
    service,
    signal,
    signal_event,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.spiff.player import Player

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon(clock: Clock):
    clock.set(NOON)


def on_border(event: str, *, interrupting: bool = True, activity: str = "", roots: str = "") -> bytes:
    return diagram(
        start(), activity or user("A"), boundary("X", "A", event, interrupting=interrupting), user("B"),
        user("C"), end(), path("S", "A", "B", "E"), path("X", "C", "E"), roots=roots,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("definition", "due"),
    [
        (timer("P2D"), "2026-03-04T04:00:00+00:00"),
        (timer("PT90M"), "2026-03-02T05:30:00+00:00"),
        (timer("P1M"), "2026-04-02T04:00:00+00:00"),
        (timer('=duration("PT" + string(hours) + "H")'), "2026-03-02T07:00:00+00:00"),
        (timer(date="=add_working_days(now(), 2)"), "2026-03-04T15:59:59+00:00"),
        (timer(date="2026-03-05T09:00:00"), "2026-03-05T01:00:00+00:00"),
        (timer(date="2026-03-05T09:00:00Z"), "2026-03-05T09:00:00+00:00"),
        (timer(date="=day"), "2026-03-07T16:00:00+00:00"),
    ],
)
def test_a_timer_knows_its_instant_when_it_begins_to_wait(clock: Clock, definition: str, due: str):
    play = Player(
        diagram(start(), catch("X", definition), end(), path("S", "X", "E")),
        {"hours": 3, "day": "2026-03-08"},
    )
    assert not play.failures
    assert play.wait("X").details["due"] == due
    clock.advance(days=1)
    assert play.wait("X").details["due"] == due
    assert play.fire("X").ended


def test_a_timer_that_makes_no_sense_stops_there_and_leaves_the_activity_alone():
    play = Player(on_border(timer("=soon")), {"soon": "bald"})
    assert [f.element_id for f in play.failures] == ["X"]
    assert play.waiting == ["A"]
    play.retry(soon="PT1H")
    assert play.waiting == ["A", "X"]


def test_an_interrupting_timer_takes_the_task_away():
    play = Player(on_border(timer("P1D")))
    assert play.waiting == ["A", "X"]
    assert play.case.active_elements() == ["A"]
    play.fire("X")
    assert play.waiting == ["C"]
    assert [n.element_id for n in play.notes if n.kind == "element_cancelled"] == ["A"]


def test_a_finished_task_calls_its_timer_off():
    play = Player(on_border(timer("P1D"))).complete("A")
    assert play.waiting == ["B"]
    assert play.complete("B").ended


def test_a_reminder_goes_out_while_the_task_stays():
    play = Player(on_border(timer("P1D"), interrupting=False)).fire("X")
    assert play.waiting == ["A", "C"]
    play.complete("A", x=1)
    assert play.waiting == ["B", "C"]
    play.complete("C", c=2)
    assert not play.ended
    assert play.complete("B").ended
    assert play.variables == {"x": 1, "c": 2}


def test_a_cycle_fires_as_often_as_it_says_without_drift_and_without_catching_up(clock: Clock):
    play = Player(on_border(timer(cycle="R3/PT1H"), interrupting=False))
    assert play.wait("X").details["due"] == "2026-03-02T05:00:00+00:00"
    clock.advance(minutes=70)
    play.fire("X")
    assert play.wait("X").details["due"] == "2026-03-02T06:00:00+00:00"
    clock.advance(hours=5)
    play.fire("X")
    assert play.wait("X").details["due"] == "2026-03-02T11:00:00+00:00"
    play.fire("X")
    assert play.waiting == ["A", "C", "C", "C"]


def test_an_interrupting_cycle_is_refused():
    with pytest.raises(DiagramRefused) as refused:
        spiff.build(on_border(timer(cycle="R3/PT1H")))
    assert refused.value.params["element"] == "X"


def test_a_message_waits_under_its_key_and_brings_variables():
    source = diagram(
        start(), node("receiveTask", "R", messageRef="m_shipped"), catch("X", message_event("paid")), end(),
        path("S", "R", "X", "E"), roots=message("shipped", "=number") + message("paid"),
    )  # fmt: skip
    play = Player(source, {"number": 17})
    wait = play.wait("R")
    assert (wait.kind, wait.details["name"], wait.details["correlation_key"]) == ("message", "shipped", "17")
    play.fire("R", parcel="SF1")
    assert (play.wait("X").kind, play.wait("X").details["correlation_key"]) == ("message", "")
    assert play.fire("X").ended
    assert play.variables == {"number": 17, "parcel": "SF1"}


def test_the_first_event_after_an_event_gateway_calls_off_the_others():
    source = diagram(
        start(), node("eventBasedGateway", "G"), catch("M", message_event("go")), catch("T", timer("P1D")),
        node("receiveTask", "R", messageRef="m_stop"), user("A"), user("B"), user("C"), end(),
        path("S", "G", "M", "A", "E"), path("G", "T", "B", "E"), path("G", "R", "C", "E"),
        roots=message("go") + message("stop"),
    )  # fmt: skip
    play = Player(source)
    assert play.waiting == ["M", "R", "T"]
    assert play.fire("T").waiting == ["B"]
    assert Player(source).fire("R").waiting == ["C"]


def test_messages_on_a_border_can_come_again_and_again():
    play = Player(on_border(message_event("note"), interrupting=False, roots=message("note")))
    play.fire("X", text="one").fire("X", text="two")
    assert play.waiting == ["A", "C", "C", "X"]
    assert play.complete("A").waiting == ["B", "C", "C"]


def test_a_thrown_signal_reaches_what_waited_at_that_moment_only():
    source = diagram(
        start(), par("F"), catch("X", signal_event("news")), throw("T", signal_event("news"), mapping({"n":
        "=1 + 1"})), catch("Y", signal_event("news")), end(), path("S", "F", "X", "E"), path("F", "T", "Y",
        "E"), roots=signal("news"),
    )  # fmt: skip
    play = Player(source)
    (thrown,) = play.throws
    assert (thrown.kind, thrown.name, thrown.variables, thrown.element_id) == (
        "signal",
        "news",
        {"n": 2},
        "T",
    )
    assert thrown.reached == {play.wait("X").task_id}


def test_a_signal_end_event_sends_its_signal():
    play = Player(diagram(start(), end("E", signal_event("done")), path("S", "E"), roots=signal("done")))
    assert play.ended
    assert [t.name for t in play.throws] == ["done"]


def nested(inner_end: str, *, border: str = "") -> bytes:
    inside = sub("I", start("IS"), par("IF"), service("IA"), user("IB"), end("IE"), inner_end,
                 path("IS", "IF", "IA", "IX"), path("IF", "IB", "IE"))  # fmt: skip
    return diagram(
        start(), inside, border or boundary("X", "I", error_event("E1")), user("B"), user("C"), end(),
        path("S", "I", "B", "E"), path("X", "C", "E"), roots=error("E1") + error("E2") + message("stop"),
    )  # fmt: skip


def test_an_interrupted_sub_process_hands_over_what_it_had_found_out():
    play = Player(nested(end("IX"), border=boundary("X", "I", message_event("stop")))).complete("IA", sample=5)
    play.fire("X", reason="withdrawn")
    assert play.waiting == ["C"]
    assert play.variables == {"sample": 5, "reason": "withdrawn"}


def with_event_subprocess(event: str, *, interrupting: bool) -> bytes:
    handler = sub(
        "H", start("HS", event, isInterrupting=str(interrupting).lower()), user("HA"), end("HE"),
        path("HS", "HA", "HE"), triggeredByEvent="true",
    )  # fmt: skip
    return diagram(
        start(), user("A"), user("B"), end(), handler, path("S", "A", "B", "E"),
        roots=message("withdraw", "=number") + error("E1") + signal("freeze"),
    )  # fmt: skip


def test_an_interrupting_event_sub_process_replaces_the_rest_of_the_case():
    play = Player(with_event_subprocess(message_event("withdraw"), interrupting=True), {"number": "A1"})
    assert play.waiting == ["A", "HS"]
    assert play.case.active_elements() == ["A"]
    assert play.wait("HS").details["correlation_key"] == "A1"
    play.complete("A", x=1)
    play.fire("HS", why="mind changed")
    assert play.waiting == ["HA"]
    assert play.case.active_elements() == ["H", "HA"]
    assert play.wait("HA").variables == {"number": "A1", "x": 1, "why": "mind changed"}
    assert play.complete("HA", y=2).ended
    assert play.variables == {"number": "A1", "x": 1, "why": "mind changed", "y": 2}


def test_an_event_sub_process_that_nothing_started_does_not_keep_the_case_alive():
    play = Player(with_event_subprocess(message_event("withdraw"), interrupting=True), {"number": "A1"})
    assert play.complete("A").complete("B").ended


def test_a_non_interrupting_event_sub_process_runs_beside_and_again():
    play = Player(with_event_subprocess(signal_event("freeze"), interrupting=False))
    play.fire("HS").fire("HS")
    assert play.waiting == ["A", "HA", "HA", "HS"]
    play.complete("A").complete("B")
    assert not play.ended
    assert play.waiting == ["HA", "HA", "HS"]
    assert play.complete("HA", 0).waiting == ["HA", "HS"]
    assert play.complete("HA", 0).ended


def test_a_reminder_by_timer_in_an_event_sub_process(clock: Clock):
    play = Player(with_event_subprocess(timer(cycle="R2/P1D"), interrupting=False))
    play.fire("HS")
    clock.advance(days=1)
    assert play.waiting == ["A", "HA", "HS"]
    assert play.fire("HS").waiting == ["A", "HA", "HA"]


def test_the_start_event_that_was_triggered_is_the_only_one_that_begins():
    source = diagram(
        start("S1"), start("S2", message_event("go")), user("A"), user("B"), end(), path("S1", "A", "E"),
        path("S2", "B", "E"), roots=message("go"),
    )  # fmt: skip
    assert Player(source).waiting == ["A"]
    play = Player(source, {"x": 1}, trigger=("message", "go"))
    assert play.waiting == ["B"]
    assert play.complete("B").ended
    assert (play.built.is_startable, play.built.start_messages) == (True, ["go"])


def test_a_process_cannot_start_by_a_timer():
    with pytest.raises(DiagramRefused):
        spiff.build(diagram(start("S", timer("P1D")), end(), path("S", "E")))


def test_an_event_names_nothing_of_another_kind():
    signals = '<signalEventDefinition signalRef="m_paid"/>'
    with pytest.raises(DiagramRefused):
        spiff.build(diagram(start(), catch("C", signals), end(), path("S", "C", "E"), roots=message("paid")))


def test_the_inventory_says_what_was_built():
    elements = spiff.build(with_event_subprocess(timer(cycle="R2/P1D"), interrupting=False)).elements
    assert "H" in elements["HS"]
    elements = spiff.build(on_border(timer("P1D"), interrupting=False)).elements
    assert (elements["S"], elements["A"], elements["X"]) == ({"A"}, {"B", "X"}, {"C"})
