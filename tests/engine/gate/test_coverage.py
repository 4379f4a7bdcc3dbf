"""What the XML says is found again in what was built."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.gate import xml
from engine.gate.coverage import coverage
from engine.gate.diagram import Diagram
from engine.gate.flow_ids import with_flow_ids
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
    assert list(coverage(Diagram("", xml.parse(SOURCE)), spiff.build(SOURCE).elements)) == []


@pytest.mark.parametrize(
    ("element", "built", "rule"),
    [
        ("step", None, "not-built"),
        ("gate_step", None, "not-built"),
        ("gate_step", "sequenceFlow gate->step", "built-differently"),
        ("gate_done", "sequenceFlow gate->done", "built-differently"),
        ("late", "boundaryEvent timer duration interrupting on:step", "built-differently"),
        ("late", "boundaryEvent message non-interrupting on:step", "built-differently"),
        ("gate", "parallelGateway", "built-differently"),
    ],
)
def test_what_the_engine_dropped_or_bent_is_refused_by_name(element: str, built: str | None, rule: str):
    elements = dict(spiff.build(SOURCE).elements)
    if built is None:
        del elements[element]
    else:
        elements[element] = built
    (finding,) = coverage(Diagram("", xml.parse(SOURCE)), elements)
    assert (finding.severity, finding.rule, finding.element) == ("error", rule, element)


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


@pytest.mark.parametrize(
    ("element", "feature", "told"),
    [
        ("step", "lane:审核%20员", "泳道"),
        ("step", "input:c==a%20b", "变量映射"),
        ("step", "output:kept==n", "变量映射"),
        ("step", "sequential", "多实例"),
        ("step", "items:=items", "多实例"),
        ("step", "until:=done", "多实例"),
        ("step", "topic:certificate.issue", "设置"),
        ("wait", "message:paid", "类型或连接"),
        ("away", "to:here", "链接事件"),
        ("here", "link:x", "类型或连接"),
    ],
)
def test_mappings_lanes_loops_and_events_are_accounted_for_too(element: str, feature: str, told: str):
    elements = dict(spiff.build(DETAILED).elements)
    drawn = Diagram("", xml.parse(DETAILED))
    assert list(coverage(drawn, elements)) == []
    assert feature in elements[element].split(" ")
    elements[element] = " ".join(found for found in elements[element].split(" ") if found != feature)
    (finding,) = coverage(drawn, elements)
    assert (finding.rule, finding.element) == ("built-differently", element)
    assert told in finding.message


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
    assert {flow.get("id") for flow in Diagram("", xml.parse(named)).flows} == {
        "Flow_begin_gate",
        "Flow_gate_done",
        "Flow_gate_done_2",
    }
    assert with_flow_ids(SOURCE) == SOURCE
