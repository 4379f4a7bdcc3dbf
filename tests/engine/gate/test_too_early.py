"""Variables are asked for in the order of the diagram: what nothing can have given yet, and what some way leaves out."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import pytest

from engine.gate.check import check
from tests.engine.gate.world import Around
from tests.engine.spiff import diagrams
from tests.engine.spiff.diagrams import (
    boundary,
    call,
    catch,
    diagram,
    end,
    error,
    error_event,
    flow,
    link_event,
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
    throw,
    timer,
    xor,
)

AROUND = Around(topics={"test.topic"}, given={"test.topic": frozenset({"issued"})}, processes={"child"})
NEVER, SOMETIMES = "variable-not-yet", "variable-not-always"


def found(*body: str, roots: str = "", inputs: str | None = "x") -> list[tuple[str, str]]:
    """(rule, element) of what is said of the order."""
    declared = "" if inputs is None else node_of_inputs(inputs)
    findings = check({"p.bpmn": diagram(declared, *body, roots=roots)}, AROUND)
    assert [f for f in findings if f.severity == "error" and f.rule != NEVER] == []
    return [(f.rule, f.element) for f in findings if f.rule in (NEVER, SOMETIMES)]


def node_of_inputs(names: str) -> str:
    properties = diagrams.zeebe("properties", diagrams.zeebe("property", name="inputs", value=names))
    return f"<extensionElements>{properties}</extensionElements>"


def gives(name: str, node_id: str) -> str:
    return script(node_id, "=1", name)


def reads(name: str, node_id: str = "Read") -> str:
    return script(node_id, f"={name}", "other")


def test_what_is_read_before_the_step_that_gives_it_is_refused():
    body = start(), reads("y"), gives("y", "Give"), end()
    assert found(*body, path("S", "Read", "Give", "E")) == [(NEVER, "Read")]
    assert found(*body, path("S", "Give", "Read", "E")) == []


def test_the_sentence_names_variable_element_and_who_gives_it():
    source = diagram(
        node_of_inputs("x"), start(), reads("y"), gives("y", "Give"), end(), path("S", "Read", "Give", "E")
    )
    (finding,) = [f for f in check({"p.bpmn": source}, AROUND) if f.rule == NEVER]
    assert finding.severity == "error"
    assert all(word in finding.message for word in ("Read", "“y”", "Give"))
    assert "inputs" in finding.hint


def test_without_declared_inputs_it_may_have_come_at_the_start():
    assert found(start(), reads("y"), gives("y", "Give"), end(), path("S", "Read", "Give", "E"), inputs=None) == []


def test_what_the_case_starts_with_is_there_from_the_first_step():
    assert found(start(), reads("x"), end(), path("S", "Read", "E")) == []


def test_what_only_one_way_gives_is_said_without_refusing():
    body = (
        start(), xor("G", default="G_J"), gives("y", "Give"), xor("J"), reads("y"), end(),
        flow("S", "G"), flow("G", "Give", "=x"), '<sequenceFlow id="G_J" sourceRef="G" targetRef="J" />',
        flow("Give", "J"), path("J", "Read", "E"),
    )  # fmt: skip
    assert found(*body) == [(SOMETIMES, "Read")]
    assert found(*body, inputs="x, y") == []


def test_what_a_path_gives_is_there_behind_the_join_and_may_be_beside_it():
    body = (
        start(), par("F"), gives("y", "Give"), reads("y", "Beside"), par("J"), reads("y", "Behind"), end(),
        flow("S", "F"), path("F", "Give", "J"), path("F", "Beside", "J"), path("J", "Behind", "E"),
    )  # fmt: skip
    assert found(*body) == [(SOMETIMES, "Beside")]


def test_a_loop_brings_what_a_later_step_gives_to_an_earlier_one_but_not_the_first_time():
    body = (
        start(), xor("M"), reads("y"), gives("y", "Give"), xor("G", default="G_E"), end(),
        path("S", "M", "Read", "Give", "G"), flow("G", "M", "=x"),
        '<sequenceFlow id="G_E" sourceRef="G" targetRef="E" />',
    )  # fmt: skip
    assert found(*body) == [(SOMETIMES, "Read")]


def test_what_is_given_inside_leaves_a_sub_process_unless_its_outputs_keep_it():
    inner = start("B"), gives("y", "Give"), end("I"), path("B", "Give", "I")
    behind = start(), reads("y"), end(), path("S", "U", "Read", "E")
    assert found(sub("U", *inner), *behind) == []
    # (Given inside all the same: the table of all names does not know who sees it.)
    assert found(sub("U", *inner, extensions=mapping(outputs={"z": "=y"})), *behind) == [(NEVER, "Read")]
    assert found(sub("U", *inner, extensions=mapping(outputs={"y": "=y"})), *behind) == []


@pytest.mark.parametrize("sequential", [True, False])
def test_a_loop_over_a_list_may_go_round_never_and_one_round_may_follow_another(sequential: bool):
    inner = start("B"), reads("y", "Within"), gives("y", "Give"), end("I"), path("B", "Within", "Give", "I")
    each = sub("U", loop("=x", "item", sequential=sequential), *inner)
    assert found(each, start(), reads("y"), end(), path("S", "U", "Read", "E")) == [
        (SOMETIMES, "Within"),
        (SOMETIMES, "Read"),
    ]


def test_what_a_loop_collects_is_there_behind_it():
    collects = loop("=x", "item", output="all", each="=issued")
    assert found(start(), service("U", collects), reads("all"), end(), path("S", "U", "Read", "E")) == []


def test_the_border_of_a_step_comes_before_its_result():
    late = boundary("Late", "U", timer("PT1H"))
    body = (
        start(),
        service("U"),
        late,
        reads("issued"),
        end("E"),
        end("L"),
        path("S", "U", "E"),
        path("Late", "Read", "L"),
    )
    assert found(*body) == [(NEVER, "Read")]


def test_the_border_of_a_sub_process_may_see_what_was_given_inside():
    inner = start("B"), gives("y", "Give"), end("I"), path("B", "Give", "I")
    late = boundary("Late", "U", timer("PT1H"))
    body = (
        start(),
        sub("U", *inner),
        late,
        reads("y"),
        end("E"),
        end("L"),
        path("S", "U", "E"),
        path("Late", "Read", "L"),
    )
    assert found(*body) == [(SOMETIMES, "Read")]


def test_an_error_brings_its_code_to_its_own_way_only():
    caught = boundary("Caught", "U", error_event("X"))
    body = (
        start(),
        service("U"),
        caught,
        reads("error_code"),
        reads("error_code", "Other"),
        end("E"),
        end("L"),
    )
    ways = path("S", "U", "Other", "E"), path("Caught", "Read", "L")
    assert found(*body, *ways, roots=error("X")) == [(NEVER, "Other")]


def test_an_event_beside_sees_what_came_before_it_and_perhaps_what_goes_on():
    side = boundary("Side", "U", timer("PT1H"), interrupting=False)
    body = (
        start(), gives("y", "First"), service("U"), gives("z", "Second"), side, reads("y"), reads("z", "Later"), end("E"), end("L"),
        path("S", "First", "U", "Second", "E"), path("Side", "Read", "Later", "L"),
    )  # fmt: skip
    assert found(*body) == [(SOMETIMES, "Later")]


def test_an_event_sub_process_may_see_all_of_its_scope_and_surely_what_the_scope_began_with():
    event = sub(
        "V", '<startEvent id="B" isInterrupting="false">' + timer("PT1H") + "</startEvent>", reads("x"), reads("y", "Later"),
        end("I"), path("B", "Read", "Later", "I"), triggeredByEvent="true",
    )  # fmt: skip
    assert found(event, start(), gives("y", "Give"), end(), path("S", "Give", "E")) == [(SOMETIMES, "Later")]


def test_a_link_goes_on_where_it_is_caught():
    body = (
        start(), gives("y", "Give"), throw("Out", link_event("on")), catch("In", link_event("on")), reads("y"), end(),
        path("S", "Give", "Out"), path("In", "Read", "E"),
    )  # fmt: skip
    assert found(*body) == []


def test_a_message_that_says_what_it_brings_gives_it_from_there_on():
    declared = node_of_inputs("paid")
    event = node("intermediateCatchEvent", "Wait", declared + message_event("m"))
    body = start(), reads("paid", "Early"), event, reads("paid"), end(), path("S", "Early", "Wait", "Read", "E")
    assert found(*body, roots=message("m", "=x")) == [(NEVER, "Early")]


def test_what_may_give_any_name_leaves_nothing_to_be_said_behind_it():
    body = start(), call("C", "child"), reads("y"), gives("y", "Give"), end()
    assert found(*body, path("S", "C", "Read", "Give", "E")) == []
    assert found(*body, path("S", "Read", "C", "Give", "E")) == [(NEVER, "Read")]
