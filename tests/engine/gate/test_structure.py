"""One executable process, ids that work, no reference into nothing."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import pytest

from engine.gate.check import check
from tests.engine.gate.world import Around, chain, diagram, errors_of, extended, findings_of, flow, one_step

MESSAGE = '<bpmn:message id="paid" name="paid" />'


def test_a_whole_diagram_passes_without_a_word():
    assert findings_of(diagram(chain())) == []


def test_text_that_is_not_xml_is_refused():
    (finding,) = check({"p.bpmn": "这不是 XML".encode()}, Around())
    assert (finding.severity, finding.rule, finding.file) == ("error", "xml-refused", "p.bpmn")


def test_xml_that_is_not_bpmn_is_refused():
    assert errors_of(b"<html/>") == [("not-bpmn", "")]


def test_a_file_without_an_executable_process_is_refused():
    source = diagram(chain()).replace(b'isExecutable="true"', b'isExecutable="false"')
    assert errors_of(source) == [("no-executable-process", "")]


def test_a_file_with_two_executable_processes_is_refused():
    second = '<bpmn:process id="second" isExecutable="true" />'
    assert errors_of(diagram(chain(), roots=second)) == [("several-executable-processes", "")]


def test_a_second_process_that_is_only_drawn_is_noted():
    second = '<bpmn:process id="second" isExecutable="false" />'
    (finding,) = findings_of(diagram(chain(), roots=second))
    assert (finding.severity, finding.rule, finding.element) == ("info", "process-not-executed", "second")


def test_a_step_without_an_id_is_refused():
    assert ("id-missing", "process_1") in errors_of(diagram('<bpmn:task name="审核" />', chain()))


def test_an_id_used_twice_is_refused():
    assert ("id-duplicate", "step") in errors_of(
        diagram('<bpmn:task id="step" /><bpmn:task id="step" />', chain("step"))
    )


@pytest.mark.parametrize("name", ["Start", "END", "root", "StartEventSplit"])
def test_ids_that_the_engine_uses_itself_are_refused(name: str):
    assert errors_of(diagram(f'<bpmn:task id="{name}" />', chain(name))) == [("id-reserved", name)]


@pytest.mark.parametrize("name", ["a.boundary", "1st", "two words"])
def test_malformed_ids_are_refused(name: str):
    assert ("id-malformed", name) in errors_of(diagram(f'<bpmn:task id="{name}" />', chain(name)))


def test_a_name_longer_than_the_tables_hold_is_refused():
    assert errors_of(one_step(f'<bpmn:task id="step" name="{"长" * 251}" />')) == [("name-too-long", "step")]


def test_a_flow_without_an_id_is_given_one():
    source = diagram('<bpmn:sequenceFlow sourceRef="begin" targetRef="done" />')
    (finding,) = findings_of(source)
    assert (finding.severity, finding.rule) == ("info", "flow-id-given")


@pytest.mark.parametrize(
    ("source", "element"),
    [
        (diagram(chain(), flow("begin", "nowhere")), "begin_nowhere"),
        (diagram(chain(), flow("nowhere", "done")), "nowhere_done"),
        (
            diagram(
                '<bpmn:boundaryEvent id="late" attachedToRef="ghost"><bpmn:timerEventDefinition>'
                "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
                chain(),
                flow("late", "done"),
            ),
            "late",
        ),
        (diagram('<bpmn:exclusiveGateway id="gate" default="ghost" />', chain("gate")), "gate"),
        (one_step('<bpmn:receiveTask id="step" messageRef="ghost" />', roots=MESSAGE), "step"),
        (
            diagram(
                '<bpmn:laneSet id="l"><bpmn:lane id="lane"><bpmn:flowNodeRef>ghost</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
                chain(),
            ),
            "lane",
        ),
        (
            diagram(
                chain(),
                roots='<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="ghost" /></bpmn:collaboration>',
            ),
            "pool",
        ),
    ],
)
def test_what_points_at_nothing_is_refused_by_name(source: bytes, element: str):
    assert ("reference-dangling", element) in errors_of(source)


@pytest.mark.parametrize("kind", ["message", "signal", "error"])
def test_events_that_point_at_nothing_are_refused(kind: str):
    source = diagram(
        '<bpmn:task id="step" />'
        f'<bpmn:boundaryEvent id="event" attachedToRef="step"><bpmn:{kind}EventDefinition {kind}Ref="ghost" /></bpmn:boundaryEvent>',
        chain("step"),
        flow("event", "done"),
    )
    assert ("reference-dangling", "event") in errors_of(source)


def test_a_message_event_without_a_message_is_refused():
    source = one_step(
        '<bpmn:intermediateCatchEvent id="step"><bpmn:messageEventDefinition /></bpmn:intermediateCatchEvent>'
    )
    assert ("reference-missing", "step") in errors_of(source)


def test_a_message_without_a_name_is_refused():
    message = '<bpmn:message id="paid" />'
    assert ("name-missing", "paid") in errors_of(
        one_step('<bpmn:receiveTask id="step" messageRef="paid" />', roots=message)
    )


def test_a_list_of_flows_that_do_not_exist_is_refused():
    step = '<bpmn:task id="step"><bpmn:incoming>ghost</bpmn:incoming></bpmn:task>'
    assert errors_of(one_step(step)) == [("flow-list-dangling", "step")]
    elsewhere = '<bpmn:task id="step"><bpmn:incoming>step_done</bpmn:incoming></bpmn:task>'
    assert errors_of(one_step(elsewhere)) == [("flow-list-dangling", "step")]


def test_a_step_in_two_lanes_is_refused():
    lanes = "".join(
        f'<bpmn:lane id="{name}"><bpmn:flowNodeRef>step</bpmn:flowNodeRef></bpmn:lane>' for name in ("one", "two")
    )
    source = diagram(f'<bpmn:laneSet id="l">{lanes}</bpmn:laneSet><bpmn:task id="step" />', chain("step"))
    assert errors_of(source) == [("lane-ambiguous", "step")]


def test_whole_references_pass():
    step = '<bpmn:receiveTask id="step" messageRef="paid"><bpmn:incoming>begin_step</bpmn:incoming></bpmn:receiveTask>'
    message = f'<bpmn:message id="paid" name="paid">{extended("""<zeebe:subscription correlationKey="=number" />""")}</bpmn:message>'
    pool = '<bpmn:collaboration id="c"><bpmn:participant id="pool" processRef="process_1" /></bpmn:collaboration>'
    assert findings_of(one_step(step, roots=message + pool)) == []


def test_a_diagram_of_another_process_than_the_one_being_changed_is_named():
    source = diagram(chain(), key="imported")
    (finding,) = check({"p.bpmn": source}, Around(), keys={"p.bpmn": "plain"})
    assert (finding.severity, finding.rule, finding.element) == ("error", "other-process", "imported")
    assert "“imported”" in finding.message
    assert "“plain”" in finding.hint
    for expected in ("imported", ""):
        assert [f.rule for f in check({"p.bpmn": source}, Around(), keys={"p.bpmn": expected})].count(
            "other-process"
        ) == 0
