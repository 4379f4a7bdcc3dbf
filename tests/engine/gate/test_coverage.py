"""What the XML says is found again in what was built."""

from __future__ import annotations

import pytest

from engine import spiff
from engine.gate import xml
from engine.gate.coverage import coverage
from engine.gate.diagram import Diagram
from engine.gate.flow_ids import with_flow_ids
from tests.engine.gate.world import chain, condition, diagram, findings_of, flow

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
    assert with_flow_ids(SOURCE) is SOURCE
