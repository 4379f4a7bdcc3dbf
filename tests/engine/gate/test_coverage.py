"""What is drawn is found again in what was built."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.bpmn import read, with_flow_ids
from engine.gate.coverage import coverage
from tests.engine.gate.world import chain, condition, diagram, extended, findings_of, flow

SOURCE = diagram(
    '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="step" />'
    '<bpmn:boundaryEvent id="late" attachedToRef="step" cancelActivity="false"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
    flow("begin", "gate"),
    flow("gate", "done"),
    flow("gate", "step", condition("=star &gt; 2")),
    flow("step", "done"),
    flow("late", "done"),
)


def test_everything_built_is_covered():
    assert list(coverage(read(SOURCE), spiff.build(SOURCE).elements)) == []


@pytest.mark.parametrize(("dropped", "rule"), [("step", "not-built"), ("gate", "not-built")])
def test_what_the_engine_dropped_is_refused_by_name(dropped: str, rule: str):
    elements = {own_id: led for own_id, led in spiff.build(SOURCE).elements.items() if own_id != dropped}
    (finding,) = coverage(read(SOURCE), elements)
    assert (finding.severity, finding.rule, finding.element) == ("error", rule, dropped)


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        ("gate", "step", "gate_step"),
        ("gate", "done", "gate_done"),
        ("late", "done", "late_done"),
        ("step", "late", "late"),
    ],
)
def test_what_the_engine_leads_elsewhere_is_refused_by_name(source: str, target: str, told: str):
    elements = spiff.build(SOURCE).elements
    elements[source].remove(target)
    (finding,) = coverage(read(SOURCE), elements)
    assert (finding.severity, finding.rule, finding.element) == ("error", "built-differently", told)


DETAILED = diagram(
    '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="审核 员">'
    "<bpmn:flowNodeRef>step</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>",
    '<bpmn:serviceTask id="step">'
    + extended(
        '<zeebe:taskDefinition type="certificate.issue" /><zeebe:ioMapping><zeebe:input source="=a b" target="c" />'
        '<zeebe:output source="=n" target="kept" /></zeebe:ioMapping>'
    )
    + '<bpmn:multiInstanceLoopCharacteristics isSequential="true">'
    + extended('<zeebe:loopCharacteristics inputCollection="=items" inputElement="item" />')
    + "<bpmn:completionCondition>=done</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    "</bpmn:serviceTask>",
    '<bpmn:receiveTask id="wait" messageRef="m" />',
    '<bpmn:intermediateThrowEvent id="away"><bpmn:linkEventDefinition name="x" /></bpmn:intermediateThrowEvent>',
    '<bpmn:intermediateCatchEvent id="here"><bpmn:linkEventDefinition name="x" /></bpmn:intermediateCatchEvent>',
    flow("begin", "step") + flow("step", "wait") + flow("wait", "away") + flow("here", "done"),
    roots='<bpmn:message id="m" name="paid" />',
)


def test_a_link_leads_to_its_other_end():
    elements = spiff.build(DETAILED).elements
    drawn = read(DETAILED)
    assert list(coverage(drawn, elements)) == []
    elements["away"].remove("here")
    (finding,) = coverage(drawn, elements)
    assert (finding.rule, finding.element) == ("built-differently", "away")


def test_a_loop_of_one_step_is_built():
    again = flow("step", "step", condition("=again"))
    source = diagram('<bpmn:task id="step" default="step_done" />', chain("step"), again)
    elements = spiff.build(source).elements
    assert list(coverage(read(source), elements)) == []
    elements["step"].remove("step")
    (finding,) = coverage(read(source), elements)
    assert (finding.rule, finding.element) == ("built-differently", "step_step")


EVENT = diagram(
    '<bpmn:task id="step" /><bpmn:subProcess id="beside" triggeredByEvent="true"><bpmn:startEvent id="called">'
    '<bpmn:messageEventDefinition messageRef="m" /></bpmn:startEvent><bpmn:endEvent id="over" />',
    flow("called", "over"),
    "</bpmn:subProcess>",
    chain("step"),
    roots='<bpmn:message id="m" name="paid" />',
)


def test_an_event_subprocess_begins_with_its_event():
    elements = spiff.build(EVENT).elements
    drawn = read(EVENT)
    assert list(coverage(drawn, elements)) == []
    elements["called"].remove("beside")
    (finding,) = coverage(drawn, elements)
    assert (finding.rule, finding.element) == ("built-differently", "beside")


def test_what_the_builder_refuses_is_a_finding():
    cycle = diagram(
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
        chain("wait"),
    )
    (finding,) = findings_of(cycle)
    assert (finding.severity, finding.rule, finding.element) == ("error", "build", "wait")


def test_given_flow_ids_depend_on_the_diagram_alone():
    source = diagram(
        '<bpmn:exclusiveGateway id="gate" />',
        '<bpmn:sequenceFlow sourceRef="begin" targetRef="gate" />',
        '<bpmn:sequenceFlow sourceRef="gate" targetRef="done" />',
        '<bpmn:sequenceFlow sourceRef="gate" targetRef="done" />',
    )
    named = with_flow_ids(source)
    assert named == with_flow_ids(source)
    assert {flow.get("id") for flow in read(named).flows} == {
        "Flow_begin_gate",
        "Flow_gate_done",
        "Flow_gate_done_2",
    }
    assert with_flow_ids(SOURCE) == SOURCE
