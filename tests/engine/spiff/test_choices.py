"""Conditions behind activities and events, and links: where a token goes on."""

import pytest

from engine import spiff
from engine.errors import DiagramRefused
from tests.engine.spiff.diagrams import (
    TERMINATE,
    boundary,
    call,
    catch,
    diagram,
    end,
    error,
    error_event,
    flow,
    inc,
    link_event,
    loop,
    node,
    path,
    service,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.spiff.player import Player


def behind(step: str, *more: str, roots: str = "") -> bytes:
    """X leads to A if n > 0, to B if n > 1, by default to C."""
    step = step.replace('id="X"', 'id="X" default="X_C"', 1)
    return diagram(
        start(), step, user("A"), user("B"), user("C"), end(), path("S", "X"), flow("X", "A", "=n > 0"),
        flow("X", "B", "=n > 1"), flow("X", "C"), path("A", "E"), path("B", "E"), path("C", "E"), *more, roots=roots,
    )  # fmt: skip


INNER = (start("XS"), user("XA"), end("XE"), path("XS", "XA", "XE"))


@pytest.mark.parametrize(("n", "taken"), [(0, ["C"]), (1, ["A"]), (2, ["A", "B"])])
def test_the_conditions_behind_an_activity_see_what_it_has_just_written(n: int, taken: list[str]):
    assert Player(behind(user("X"))).complete("X", n=n).waiting == taken
    assert Player(behind(service("X"))).complete("X", n=n).waiting == taken
    assert Player(behind(call("X", "child"))).complete("X", n=n).waiting == taken
    assert Player(behind(sub("X", *INNER))).complete("XA", n=n).waiting == taken


def test_the_conditions_behind_a_loop_are_asked_once_when_it_ends():
    each = loop("=[1, 2]", "item", output="marks", each="=mark")
    play = Player(behind(user("X", each)), {"n": 1}).complete("X", mark=1)
    assert play.waiting == ["X"]
    assert play.complete("X", mark=2).waiting == ["A"]
    assert [note.element_id for note in play.notes if note.kind == "gateway_taken"] == ["X"]


def test_a_border_event_goes_its_own_way():
    source = behind(user("X"), boundary("T", "X", timer("P1D")), user("L"), user("M"),
                    flow("T", "L", "=n > 0"), flow("T", "M", "=n > 5"), path("L", "E"), path("M", "E"))  # fmt: skip
    assert Player(source, {"n": 1}).fire("T").waiting == ["L"]
    assert Player(source, {"n": 1}).complete("X").waiting == ["A"]


def no_default() -> bytes:
    return diagram(start(), user("X"), user("A"), end(), path("S", "X"), flow("X", "A", "=n > 0"), path("A", "E"))


def test_where_no_condition_holds_the_operator_corrects_the_variables_and_tries_again():
    play = Player(no_default()).complete("X", n=0, remark="kept")
    assert [(failure.element_id, failure.code) for failure in play.failures] == [("X", "no-path")]
    assert play.variables == {"n": 0, "remark": "kept"}, "the work is done; only the way is open"
    assert play.retry(n=1).waiting == ["A"]
    assert play.variables == {"n": 1, "remark": "kept"}


def test_a_condition_that_cannot_be_computed_stops_there_too():
    play = Player(no_default()).complete("X", n="many")
    assert [failure.element_id for failure in play.failures] == ["X"]
    assert play.retry(n=3).waiting == ["A"]


def test_an_event_that_has_sent_its_signal_does_not_send_it_again_when_its_way_is_open():
    source = diagram(start(), throw("X", '<signalEventDefinition signalRef="s_go"/>'), user("A"), end(), path("S", "X"),
                     flow("X", "A", "=n > 0"), path("A", "E"), roots='<signal id="s_go" name="go"/>')  # fmt: skip
    play = Player(source, {"n": 0})
    assert play.retry(n=1).waiting == ["A"]
    assert [thrown.name for thrown in play.throws] == ["go"]


def test_an_inclusive_join_waits_for_the_branches_that_an_activity_chose():
    source = diagram(
        start(), user("X"), user("A"), user("B"), inc("J"), user("D"), end(), path("S", "X"), flow("X", "A", "=n > 0"),
        flow("X", "B", "=n > 1"), path("A", "J", "D", "E"), path("B", "J"),
    )  # fmt: skip
    assert Player(source).complete("X", n=1).complete("A").waiting == ["D"]
    assert Player(source).complete("X", n=2).complete("A").complete("B").waiting == ["D"]


# Links ------------------------------------------------------------------------------------------------------
def test_a_link_leads_back_again_and_again():
    source = diagram(
        start(), throw("T1", link_event("again")), catch("L", link_event("again")), user("A"), xor("G", default="G_E"),
        throw("T2", link_event("again")), end(), path("S", "T1"), path("L", "A", "G", "E"), flow("G", "T2", "=more"),
    )  # fmt: skip
    play = Player(source).complete("A", more=True)
    assert play.waiting == ["A"]
    assert play.complete("A", more=False).ended
    assert play.done == ["S", "T1", "L", "A", "T2", "L", "A", "E"]


def test_links_of_one_name_in_two_scopes_do_not_mix():
    inner = sub("I", start("IS"), throw("IT", link_event("x")), catch("IL", link_event("x")), user("IA"), end("IE"),
                path("IS", "IT"), path("IL", "IA", "IE"))  # fmt: skip
    source = diagram(start(), throw("T", link_event("x")), catch("L", link_event("x")), inner, user("A"), end(),
                     path("S", "T"), path("L", "I", "A", "E"))  # fmt: skip
    play = Player(source)
    assert play.waiting == ["IA"]
    assert play.complete("IA").waiting == ["A"]
    assert play.built.elements["IT"] == {"IL"}


def test_a_join_behind_a_link_still_waits_for_everybody():
    source = diagram(
        start(), inc("F"), user("A"), user("B"), throw("T", link_event("x")), catch("L", link_event("x")), inc("J"),
        user("Z"), end(), path("S", "F"), flow("F", "A", "=true"), flow("F", "B", "=true"), path("A", "T"),
        path("L", "J", "Z", "E"), path("B", "J"),
    )  # fmt: skip
    play = Player(source)
    assert play.complete("B").waiting == ["A"]
    assert play.complete("A").waiting == ["Z"]


def test_an_error_of_the_handler_that_sends_a_message_goes_to_the_event_sub_process():
    job = '<zeebe:taskDefinition type="test.topic"/>'
    handler = sub("H", start("HS", error_event("E1")), user("HA"), end("HE"), path("HS", "HA", "HE"),
                  triggeredByEvent="true")  # fmt: skip
    last = node("endEvent", "Z", '<messageEventDefinition messageRef="m_go"/>', extensions=job)
    play = Player(diagram(start(), last, handler, path("S", "Z"), roots='<message id="m_go" name="go"/>' + error("E1")))
    assert play.fail("Z", "E1")
    assert play.waiting == ["HA"]


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ([start(), throw("T", link_event("x")), path("S", "T")], "T"),
        (
            [start(), throw("T", link_event("x")), catch("L", link_event("y")), end(), path("S", "T"), path("L", "E")],
            "T",
        ),
        ([start(), catch("X", "<escalationEventDefinition/>"), end(), path("S", "X", "E")], "X"),
        ([start(), throw("X", error_event("E1")), end(), path("S", "X", "E")], "X"),
        ([start(), catch("X", TERMINATE), end(), path("S", "X", "E")], "X"),
        ([start(), node("task", "X", default="elsewhere"), end(), path("S", "X", "E")], "X"),
        ([start(), node("task", "X", default="X_E"), end(), path("S", "X"), flow("X", "E", "=true")], "X_E"),
    ],
)
def test_what_would_lead_elsewhere_than_drawn_is_not_built(body: list[str], element: str):
    with pytest.raises(DiagramRefused) as refused:
        spiff.build(diagram(*body, roots=error("E1")))
    assert refused.value.params["element"] == element
