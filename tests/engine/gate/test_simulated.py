"""Before a diagram may run it is played with plausible data; what does not work then is told in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from engine import spiff
from engine.bpmn import read, with_flow_ids
from engine.deployments import read_folders
from engine.gate.check import check
from engine.gate.context import Deployed
from engine.gate.findings import Finding
from engine.gate.simulated import simulated
from engine.simulation.exploration import _explored
from engine.spiff import state
from tests.engine.gate.simulating import AROUND, NUMBER, RADIO, TABLE, TEXT, asked, form, found, rules
from tests.engine.spiff.diagrams import (
    boundary,
    diagram,
    end,
    error,
    error_event,
    flow,
    loop,
    mapping,
    message,
    message_event,
    node,
    par,
    path,
    script,
    service,
    start,
    sub,
    timer,
    user,
    xor,
    zeebe,
)

# The business calendar lies in the database.
pytestmark = pytest.mark.django_db

BPMN = Path(__file__).parents[3] / "bpmn"


@pytest.fixture(autouse=True)
def afresh():
    _explored.cache_clear()


def simulated_alone(source: bytes) -> list[Finding]:
    """The simulation alone, of a diagram that other checks refuse."""
    kept = with_flow_ids(source)
    return list(simulated(read(kept), spiff.build(kept), AROUND))


# What it tells ----------------------------------------------------------------------------------------------
def dated(due: str) -> bytes:
    step = user("A", extensions=zeebe("taskSchedule", dueDate=due))
    return diagram(start(), step, end(), path("S", "A", "E"))


def test_an_expression_that_can_never_work_is_an_error():
    (told,) = found(dated('="to" + "morrow"'))
    assert rules([told]) == [("error", "simulation-failed", "A")]
    assert "名称A" in told.message
    assert told.hint


@pytest.mark.parametrize("due", ["=add_working_days(now(), 2)", '="2030-01-01"', "=due", "P3D"])
def test_an_expression_that_works_or_may_work_is_no_finding(due: str):
    assert found(dated(due)) == []


def each(items: str) -> bytes:
    many = user("B", loop(items, "item"))
    return diagram(start(), asked(), many, end(), path("S", "A", "B", "E"))


def test_an_answer_that_does_not_fit_an_expression_is_a_warning():
    assert rules(found(each("=score"), f_form=form(NUMBER))) == [("warning", "simulation-failed", "B")]


def test_an_answer_that_fits_is_no_finding():
    assert found(each("=[score]"), f_form=form(NUMBER)) == []


def test_a_free_text_used_as_a_time_is_a_warning():
    waits = node("intermediateCatchEvent", "B", timer(date="=when"))
    source = diagram(start(), asked(), waits, end(), path("S", "A", "B", "E"))
    assert rules(found(source, f_form=form(TEXT))) == [("warning", "simulation-failed", "B")]
    field = {**TEXT, "type": "datetime", "subtype": "date"}
    assert found(source, f_form=form(field)) == []


def decided() -> bytes:
    rule = node("businessRuleTask", "B", extensions=zeebe("calledDecision", decisionId="route", resultVariable="way"))
    return diagram(start(), asked(), rule, end(), path("S", "A", "B", "E"))


def test_a_table_that_answers_twice_is_noticed_with_the_answers_of_the_form():
    table = TABLE.format(second="&gt; 50").encode()
    assert rules(found(decided(), f_form=form(NUMBER), d_dmn=table)) == [("warning", "simulation-failed", "B")]


def test_a_table_that_answers_once_is_no_finding():
    assert found(decided(), f_form=form(NUMBER), d_dmn=TABLE.format(second="&lt; 60").encode()) == []


def test_a_case_that_stands_still_is_a_warning():
    source = diagram(
        start(), xor("G", default="G_A"), user("A"), user("B"), par("J"), end(),
        flow("G", "A"), flow("G", "B", "=x > 1"), path("A", "J"), path("B", "J", "E"), path("S", "G"),
    )  # fmt: skip
    assert rules(simulated_alone(source)) == [("warning", "simulation-failed", "J")]
    assert simulated_alone(source.replace(b"parallelGateway", b"exclusiveGateway")) == []


def branches(count: int) -> bytes:
    ids = [f"B{number}" for number in range(count)]
    conditional = "".join(flow("G", one, f"=kind = {number}") for number, one in enumerate(ids))
    after = "".join(path(one, "E") for one in ids)
    return diagram(
        start(), user("A"), xor("G", default="G_D"), user("D"), end(), *(user(one) for one in ids),
        conditional, after, flow("G", "D"), path("D", "E"), path("S", "A", "G"),
    )  # fmt: skip


def test_branches_beyond_the_limit_are_named(settings: Any):
    assert found(branches(12)) == []
    settings.OTOP_SIMULATION_LIMITS = {"steps": 5}
    (told,) = found(branches(12))
    assert rules([told]) == [("info", "simulation-incomplete", "p")]
    assert "“G到B" in told.message


def test_a_simulation_without_time_says_so_and_is_not_remembered(settings: Any):
    settings.OTOP_SIMULATION_LIMITS = {"seconds": 0.0}
    assert rules(found(branches(3))) == [("info", "simulation-incomplete", "p")]
    assert _explored.cache_info().currsize == 0


def test_a_case_that_does_not_come_back_as_it_was_saved_is_an_error(monkeypatch: pytest.MonkeyPatch):
    """A fault is planted: a variable is not restored."""
    keep = state.load

    def forget(workflow: Any, text: str) -> None:
        keep(workflow, text)
        workflow.variables.pop("lost", None)

    source = diagram(start(), script("T", "=1", "lost"), user("A"), end(), path("S", "T", "A", "E"))
    assert found(source) == []
    _explored.cache_clear()
    monkeypatch.setattr(state, "load", forget)
    assert ("error", "simulation-differs") in {(f.severity, f.rule) for f in found(source)}


def test_an_endless_circle_ends_the_simulation_not_the_server():
    source = diagram(
        start(), xor("M"), script("T", "=1", "n"), xor("G", default="G_M"), user("A"), end(),
        flow("G", "A", "=n > 2"), flow("G", "M"), path("S", "M", "T", "G"), path("A", "E"),
    )  # fmt: skip
    assert found(source) == []


def test_scopes_borders_errors_and_messages_are_played():
    inner = sub("U", start("U1"), service("T"), end("U2"), path("U1", "T", "U2"))
    source = diagram(
        start(), inner, boundary("X", "U", error_event("E1")), boundary("Y", "U", timer("P1D"), interrupting=False),
        node("receiveTask", "R", messageRef="m_paid"), user("A", extensions=mapping(outputs={"kind": "=outcome"})),
        xor("G", default="G_E"), user("B"), end(), end("E2"), end("E3"),
        path("S", "U", "R", "A", "G"), path("X", "E2"), path("Y", "E3"), flow("G", "B", '=kind = "again"'),
        flow("G", "E"), path("B", "E"), roots=error("E1") + message("paid", "=number"),
    )  # fmt: skip
    assert found(source) == []


def test_a_process_that_a_message_starts_is_played():
    begin = node("startEvent", "S", message_event("order"))
    source = diagram(begin, user("A", extensions=zeebe("taskSchedule", dueDate='=string("no")')), end(),
                     path("S", "A", "E"), roots=message("order"))  # fmt: skip
    assert rules(found(source)) == [("error", "simulation-failed", "A")]


# How it does it -----------------------------------------------------------------------------------------------
def test_the_same_files_give_the_same_findings():
    first = found(each("=score"), f_form=form(NUMBER, RADIO))
    _explored.cache_clear()
    assert found(each("=score"), f_form=form(NUMBER, RADIO)) == first


def test_findings_are_in_the_readers_language():
    with translation.override("en"):
        (english,) = found(each("=score"), f_form=form(NUMBER))
    (chinese,) = found(each("=score"), f_form=form(NUMBER))
    assert english.rule == chinese.rule
    assert "模拟运行" in chinese.message


class Everybody(Deployed):
    """The installation with every group and user that a diagram may name."""

    class _All(frozenset[str]):
        def __contains__(self, name: object) -> bool:
            return True

    groups = _All()

    def has_user(self, username: str) -> bool:
        return True


def test_the_processes_of_the_scheme_are_played_to_every_branch(settings: Any):
    settings.OTOP_SIMULATION_LIMITS = {"patience": 10_000, "seconds": 60}
    findings = check(read_folders([BPMN]), Everybody())
    assert [f for f in findings if f.severity == "error"] == []
    assert [f for f in findings if f.rule.startswith("simulation")] == []
