"""FEEL parses at every site; timers and numbers are what the engine can read."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import json

import pytest

from engine.gate.check import check
from tests.engine.gate.world import (
    Around,
    chain,
    condition,
    diagram,
    errors_of,
    extended,
    findings_of,
    flow,
    one_step,
)

# The simulation asks the calendar.
pytestmark = pytest.mark.django_db


def user_task(extension: str) -> bytes:
    offered = (
        '<zeebe:assignmentDefinition candidateGroups="star_evaluator" /><zeebe:formDefinition formId="review_form" />'
    )
    return one_step(f'<bpmn:userTask id="step">{extended(offered + extension)}</bpmn:userTask>')


def looped(attributes: str, until: str = "") -> bytes:
    loop = extended(f"<zeebe:loopCharacteristics {attributes} />") + until
    return one_step(
        f'<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>'
    )


def script(attributes: str) -> bytes:
    return one_step(f'<bpmn:scriptTask id="step">{extended(f"<zeebe:script {attributes} />")}</bpmn:scriptTask>')


def mapped(kind: str, attributes: str) -> bytes:
    mapping = f"<zeebe:ioMapping><zeebe:{kind} {attributes} /></zeebe:ioMapping>"
    return one_step(f'<bpmn:task id="step">{extended(mapping)}</bpmn:task>')


def conditional(text: str) -> bytes:
    return diagram(
        '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="step" />',
        flow("begin", "gate"),
        flow("gate", "done"),
        flow("gate", "step", condition(text)),
        flow("step", "done"),
    )


def waits(kind: str, text: str) -> bytes:
    time = f"<bpmn:{kind}>{text}</bpmn:{kind}>"
    offered = extended(
        '<zeebe:assignmentDefinition candidateGroups="star_evaluator" /><zeebe:formDefinition formId="review_form" />'
    )
    return diagram(
        f'<bpmn:userTask id="step">{offered}</bpmn:userTask>'
        '<bpmn:boundaryEvent id="event" attachedToRef="step" cancelActivity="false">'
        f"<bpmn:timerEventDefinition>{time}</bpmn:timerEventDefinition></bpmn:boundaryEvent>",
        chain("step"),
        flow("event", "done"),
    )


BROKEN = [
    (conditional("=star &gt;"), "gate_step"),
    (user_task('<zeebe:taskSchedule dueDate="=add_working_days(" />'), "step"),
    (user_task('<zeebe:taskSchedule followUpDate="=1 +" />'), "step"),
    (user_task('<zeebe:priorityDefinition priority="=if" />'), "step"),
    (
        one_step(
            f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition candidateGroups="=[" />""")}</bpmn:userTask>'
        ),
        "step",
    ),
    (
        one_step(
            f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition assignee="=a +" />""")}</bpmn:userTask>'
        ),
        "step",
    ),
    (
        one_step(
            f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition candidateUsers="=)" />""")}</bpmn:userTask>'
        ),
        "step",
    ),
    (mapped("input", 'source="=1 +" target="x"'), "step"),
    (mapped("output", 'source="=1 +" target="x"'), "step"),
    (script('expression="=1 +" resultVariable="x"'), "step"),
    (looped('inputCollection="=experts[" inputElement="expert"'), "step"),
    (looped('inputCollection="=experts" outputCollection="o" outputElement="=)"'), "step"),
    (
        looped(
            'inputCollection="=experts"',
            condition("=1 +").replace("conditionExpression", "completionCondition"),
        ),
        "step",
    ),
    (waits("timeDuration", "=duration("), "event"),
    (
        one_step(
            '<bpmn:receiveTask id="step" messageRef="m" />',
            roots=f'<bpmn:message id="m" name="m">{extended("""<zeebe:subscription correlationKey="=1 +" />""")}</bpmn:message>',
        ),
        "m",
    ),
]


