"""What the dialect does not list is refused by name."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import pytest

from engine.bpmn import kinds
from engine.spiff.builder import ACTIVITIES, EVENTS, GATEWAYS
from tests.engine.gate.world import (
    chain,
    condition,
    diagram,
    errors_of,
    extended,
    findings_of,
    flow,
    one_step,
)

TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"


def test_the_gate_and_the_builder_know_the_same_elements():
    assert ACTIVITIES.keys() | EVENTS.keys() | GATEWAYS.keys() == kinds.FLOW_NODES


@pytest.mark.parametrize(
    "step",
    [
        '<bpmn:complexGateway id="step" />',
        '<bpmn:transaction id="step" />',
        '<bpmn:adHocSubProcess id="step" />',
        '<bpmn:intermediateThrowEvent id="step"><bpmn:compensateEventDefinition /></bpmn:intermediateThrowEvent>',
        '<bpmn:intermediateThrowEvent id="step"><bpmn:escalationEventDefinition /></bpmn:intermediateThrowEvent>',
        '<bpmn:intermediateCatchEvent id="step"><bpmn:conditionalEventDefinition /></bpmn:intermediateCatchEvent>',
        '<bpmn:task id="step"><bpmn:standardLoopCharacteristics /></bpmn:task>',
        '<bpmn:task id="step"><bpmn:ioSpecification /></bpmn:task>',
    ],
)
def test_unsupported_elements_are_refused_by_name(step: str):
    rules = errors_of(one_step(step))
    assert any(rule == "element-unsupported" for rule, _element in rules)
    assert not any(rule in ("reference-dangling", "unreachable") for rule, _element in rules)


def test_a_refusal_calls_the_element_by_its_chinese_name():
    (finding,) = findings_of(one_step('<bpmn:complexGateway id="step" name="汇总" />'))
    assert finding.message == "“汇总”（step）：不支持“复杂网关”"


def test_script_code_is_refused_whatever_its_language():
    step = (
        '<bpmn:scriptTask id="step" scriptFormat="python"><bpmn:script>import os</bpmn:script>'
        + extended('<zeebe:script expression="=1" resultVariable="x" />')
        + "</bpmn:scriptTask>"
    )
    assert {rule for rule, _element in errors_of(one_step(step))} == {
        "element-unsupported",
        "attribute-unsupported",
    }


@pytest.mark.parametrize(
    "extension",
    [
        '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x" /></zeebe:executionListeners>',
        "<zeebe:taskListeners />",
        '<camunda:inputOutput xmlns:camunda="http://camunda.org/schema/1.0/bpmn" />',
    ],
)
def test_extensions_that_are_not_honoured_are_refused(extension: str):
    rules = {rule for rule, _element in errors_of(one_step(f'<bpmn:task id="step">{extended(extension)}</bpmn:task>'))}
    assert rules & {"extension-unsupported", "extension-unknown"}


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (
            f'<bpmn:task id="step">{extended("""<zeebe:taskDefinition type="x" />""")}</bpmn:task>',
            "extension-misplaced",
        ),
        (
            f'<bpmn:receiveTask id="step" messageRef="m">{extended("""<zeebe:ioMapping><zeebe:input source="=1" target="x" /></zeebe:ioMapping>""")}</bpmn:receiveTask>',
            "extension-misplaced",
        ),
        (
            f'<bpmn:callActivity id="step">{extended("""<zeebe:calledElement processId="child" bindingType="deployment" />""")}</bpmn:callActivity>',
            "extension-unsupported",
        ),
        (
            f'<bpmn:callActivity id="step">{extended("""<zeebe:calledElement processId="=which" />""")}</bpmn:callActivity>',
            "expression-not-allowed",
        ),
        ('<bpmn:task id="step" zeebe:modelerTemplate="t" />', "element-unsupported"),
        ('<bpmn:userTask id="step" camunda:assignee="x" />', "attribute-unsupported"),
        ('<bpmn:task id="step" isForCompensation="true" />', "attribute-unsupported"),
        ('<bpmn:callActivity id="step" calledElement="child" />', "attribute-unsupported"),
        (f'<bpmn:task id="step">{TIMER}</bpmn:task>', "event-definition-misplaced"),
    ],
)
def test_settings_without_effect_are_refused(step: str, rule: str):
    assert (rule, "step") in errors_of(one_step(step, roots='<bpmn:message id="m" name="m" />'))


@pytest.mark.parametrize(
    "step",
    [
        '<bpmn:task id="step" isForCompensation="false" startQuantity="1" completionQuantity="1" />',
        '<bpmn:task id="step" modeler:note="seen" />',
        f'<bpmn:callActivity id="step">{extended("""<zeebe:calledElement processId="child" propagateAllParentVariables="true" />""")}</bpmn:callActivity>',
        f'<bpmn:userTask id="step">{extended("""<zeebe:userTask /><zeebe:formDefinition formId="review_form" /><zeebe:assignmentDefinition candidateGroups="star_evaluator" /><zeebe:properties><zeebe:property name="colour" value="blue" /></zeebe:properties>""")}</bpmn:userTask>',
    ],
)
def test_defaults_and_honoured_settings_pass(step: str):
    assert findings_of(one_step(step)) == []


def test_expressions_in_another_language_are_refused():
    language = condition("=true").replace("xsi:type", 'language="http://www.java.com/java" xsi:type')
    source = diagram(
        '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="step" />',
        flow("begin", "gate") + flow("gate", "done") + flow("gate", "step", language) + flow("step", "done"),
    )
    assert errors_of(source) == [("expression-language", "gate_step")]


def test_an_event_without_a_trigger_where_one_is_needed_is_refused():
    assert errors_of(one_step('<bpmn:intermediateCatchEvent id="step" />')) == [("event-definition-missing", "step")]


def test_an_event_with_two_triggers_is_refused():
    step = f'<bpmn:intermediateCatchEvent id="step">{TIMER}{TIMER}</bpmn:intermediateCatchEvent>'
    assert ("several-event-definitions", "step") in errors_of(one_step(step))


def test_a_trigger_that_the_event_cannot_have_is_refused():
    step = f'<bpmn:intermediateThrowEvent id="step">{TIMER}</bpmn:intermediateThrowEvent>'
    assert errors_of(one_step(step)) == [("event-definition-unsupported", "step")]


@pytest.mark.parametrize(
    ("topic", "trigger", "rules"),
    [
        ("certificate.issue", '<bpmn:messageEventDefinition messageRef="m" />', set()),
        ("nobody", '<bpmn:messageEventDefinition messageRef="m" />', {"topic-unknown"}),
        ("", '<bpmn:messageEventDefinition messageRef="m" />', {"topic-missing"}),
        ("certificate.issue", "", {"extension-misplaced"}),
    ],
)
def test_a_handler_can_send_a_message_and_nothing_else(topic: str, trigger: str, rules: set[str]):
    job = extended(f'<zeebe:taskDefinition type="{topic}" />')
    step = f'<bpmn:intermediateThrowEvent id="step">{job}{trigger}</bpmn:intermediateThrowEvent>'
    found = errors_of(one_step(step, roots='<bpmn:message id="m" name="m" />'))
    assert {rule for rule, _element in found} == rules


def test_drawn_data_is_documentation_and_says_so():
    source = diagram(
        '<bpmn:dataObject id="paper" /><bpmn:dataObjectReference id="paper_1" dataObjectRef="paper" />'
        '<bpmn:textAnnotation id="note"><bpmn:text>看这里</bpmn:text></bpmn:textAnnotation>',
        chain(),
    )
    (finding,) = findings_of(source)
    assert (finding.severity, finding.rule) == ("info", "documentation-only")


def test_the_note_of_a_modeler_on_where_it_keeps_a_diagram_is_no_setting():
    source = one_step('<bpmn:task id="step" />').replace(b'id="defs"', b'id="defs" camunda:diagramRelationId="9b1c"')
    assert findings_of(source) == []
