"""Scenarios of events: see `tests.engine.spiff.scenarios`."""

from __future__ import annotations

from engine.bpmn.constructs import Position
from tests.engine.spiff import diagrams as d
from tests.engine.spiff.diagrams import diagram, end, path, start, user, zeebe
from tests.engine.spiff.player import Player
from tests.engine.spiff.scenarios import Play, event, goes_on, line, shows

PAID = d.message("paid", "=number")
NUMBER = {"number": "R1"}


# Where the process begins ---------------------------------------------------------------------------------
@shows(event(Position.START, "message"))
def a_message_starts_a_case(play: Play) -> None:
    source = diagram(start("S", d.message_event("paid")), user("A"), end(), path("S", "A", "E"), roots=PAID)
    goes_on(play(source, trigger=("message", "paid")))


@shows(event(Position.START, "signal"))
def a_signal_starts_a_case(play: Play) -> None:
    source = diagram(start("S", d.signal_event("go")), user("A"), end(), path("S", "A", "E"), roots=d.signal("go"))
    goes_on(play(source, trigger=("signal", "go")))


# Event sub-processes --------------------------------------------------------------------------------------
def with_handler(definition: str, *, interrupting: bool = True, roots: str = "") -> bytes:
    handler = d.sub(
        "H", start("HS", definition, isInterrupting=str(interrupting).lower()), user("HA"), end("HE"),
        path("HS", "HA", "HE"), triggeredByEvent="true",
    )  # fmt: skip
    return diagram(start(), d.service("X"), end(), handler, path("S", "X", "E"), roots=roots)


def interrupts(case: Player) -> None:
    assert case.waiting == ["HS", "X"]
    assert case.fire("HS").waiting == ["HA"]
    assert case.complete("HA").ended


@shows("eventSubProcess", event(Position.EVENT_START, "message"))
def a_message_while_the_process_runs(play: Play) -> None:
    interrupts(play(with_handler(d.message_event("paid"), roots=PAID), NUMBER))


@shows(event(Position.EVENT_START, "timer"))
def a_time_limit_of_the_process(play: Play) -> None:
    interrupts(play(with_handler(d.timer("P9D"))))


@shows(event(Position.EVENT_START, "signal"))
def a_signal_while_the_process_runs(play: Play) -> None:
    interrupts(play(with_handler(d.signal_event("freeze"), roots=d.signal("freeze"))))


@shows(event(Position.EVENT_START, "error"))
def an_error_while_the_process_runs(play: Play) -> None:
    case = play(with_handler(d.error_event("E1"), roots=d.error("E1")))
    assert case.fail("X", "E1")
    assert case.waiting == ["HA"]


@shows("startEvent@isInterrupting=false")
def beside_the_process(play: Play) -> None:
    case = play(with_handler(d.signal_event("news"), interrupting=False, roots=d.signal("news")))
    assert case.fire("HS").waiting == ["HA", "HS", "X"]


# In the flow ----------------------------------------------------------------------------------------------
@shows(event(Position.CATCH, "message"))
def waiting_for_a_message(play: Play) -> None:
    case = play(line(d.catch("X", d.message_event("paid")), roots=PAID), NUMBER)
    assert case.wait("X").details["correlation_key"] == "R1"
    goes_on(case.fire("X"))


@shows(event(Position.CATCH, "timer"), "timeDuration")
def waiting_for_a_while(play: Play) -> None:
    goes_on(play(line(d.catch("X", d.timer("P1D")))).fire("X"))


@shows("timeDate")
def waiting_for_a_day(play: Play) -> None:
    case = play(line(d.catch("X", d.timer(date="2026-05-01T17:00:00+08:00"))))
    assert case.wait("X").details["due"] == "2026-05-01T09:00:00+00:00"
    goes_on(case.fire("X"))


@shows(event(Position.CATCH, "signal"))
def waiting_for_a_signal(play: Play) -> None:
    goes_on(play(line(d.catch("X", d.signal_event("go")), roots=d.signal("go"))).fire("X"))


@shows(event(Position.THROW))
def a_plain_event_passes(play: Play) -> None:
    case = play(line(d.throw("X", extensions=d.mapping({"n": "=20"}, {"twice": "=n * 2"}))))
    assert case.variables == {"twice": 40}
    goes_on(case)


@shows(event(Position.THROW, "message"))
def sending_a_message(play: Play) -> None:
    case = play(line(d.throw("X", d.message_event("paid"), d.mapping({"sum": "=2"})), roots=PAID), NUMBER)
    (thrown,) = case.throws
    assert (thrown.kind, thrown.name, thrown.correlation_key, thrown.variables) == ("message", "paid", "R1", {"sum": 2})
    goes_on(case)


@shows(event(Position.THROW, "signal"))
def sending_a_signal(play: Play) -> None:
    case = play(line(d.throw("X", d.signal_event("go"), d.mapping({"sum": "=2"})), roots=d.signal("go")))
    assert [(t.kind, t.name, t.variables) for t in case.throws] == [("signal", "go", {"sum": 2})]
    goes_on(case)


