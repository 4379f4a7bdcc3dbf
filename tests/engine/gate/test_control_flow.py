"""The graph: everything reachable, a way out of everywhere, gateways that say which way."""

from __future__ import annotations

import pytest

from tests.engine.gate.world import chain, condition, diagram, errors_of, findings_of, flow, one_step

TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
INNER = '<bpmn:startEvent id="in" /><bpmn:endEvent id="out" />' + flow("in", "out")
CHOICE = flow("begin", "gate") + flow("step", "done")


def choice(*flows: str, attributes: str = "", kind: str = "exclusiveGateway") -> bytes:
    """begin → gate, from where `flows` lead to done and to step."""
    return diagram(f'<bpmn:{kind} id="gate" {attributes} /><bpmn:task id="step" />', CHOICE, *flows)


def test_a_step_that_nothing_leads_to_is_refused():
    assert errors_of(diagram('<bpmn:task id="alone" />', chain(), flow("alone", "done"))) == [("unreachable", "alone")]


def test_a_circle_that_nothing_leads_into_is_refused():
    source = diagram('<bpmn:task id="one" /><bpmn:task id="two" />', chain(), flow("one", "two"), flow("two", "one"))
    assert errors_of(source) == [("unreachable", "one"), ("unreachable", "two")]


def test_what_hangs_on_a_reachable_step_is_reachable():
    source = diagram(
        '<bpmn:receiveTask id="step" messageRef="m" />'
        f'<bpmn:boundaryEvent id="late" attachedToRef="step" cancelActivity="false">{TIMER}'
        f'</bpmn:boundaryEvent><bpmn:subProcess id="sub">{INNER}</bpmn:subProcess>',
        chain("step", "sub"),
        flow("late", "done"),
        roots='<bpmn:message id="m" name="m" />',
    )
    assert findings_of(source) == []


def test_a_dead_end_is_refused():
    source = (
        diagram('<bpmn:task id="step" />', chain(), flow("begin", "step"))
        .replace(
            b'<bpmn:startEvent id="begin" />',
            b'<bpmn:startEvent id="start_1" /><bpmn:parallelGateway id="begin" />',
        )
        .replace(b"</bpmn:process>", flow("start_1", "begin").encode() + b"</bpmn:process>")
    )
    assert errors_of(source) == [("no-way-out", "step")]


def test_several_flows_out_of_a_step_are_refused():
    source = diagram(
        '<bpmn:task id="step" /><bpmn:task id="next" />',
        chain("step"),
        flow("step", "next"),
        flow("next", "done"),
    )
    assert errors_of(source) == [("implicit-split", "step")]


def test_flows_into_the_start_and_out_of_the_end_are_refused():
    source = diagram('<bpmn:task id="step" />', chain("step"), flow("step", "begin"))
    assert ("flow-into-start", "begin") in errors_of(source)
    source = diagram('<bpmn:task id="step" />', chain("step"), flow("done", "step"))
    assert ("flow-out-of-end", "done") in errors_of(source)


def test_a_process_without_start_or_end_is_refused():
    assert errors_of(diagram(ends=False)) == [("start-missing", "process_1"), ("end-missing", "process_1")]


def test_two_plain_starts_are_refused():
    source = diagram('<bpmn:startEvent id="other" />', chain(), flow("other", "done"))
    assert errors_of(source) == [("several-starts", "process_1")]


def test_a_timer_cannot_start_a_process():
    source = diagram(f'<bpmn:startEvent id="daily">{TIMER}</bpmn:startEvent>', chain(), flow("daily", "done"))
    assert errors_of(source) == [("start-trigger", "daily")]


def test_a_message_may_start_a_process():
    start = '<bpmn:startEvent id="ordered"><bpmn:messageEventDefinition messageRef="order" /></bpmn:startEvent>'
    source = diagram(start, chain(), flow("ordered", "done"), roots='<bpmn:message id="order" name="order" />')
    assert findings_of(source) == []


def test_a_subprocess_begins_with_one_plain_start():
    triggered = INNER.replace('<bpmn:startEvent id="in" />', f'<bpmn:startEvent id="in">{TIMER}</bpmn:startEvent>')
    assert errors_of(one_step(f'<bpmn:subProcess id="step">{triggered}</bpmn:subProcess>')) == [("start-trigger", "in")]
    doubled = INNER + '<bpmn:startEvent id="in2" />' + flow("in2", "out")
    assert errors_of(one_step(f'<bpmn:subProcess id="step">{doubled}</bpmn:subProcess>')) == [
        ("several-starts", "step")
    ]


