"""A text without `=` is a literal at every place that takes expressions, whether or not the process says what it is
started with."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import pytest

from engine.bpmn.kinds import TIMERS
from engine.gate.check import check
from engine.gate.dialect import EXPRESSIONS, SITES
from engine.gate.findings import Finding
from tests.engine.gate.world import FORM, Around, chain, condition, diagram, extended, flow

# The simulation asks the calendar.
pytestmark = pytest.mark.django_db

INPUTS = '<zeebe:properties><zeebe:property name="inputs" value="known" /></zeebe:properties>'
AROUND = Around(
    groups=frozenset({"known", "star_evaluator"}),
    users={"known"},
    answered={"review_form": frozenset({"opinion"})},
    given={"certificate.issue": frozenset()},
)
OFFERED = '<zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
WITH_FORM = '<zeebe:formDefinition formId="review_form" />'


def user_task(extension: str) -> str:
    usual = [
        one for one, name in ((OFFERED, "assignmentDefinition"), (WITH_FORM, "formDefinition")) if name not in extension
    ]
    return f'<bpmn:userTask id="step">{extended("".join(usual) + extension)}</bpmn:userTask>'


def service(extension: str) -> str:
    return f'<bpmn:serviceTask id="step">{extended(extension)}</bpmn:serviceTask>'


def mapped(kind: str) -> str:
    return f'<bpmn:task id="step">{extended(f"""<zeebe:ioMapping><zeebe:{kind} source="TEXT" target="x" /></zeebe:ioMapping>""")}</bpmn:task>'


def looped(attributes: str, until: str = "") -> str:
    loop = extended(f"<zeebe:loopCharacteristics {attributes} />") + until
    return f'<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics>{loop}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>'


def timer(kind: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>TEXT</bpmn:{kind}></bpmn:timerEventDefinition>"


def catching(kind: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="step">{timer(kind)}</bpmn:intermediateCatchEvent>'


def boundary(kind: str) -> str:
    event = (
        f'<bpmn:boundaryEvent id="late" attachedToRef="step" cancelActivity="false">{timer(kind)}</bpmn:boundaryEvent>'
    )
    return user_task("") + event + flow("late", "done")


AFTER_GATEWAY = (
    '<bpmn:eventBasedGateway id="wait" /><bpmn:intermediateCatchEvent id="paid">' + extended(INPUTS.replace("known", "paid")) + '<bpmn:signalEventDefinition signalRef="s" /></bpmn:intermediateCatchEvent>'
    + catching("timeDuration")
    + "".join(flow(one, two) for one, two in [("begin", "wait"), ("wait", "step"), ("wait", "paid"), ("step", "done"), ("paid", "done")])
)  # fmt: skip
BRANCH = (
    '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="step" />'
    + "".join(flow(one, two) for one, two in [("begin", "gate"), ("gate", "done"), ("step", "done")])
    + flow("gate", "step", condition("TEXT"))
)
RECEIVING = f'<bpmn:receiveTask id="step" messageRef="m">{extended(INPUTS.replace("known", "paid"))}</bpmn:receiveTask>'

FEEL_ONLY = "expression-not-feel"
NO_FEEL = "expression-not-allowed"
# place -> (the element with TEXT, a good literal or the rule that refuses literals, a good expression or the rule that
# refuses expressions)
PLACES: dict[object, tuple[str, str, str]] = {
    ("formDefinition", "formId"): (user_task('<zeebe:formDefinition formId="TEXT" />'), "review_form", NO_FEEL),
    ("assignmentDefinition", "assignee"): (user_task('<zeebe:assignmentDefinition assignee="TEXT" />'), "known", "=known"),
    ("assignmentDefinition", "candidateGroups"): (user_task('<zeebe:assignmentDefinition candidateGroups="TEXT" />'), "star_evaluator, known", "=[known]"),
    ("assignmentDefinition", "candidateUsers"): (user_task('<zeebe:assignmentDefinition candidateUsers="TEXT" />'), "known", "=[known]"),
    ("taskSchedule", "dueDate"): (user_task('<zeebe:taskSchedule dueDate="TEXT" />'), "PT8H", "=known"),
    ("taskSchedule", "followUpDate"): (user_task('<zeebe:taskSchedule followUpDate="TEXT" />'), "2026-05-01T17:00:00+08:00", "=known"),
    ("priorityDefinition", "priority"): (user_task('<zeebe:priorityDefinition priority="TEXT" />'), "80", "=known"),
    ("taskDefinition", "type"): (service('<zeebe:taskDefinition type="TEXT" />'), "certificate.issue", NO_FEEL),
    ("taskDefinition", "retries"): (service('<zeebe:taskDefinition type="certificate.issue" retries="TEXT" />'), "3", "=known"),
    ("header", "value"): (service('<zeebe:taskDefinition type="certificate.issue" /><zeebe:taskHeaders><zeebe:header key="k" value="TEXT" /></zeebe:taskHeaders>'), "P1D and more", NO_FEEL),
    ("input", "source"): (mapped("input"), "P1D", "=known"),
    ("output", "source"): (mapped("output"), "some words", "=known"),
    ("script", "expression"): (f'<bpmn:scriptTask id="step">{extended("""<zeebe:script expression="TEXT" resultVariable="x" />""")}</bpmn:scriptTask>', FEEL_ONLY, "=known"),
    ("calledDecision", "decisionId"): (f'<bpmn:businessRuleTask id="step">{extended("""<zeebe:calledDecision decisionId="TEXT" resultVariable="x" />""")}</bpmn:businessRuleTask>', "star", NO_FEEL),
    ("calledElement", "processId"): (f'<bpmn:callActivity id="step">{extended("""<zeebe:calledElement processId="TEXT" />""")}</bpmn:callActivity>', "child", NO_FEEL),
    ("loopCharacteristics", "inputCollection"): (looped('inputCollection="TEXT"'), FEEL_ONLY, "=known"),
    ("loopCharacteristics", "outputElement"): (looped('inputCollection="=[1]" outputCollection="o" outputElement="TEXT"'), FEEL_ONLY, "=known"),
    ("subscription", "correlationKey"): (RECEIVING, FEEL_ONLY, "=known"),
    "conditionExpression": (BRANCH, FEEL_ONLY, "=known"),
    "completionCondition": (looped('inputCollection="=[1]"', condition("TEXT").replace("conditionExpression", "completionCondition")), FEEL_ONLY, "=known"),
    "timeDate": (catching("timeDate"), "2026-05-01T17:00:00+08:00", "=known"),
    "timeDuration": (catching("timeDuration"), "PT8H", "=known"),
    "timeCycle": (boundary("timeCycle"), "R3/P1D", "=known"),
    "timeDuration at the border": (boundary("timeDuration"), "P1D", "=known"),
    "timeDuration after an event gateway": (AFTER_GATEWAY, "PT8H", "=known"),
}  # fmt: skip
ROOTS = '<bpmn:message id="m" name="m">{}</bpmn:message><bpmn:signal id="s" name="s" />'
LOOKS_LIKE_FEEL = "ghost + 1"


def findings(place: object, text: str, *, declares: bool) -> list[Finding]:
    element = PLACES[place][0]
    key = text if place == ("subscription", "correlationKey") else "=1"
    roots = ROOTS.format(extended(f'<zeebe:subscription correlationKey="{key}" />'))
    flows = "" if 'sourceRef="begin"' in element else chain("step")
    source = diagram(extended(INPUTS) if declares else "", element.replace("TEXT", text), flows, roots=roots)
    found = check({"p.bpmn": source, "review_form.form.json": FORM}, AROUND)
    # Made-up values of a variable from outside may be none of the kind; that is not what is looked at here.
    return [f for f in found if f.severity != "info" and not f.rule.startswith("simulation")]


def test_every_place_that_takes_expressions_is_tried():
    assert {place for place in PLACES if isinstance(place, tuple)} == set(SITES)
    assert EXPRESSIONS | set(TIMERS) <= set(PLACES)


@pytest.mark.parametrize("declares", [True, False], ids=["with inputs", "without inputs"])
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_literal_is_a_literal(place: object, declares: bool):
    _element, literal, _expression = PLACES[place]
    if literal != FEEL_ONLY:
        assert findings(place, literal, declares=declares) == []
        return
    assert {f.rule for f in findings(place, LOOKS_LIKE_FEEL, declares=declares)} == {FEEL_ONLY}


@pytest.mark.parametrize("declares", [True, False], ids=["with inputs", "without inputs"])
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_what_follows_an_equals_sign_is_an_expression(place: object, declares: bool):
    _element, _literal, expression = PLACES[place]
    if expression == NO_FEEL:
        assert NO_FEEL in {f.rule for f in findings(place, "=known", declares=declares)}
        return
    assert findings(place, expression, declares=declares) == []
    unknown = findings(place, expression.replace("known", "ghost"), declares=declares)
    assert [(f.rule, f.severity) for f in unknown] == ([("variable-unknown", "error")] if declares else [])