@pytest.mark.parametrize(("source", "element"), BROKEN)
def test_a_broken_expression_is_refused_at_every_site(source: bytes, element: str):
    assert ("expression-malformed", element) in errors_of(source)


def test_the_sentence_names_the_element_and_holds_no_exception():
    (finding,) = findings_of(conditional("=star &gt;"))
    assert "gate_step" in finding.message
    assert "star" in finding.message
    assert "Error" not in finding.message


@pytest.mark.parametrize(
    "source",
    [
        conditional("=star &gt; 2"),
        user_task('<zeebe:taskSchedule dueDate="=add_working_days(now(), 2)" />'),
        user_task('<zeebe:priorityDefinition priority="=if urgent then 90 else 50" />'),
        mapped("output", 'source="=answers.score" target="opinion.score"'),
        script('expression="=1 + 1" resultVariable="x"'),
        looped('inputCollection="=experts" inputElement="expert" outputCollection="scores" outputElement="=score"'),
        waits("timeDuration", "=duration(&quot;P1D&quot;)"),
    ],
)
def test_good_expressions_pass(source: bytes):
    assert findings_of(source) == []


def test_a_condition_without_the_equals_sign_is_refused():
    assert errors_of(conditional("star &gt; 2")) == [("expression-not-feel", "gate_step")]


def test_an_empty_condition_is_refused():
    assert errors_of(conditional("=")) == [("expression-missing", "gate_step")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "P2D"),
        ("timeDuration", "PT8H30M"),
        ("timeDuration", "P1M"),
        ("timeDate", "2026-05-01T17:00:00+08:00"),
        ("timeCycle", "R3/P1D"),
    ],
)
def test_iso_times_pass(kind: str, text: str):
    assert findings_of(waits(kind, text)) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timeDuration", "two days"),
        ("timeDuration", "P"),
        ("timeDuration", "P0D"),
        ("timeDuration", "2026-05-01"),
        ("timeDate", "tomorrow"),
        ("timeDate", "2026-13-01"),
        ("timeCycle", "0 9 * * *"),
        ("timeCycle", "R3/soon"),
    ],
)
def test_other_times_are_refused(kind: str, text: str):
    assert errors_of(waits(kind, text)) == [("timer-malformed", "event")]


def test_a_timer_without_a_time_is_refused():
    assert errors_of(waits("timeDuration", "")) == [("timer-missing", "event")]


@pytest.mark.parametrize(
    "extension",
    [
        '<zeebe:taskSchedule dueDate="soon" />',
        '<zeebe:taskSchedule followUpDate="2026-02-30" />',
        '<zeebe:priorityDefinition priority="101" />',
        '<zeebe:priorityDefinition priority="high" />',
    ],
)
def test_values_that_cannot_be_read_are_refused(extension: str):
    assert errors_of(user_task(extension)) == [("value-malformed", "step")]


def test_a_variable_name_with_a_space_is_refused():
    assert errors_of(script('expression="=1" resultVariable="two words"')) == [("variable-name", "step")]


def form(**component: object) -> dict[str, bytes]:
    """A form with one text field."""
    field = {"type": "textfield", "id": "Field_note", "key": "note", "label": "备注", **component}
    return {"f.form.json": json.dumps({"type": "default", "id": "note_form", "components": [field]}).encode()}


@pytest.mark.parametrize("hide", ["=outcome >", "=exec(1)", "=(", '=outcome == "pass"'])
def test_a_broken_condition_in_a_form_is_refused(hide: str):
    (finding,) = check(form(conditional={"hide": hide}), Around())
    assert (finding.severity, finding.rule, finding.element) == ("error", "form", "note_form")
    assert "Field_note" in finding.message


@pytest.mark.parametrize("hide", ['=outcome = "pass"', "=not(urgent) or count(items) > 3"])
def test_a_good_condition_in_a_form_passes(hide: str):
    assert check(form(conditional={"hide": hide}), Around()) == []