def test_an_event_subprocess_says_what_triggers_it():
    plain = f'<bpmn:subProcess id="sub" triggeredByEvent="true">{INNER}</bpmn:subProcess>'
    assert errors_of(diagram(plain, chain())) == [("start-trigger", "in")]
    triggered = plain.replace('<bpmn:startEvent id="in" />', f'<bpmn:startEvent id="in">{TIMER}</bpmn:startEvent>')
    assert findings_of(diagram(triggered, chain())) == []


def test_a_flow_across_the_border_of_a_subprocess_is_refused():
    source = diagram(f'<bpmn:subProcess id="step">{INNER}</bpmn:subProcess>', chain("step"), flow("in", "done"))
    assert ("flow-crosses-scope", "in_done") in errors_of(source)


def test_an_error_event_that_does_not_interrupt_is_refused():
    source = diagram(
        '<bpmn:task id="step" /><bpmn:boundaryEvent id="failed" attachedToRef="step" cancelActivity="false">'
        '<bpmn:errorEventDefinition errorRef="e" /></bpmn:boundaryEvent>',
        chain("step"),
        flow("failed", "done"),
        roots='<bpmn:error id="e" name="e" errorCode="E1" />',
    )
    assert errors_of(source) == [("error-must-interrupt", "failed")]


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway"])
def test_a_choice_with_conditions_and_a_default_passes(kind: str):
    flows = flow("gate", "done"), flow("gate", "step", condition("=star &gt; 2"))
    assert findings_of(choice(*flows, attributes='default="gate_done"', kind=kind)) == []


def test_a_choice_with_an_open_way_is_refused():
    flows = flow("gate", "done"), flow("gate", "step", condition("=star &gt; 2"))
    assert errors_of(choice(*flows)) == [("condition-missing", "gate_done")]


def test_a_choice_without_a_default_is_a_warning():
    flows = flow("gate", "done", condition("=star &lt;= 2")), flow("gate", "step", condition("=star &gt; 2"))
    (finding,) = findings_of(choice(*flows))
    assert (finding.severity, finding.rule, finding.element) == ("warning", "no-default-flow", "gate")


def test_a_condition_on_the_default_is_refused():
    flows = flow("gate", "done", condition("=true")), flow("gate", "step", condition("=star &gt; 2"))
    assert errors_of(choice(*flows, attributes='default="gate_done"')) == [("condition-on-default", "gate_done")]


def test_a_condition_that_nobody_reads_is_refused():
    source = diagram(
        '<bpmn:parallelGateway id="step" />', flow("begin", "step"), flow("step", "done", condition("=true"))
    )
    assert errors_of(source) == [("condition-ignored", "step_done")]


def test_a_condition_behind_a_task_passes_with_a_default():
    flows = flow("begin", "gate"), flow("gate", "done"), flow("gate", "step", condition("=1 = 2")), flow("step", "done")
    step = '<bpmn:manualTask id="gate" {} /><bpmn:task id="step" />'
    assert findings_of(diagram(step.format('default="gate_done"'), *flows)) == []
    twice = condition("=1 = 2")
    assert errors_of(diagram(step.format('default="gate_step"'), *flows)) == [("condition-on-default", "gate_step")]
    (found,) = findings_of(diagram(step.format(""), flow("begin", "gate"), flow("gate", "done", twice), *flows[2:]))
    assert (found.severity, found.rule, found.element) == ("warning", "no-default-flow", "gate")


def test_an_event_gateway_leads_to_events_only():
    catch = f'<bpmn:intermediateCatchEvent id="late">{TIMER}</bpmn:intermediateCatchEvent>' + flow("late", "done")
    source = choice(flow("gate", "late"), flow("gate", "step"), catch, kind="eventBasedGateway")
    assert errors_of(source) == [("event-gateway-targets", "step")]


def test_an_event_gateway_with_events_passes():
    events = "".join(
        f'<bpmn:intermediateCatchEvent id="{name}">{TIMER}</bpmn:intermediateCatchEvent>' + flow(name, "done")
        for name in ("late", "later")
    )
    source = diagram(
        '<bpmn:eventBasedGateway id="gate" />',
        flow("begin", "gate"),
        flow("gate", "late"),
        flow("gate", "later"),
        events,
    )
    assert findings_of(source) == []
