"""A process runs on a clock with given answers: when time goes on, and what an answer reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import dmn, spiff
from engine.bpmn import with_flow_ids
from engine.errors import LimitReached, UncaughtError, UnknownElement
from engine.simulation import Answer, Scenario, Simulated, simulate
from engine.simulation.limits import Limits
from tests.engine.spiff.diagrams import (
    boundary,
    catch,
    diagram,
    end,
    error,
    error_event,
    message,
    message_event,
    node,
    par,
    path,
    service,
    signal,
    signal_event,
    start,
    throw,
    timer,
    user,
    zeebe,
)

# The business calendar lies in the database.
pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
BOUNDS = Limits(steps=40, seconds=5)


def played(
    source: bytes,
    *answers: Answer,
    until: datetime | None = None,
    bounds: Limits = BOUNDS,
    tables: Any = None,
    **more: Any,
) -> Simulated:
    specification = spiff.load_specs(spiff.build(with_flow_ids(source)).compiled)
    scenario = Scenario(MONDAY, more, answers, until)
    return simulate(scenario, specification, tables=tables or {}, bounds=bounds, limits=spiff.Limits())


def after(**time: float) -> datetime:
    return MONDAY + timedelta(**time)


def waits_then(name: str, how_long: str = "P2D") -> bytes:
    """Nothing but time, then a person."""
    return diagram(start(), catch("Pause", timer(how_long)), user(name), end(),
                   path("S", "Pause", name, "E"))  # fmt: skip


def reminded() -> bytes:
    """A person, and a timer beside him."""
    return diagram(start(), user("A"), boundary("T", "A", timer("P2D"), interrupting=False), user("Told"), end(),
                   path("S", "A", "E"), path("T", "Told", "E"))  # fmt: skip


def test_where_only_time_is_waited_for_it_goes_on_until_somebody_can_answer():
    found = played(waits_then("A"), Answer("A", {"x": 1}))
    assert (found.unused, found.case.is_running, found.case.at) == ([], False, after(days=2))
    assert found.case.snapshot.variables == {"x": 1}


def test_an_answer_with_an_instant_lets_time_go_on_no_further():
    found = played(waits_then("A"), Answer("A", at=after(days=1)))
    assert (found.unused, found.case.at) == ([0], after(days=1))
    assert [wait.element_id for wait in found.case.waits] == ["Pause"]
    found = played(waits_then("A"), Answer("A", at=after(days=3)))
    assert (found.unused, found.case.at) == ([], after(days=3))


def test_while_a_person_is_waited_for_time_does_not_go_on_by_itself():
    found = played(reminded(), Answer("Told"))
    assert (found.unused, found.case.at) == ([0], MONDAY)
    found = played(reminded(), Answer("Told", at=after(days=2)), Answer("A"))
    assert (found.unused, found.case.is_running) == ([], False)


def test_an_answer_for_what_comes_never_waits_for_no_time_that_is_not_there():
    source = diagram(start(), user("A"), user("B"), end(), path("S", "A", "B", "E"))
    assert played(source, Answer("B"), Answer("A"), Answer("A")).unused == [0, 2]


def test_the_clock_goes_on_to_the_end_and_never_back():
    found = played(waits_then("A"), until=after(days=5))
    assert ([wait.element_id for wait in found.case.waits], found.case.at) == (["A"], after(days=5))
    found = played(waits_then("A"), Answer("A", at=after(days=3)), until=after(days=1))
    assert (found.unused, found.case.at) == ([], after(days=3))


def test_a_timer_that_is_answered_early_fires_when_it_is_due():
    found = played(waits_then("A"), Answer("Pause"))
    assert found.case.at == after(days=2)
    (fired,) = [each for each in found.case.events if each.kind == "timer_fired"]
    assert fired.at == after(days=2)


def test_an_error_is_for_work_that_somebody_catches():
    source = diagram(start(), service("A"), boundary("X", "A", error_event("E1")), user("B"), end(),
                     path("S", "A", "E"), path("X", "B", "E"), roots=error("E1"))  # fmt: skip
    found = played(source, Answer("A", error="E1"), Answer("B"))
    assert (found.unused, found.case.is_running) == ([], False)
    with pytest.raises(UncaughtError):
        played(source, Answer("A", error="E2"))
    with pytest.raises(UncaughtError):
        played(waits_then("A"), Answer("Pause", error="E1"))


def test_an_answer_at_no_element_is_refused():
    with pytest.raises(UnknownElement):
        played(waits_then("A"), Answer("B"))


def test_a_signal_reaches_all_who_wait_and_a_message_who_waits_under_its_key():
    def beside(definition: str, roots: str) -> bytes:
        caught = [catch(name, definition) for name in ("M1", "M2")]
        return diagram(start(), par("F"), user("A"), throw("W", definition), *caught, end(),
                       path("S", "F", "A", "W", "E"), path("F", "M1", "E"), path("F", "M2", "E"), roots=roots)  # fmt: skip  # noqa: E501

    signalled = played(beside(signal_event("paid"), signal("paid")), Answer("A"))
    assert not signalled.case.is_running
    told = played(beside(message_event("paid"), message("paid", "=number")), Answer("A"), number="N1")
    assert not told.case.is_running
    # Under a key that changed since they began to wait, nobody does.
    other = played(
        beside(message_event("paid"), message("paid", "=number")), Answer("A", {"number": "N2"}), number="N1"
    )
    assert sorted(wait.element_id for wait in other.case.waits) == ["M1", "M2"]


@pytest.mark.parametrize(("steps", "is_enough"), [(3, True), (2, False)])
def test_steps_are_counted(steps: int, is_enough: bool):
    source = diagram(start(), user("A"), user("B"), user("C"), end(), path("S", "A", "B", "C", "E"))
    answers = [Answer("A"), Answer("B"), Answer("C")]
    if is_enough:
        assert played(source, *answers, bounds=BOUNDS._replace(steps=steps)).unused == []
    else:
        with pytest.raises(LimitReached):
            played(source, *answers, bounds=BOUNDS._replace(steps=steps))


TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="route" name="Route"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i" label="x"><inputExpression id="ie" typeRef="number"><text>x</text></inputExpression></input>
    <output id="o" name="route" typeRef="string" />
    <rule id="r1"><inputEntry id="e1"><text>&gt; 1</text></inputEntry>
      <outputEntry id="o1"><text>"long"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="e2"><text>-</text></inputEntry>
      <outputEntry id="o2"><text>"short"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def test_a_decision_is_asked_and_says_which_row():
    rule = node("businessRuleTask", "B", extensions=zeebe("calledDecision", decisionId="route", resultVariable="way"))
    source = diagram(start(), user("A"), rule, user("C"), end(), path("S", "A", "B", "C", "E"))
    found = played(source, Answer("A", {"x": 2}), tables={"route": dmn.parse_decisions(TABLE)})
    assert found.case.snapshot.variables == {"x": 2, "way": "long"}
    (asked,) = [each for each in found.case.events if each.kind == "decision_evaluated"]
    assert asked.data["decision"] == "route"
    (failed,) = played(source, Answer("A", {"x": 2})).case.failures.values()
    assert (failed.element_id, failed.code) == ("B", "decision-not-found")


def test_a_way_from_inside_is_noticed_by_what_it_changed():
    """What a command changes before anything is told belongs to the first event."""
    found = played(event_in_the_middle(), Answer("A", {"x": 2}))
    assert found.case.snapshot.variables == {"x": 2}
    assert list(found.case.snapshot.tokens.values()) == ["B"]


def event_in_the_middle() -> bytes:
    return diagram(start(), user("A"), throw("M"), user("B"), end(), path("S", "A", "M", "B", "E"))