@shows("message throw/taskDefinition")
def a_message_that_a_handler_sends(play: Play) -> None:
    job = zeebe("taskDefinition", type="test.topic", retries="2")
    last = d.node("endEvent", "Z", d.message_event("paid"), extensions=job)
    source = diagram(start(), d.throw("X", d.message_event("paid"), job), last, path("S", "X", "Z"), roots=PAID)
    case = play(source)
    assert (case.wait("X").kind, case.wait("X").details["topic"]) == ("service", "test.topic")
    assert case.complete("X").waiting == ["Z"]
    assert case.complete("Z").ended
    assert case.throws == []


@shows(event(Position.THROW, "link"), event(Position.CATCH, "link"))
def two_links_to_one_place(play: Play) -> None:
    source = diagram(
        start(), d.par("F"), user("U"), user("V"), d.throw("T1", d.link_event("下一 页")),
        d.throw("T2", d.link_event("下一 页")), d.catch("C", d.link_event("下一 页")), user("A"), end(),
        path("S", "F", "U", "T1"), path("F", "V", "T2"), path("C", "A", "E"),
    )  # fmt: skip
    case = play(source)
    assert case.complete("U").waiting == ["A", "V"]
    assert case.complete("V").waiting == ["A", "A"]
    assert case.complete("A").complete("A").ended
    assert case.done == ["S", "U", "T1", "C", "V", "T2", "C", "A", "E", "A", "E"]


# On borders -----------------------------------------------------------------------------------------------
def bordered(definition: str, *, interrupting: bool = True, roots: str = "") -> bytes:
    border = d.boundary("B", "X", definition, interrupting=interrupting)
    return line(d.service("X"), more=border + user("C") + path("B", "C", "E"), roots=roots)


@shows(event(Position.BOUNDARY, "message"))
def a_message_takes_the_task_away(play: Play) -> None:
    assert play(bordered(d.message_event("paid"), roots=PAID), NUMBER).fire("B").waiting == ["C"]


@shows(event(Position.BOUNDARY, "timer"))
def a_time_limit_takes_the_task_away(play: Play) -> None:
    assert play(bordered(d.timer("P1D"))).fire("B").waiting == ["C"]


@shows(event(Position.BOUNDARY, "signal"))
def a_signal_takes_the_task_away(play: Play) -> None:
    assert play(bordered(d.signal_event("stop"), roots=d.signal("stop"))).fire("B").waiting == ["C"]


@shows(event(Position.BOUNDARY, "error"))
def an_error_of_the_handler(play: Play) -> None:
    case = play(bordered(d.error_event("E1"), roots=d.error("E1")))
    assert case.fail("X", "E1")
    assert case.waiting == ["C"]


@shows("boundaryEvent@cancelActivity=false")
def a_reminder(play: Play) -> None:
    assert play(bordered(d.timer("P1D"), interrupting=False)).fire("B").waiting == ["C", "X"]


@shows("timeCycle")
def a_reminder_again_and_again(play: Play) -> None:
    case = play(bordered(d.timer(cycle="R2/P1D"), interrupting=False))
    assert case.fire("B").waiting == ["B", "C", "X"]
    assert case.fire("B").waiting == ["C", "C", "X"]


# Ends -----------------------------------------------------------------------------------------------------
@shows(event(Position.END, "message"))
def a_last_message(play: Play) -> None:
    case = play(diagram(start(), end("E", d.message_event("paid")), path("S", "E"), roots=PAID), NUMBER)
    assert case.ended
    assert [(t.kind, t.name, t.correlation_key) for t in case.throws] == [("message", "paid", "R1")]


@shows(event(Position.END, "signal"))
def a_last_signal(play: Play) -> None:
    case = play(diagram(start(), end("E", d.signal_event("go")), path("S", "E"), roots=d.signal("go")))
    assert case.ended
    assert [(t.kind, t.name) for t in case.throws] == [("signal", "go")]


@shows(event(Position.END, "error"))
def an_error_leaves_its_sub_process(play: Play) -> None:
    inside = d.sub(
        "X", start("XS"), user("XA"), d.xor("G", default="G_XZ"), end("XE", d.error_event("E1")), end("XZ"),
        path("XS", "XA", "G"), d.flow("G", "XE", "=bad"), d.flow("G", "XZ"),
    )  # fmt: skip
    border = d.boundary("B", "X", d.error_event("E1")) + user("C") + path("B", "C", "E")
    source = line(inside, more=border, roots=d.error("E1"))
    assert play(source).complete("XA", bad=True).waiting == ["C"]
    goes_on(play(source).complete("XA", bad=False))


@shows(event(Position.END, "terminate"))
def an_end_of_everything(play: Play) -> None:
    source = diagram(start(), d.par("F"), user("A"), user("B"), end("X", d.TERMINATE), end(),
                     path("S", "F", "A", "X"), path("F", "B", "E"))  # fmt: skip
    assert play(source).complete("A").ended
