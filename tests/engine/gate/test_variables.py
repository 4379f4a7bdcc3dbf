"""A variable that nothing in the process gives is found before anything runs."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

import re

import pytest

from engine import deployments, dmn
from engine.bpmn import read
from engine.gate.check import check
from engine.gate.context import answers_of
from engine.gate.findings import Finding
from engine.gate.sources import Sources
from engine.gate.too_early import too_early
from engine.gate.variables import variables
from engine.registry import handler_results
from portal.services.places import PROJECT
from tests.engine.gate.world import Around, chain, condition, diagram, extended, flow

RULE = "variable-unknown"
OFFERED = '<zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
FORM = '<zeebe:formDefinition formId="review_form" />'
AROUND = Around(
    answered={"review_form": frozenset({"outcome", "opinion"})},
    given={"certificate.issue": frozenset({"certificate_id"})},
    read={"star": frozenset({"points"})},
)


def inputs(names: str) -> str:
    return extended(f'<zeebe:properties><zeebe:property name="inputs" value="{names}" /></zeebe:properties>')


def review(more: str = FORM) -> str:
    return f'<bpmn:userTask id="review" name="审核">{extended(OFFERED + more)}</bpmn:userTask>'


def decided(text: str, *parts: str, declared: str | None = "points", step: str = "") -> bytes:
    """begin → review → gate → step or done, the way to the step under a condition."""
    return diagram(
        inputs(declared) if declared is not None else "",
        step or review(),
        '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="last" />',
        flow("begin", "review"),
        flow("review", "gate"),
        flow("gate", "done"),
        flow("gate", "last", condition(text)),
        flow("last", "done"),
        *parts,
    )


def step(element: str, *, declared: str = "points", roots: str = "") -> bytes:
    return diagram(inputs(declared), element, chain("step"), roots=roots)


def unknown(source: bytes, around: Around = AROUND) -> list[tuple[str, str]]:
    """(severity, element) of each name that is not known."""
    return [(f.severity, f.element) for f in found(source, around)]


def found(source: bytes, around: Around = AROUND) -> list[Finding]:
    findings = check({"p.bpmn": source}, around)
    assert {f.rule for f in findings if f.severity == "error"} <= {RULE, "variable-not-yet"}
    return [f for f in findings if f.rule == RULE]


def mapped(kind: str, *lines: tuple[str, str]) -> str:
    inside = "".join(f'<zeebe:{kind} source="{source}" target="{target}" />' for source, target in lines)
    return f"<zeebe:ioMapping>{inside}</zeebe:ioMapping>"


def test_a_typo_in_a_condition_is_refused_with_the_name_that_was_meant():
    (finding,) = found(decided("=outcom = &quot;pass&quot;"))
    assert (finding.severity, finding.element) == ("error", "gate_last")
    assert "“outcom”" in finding.message
    assert "是否想写“outcome”？" in finding.hint


def test_a_name_like_no_other_is_refused_where_all_are_declared():
    (finding,) = found(decided("=verdict"))
    assert finding.severity == "error"
    assert "inputs" in finding.hint


@pytest.mark.parametrize(
    "text", ["=outcome = &quot;pass&quot;", "=points &gt; 3", "=opinion != null and points &gt; 1"]
)
def test_what_the_form_or_the_start_gives_is_known(text: str):
    assert unknown(decided(text)) == []


def test_without_declared_inputs_anything_may_come_at_the_start():
    assert unknown(decided("=verdict", declared=None)) == []
    assert unknown(decided("=star &gt; 3", declared=None)) == []


def test_without_declared_inputs_a_likely_typo_is_a_warning():
    assert unknown(decided("=outcom", declared=None)) == [("warning", "gate_last")]


def test_a_name_used_twice_makes_a_slip_of_it_doubtful():
    twice = review(FORM + mapped("input", ("=made_place", "a"), ("=made_place", "b")))
    assert unknown(decided("=made_plaec = 1", declared=None, step=twice)) == [("warning", "gate_last")]


@pytest.mark.parametrize("text", ["=outcomes", "=outcome2", "=x"])
def test_names_that_are_alike_on_purpose_are_no_typos(text: str):
    assert unknown(decided(text, declared=None)) == []


def test_a_form_or_handler_that_may_give_anything_only_warns():
    open_form = Around(given=AROUND.given, read=AROUND.read)
    assert unknown(decided("=verdict"), open_form) == [("warning", "gate_last")]
    assert unknown(decided("=verdict", step=review("")), AROUND) == [("warning", "gate_last")]


def test_an_output_mapping_hides_what_it_does_not_name():
    renamed = review(FORM + mapped("output", ("=outcome", "verdict")))
    assert unknown(decided("=verdict", step=renamed)) == []
    assert unknown(decided("=outcome", step=renamed)) == [("error", "gate_last")]


def test_inputs_are_local_to_their_step():
    local = review(FORM + mapped("input", ("=points + 1", "more"), ("=more * 2", "most")))
    assert unknown(decided("=true", step=local)) == []
    assert unknown(decided("=more &gt; 1", step=local)) == [("error", "gate_last")]


def test_an_input_does_not_feed_itself():
    itself = review(FORM + mapped("input", ("=ghost", "ghost")))
    assert unknown(decided("=true", step=itself)) == [("error", "review")]


@pytest.mark.parametrize(
    ("element", "roots"),
    [
        (f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition assignee="=ghost" />""" + FORM)}</bpmn:userTask>', ""),
        (f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition candidateGroups="=[ghost]" />""" + FORM)}</bpmn:userTask>', ""),
        (f'<bpmn:userTask id="step">{extended("""<zeebe:assignmentDefinition candidateUsers="=[ghost]" />""" + FORM)}</bpmn:userTask>', ""),
        (f'<bpmn:userTask id="step">{extended(OFFERED + FORM + """<zeebe:taskSchedule dueDate="=ghost" />""")}</bpmn:userTask>', ""),
        (f'<bpmn:userTask id="step">{extended(OFFERED + FORM + """<zeebe:taskSchedule followUpDate="=ghost" />""")}</bpmn:userTask>', ""),
        (f'<bpmn:userTask id="step">{extended(OFFERED + FORM + """<zeebe:priorityDefinition priority="=ghost" />""")}</bpmn:userTask>', ""),
        (f'<bpmn:serviceTask id="step">{extended("""<zeebe:taskDefinition type="certificate.issue" retries="=ghost" />""")}</bpmn:serviceTask>', ""),
        (f'<bpmn:scriptTask id="step">{extended("""<zeebe:script expression="=ghost" resultVariable="x" />""")}</bpmn:scriptTask>', ""),
        (f'<bpmn:task id="step">{extended(mapped("input", ("=ghost", "x")))}</bpmn:task>', ""),
        (f'<bpmn:task id="step">{extended(mapped("output", ("=ghost", "x")))}</bpmn:task>', ""),
        (f'<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics>{extended("""<zeebe:loopCharacteristics inputCollection="=ghost" />""")}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>', ""),
        (f'<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics>{extended("""<zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="o" outputElement="=ghost" />""")}</bpmn:multiInstanceLoopCharacteristics></bpmn:task>', ""),
        ('<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics>' + extended('<zeebe:loopCharacteristics inputCollection="=[1]" />') + condition("=ghost").replace("conditionExpression", "completionCondition") + "</bpmn:multiInstanceLoopCharacteristics></bpmn:task>", ""),
        ('<bpmn:intermediateCatchEvent id="step"><bpmn:timerEventDefinition><bpmn:timeDate>=ghost</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>', ""),
        (f'<bpmn:receiveTask id="step" messageRef="m">{inputs("paid")}</bpmn:receiveTask>', f'<bpmn:message id="m" name="m">{extended("""<zeebe:subscription correlationKey="=ghost" />""")}</bpmn:message>'),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_at_every_site(element: str, roots: str):
    assert unknown(step(element, roots=roots)) == [("error", "step")]
    known = element.replace("ghost", "points"), roots.replace("ghost", "points")
    assert unknown(step(known[0], roots=known[1])) == []


def test_a_decision_reads_what_the_process_has():
    rule = f'<bpmn:businessRuleTask id="step">{extended("""<zeebe:calledDecision decisionId="star" resultVariable="stars" />""")}</bpmn:businessRuleTask>'
    assert unknown(step(rule, declared="points")) == []
    (finding,) = found(step(rule, declared="score"))
    assert (finding.severity, finding.element) == ("error", "step")
    assert "“star”" in finding.message
    assert "“points”" in finding.message


def test_a_decision_that_comes_along_is_read_itself():
    rule = f'<bpmn:businessRuleTask id="step">{extended("""<zeebe:calledDecision decisionId="own" resultVariable="stars" />""")}</bpmn:businessRuleTask>'
    table = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
      <decision id="base" name="base"><literalExpression><text>points + bonus</text></literalExpression></decision>
      <decision id="own" name="own"><informationRequirement><requiredDecision href="#base" /></informationRequirement>
        <literalExpression><text>base * factor</text></literalExpression></decision></definitions>"""
    for declared, count in (("points, bonus, factor", 0), ("points, factor", 1), ("bonus", 2)):
        findings = check({"p.bpmn": step(rule, declared=declared), "o.dmn": table}, AROUND)
        assert [f.rule for f in findings] == [RULE] * count


def test_the_names_of_a_loop_are_known_inside_it_only():
    looped = (
        f'<bpmn:userTask id="review"><bpmn:extensionElements>{OFFERED}{FORM}<zeebe:priorityDefinition priority="=item + loopCounter" />'
        "</bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=points" inputElement="item" outputCollection="opinions" outputElement="=opinion" /></bpmn:extensionElements>'
        "<bpmn:completionCondition>=numberOfCompletedInstances = 2 and item &gt; 1</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
    )
    assert unknown(decided("=count(opinions) &gt; 1", step=looped)) == []
    assert unknown(decided("=item &gt; 1", step=looped)) == [("error", "gate_last")]
    assert unknown(decided("=opinion = 1", step=looped)) == [("error", "gate_last")]


def test_what_lies_in_a_sub_process_sees_its_loop_and_inputs():
    inner = review(FORM + '<zeebe:priorityDefinition priority="=seat + extra" />').replace('"review"', '"inner"')
    scope = (
        f'<bpmn:subProcess id="review">{extended(mapped("input", ("=points", "extra")))}<bpmn:startEvent id="in" />{inner}<bpmn:endEvent id="out" />'
        + flow("in", "inner") + flow("inner", "out")
        + f'<bpmn:multiInstanceLoopCharacteristics>{extended("""<zeebe:loopCharacteristics inputCollection="=points" inputElement="seat" />""")}</bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>'
    )  # fmt: skip
    assert unknown(decided("=outcome", step=scope)) == []
    assert unknown(decided("=seat", step=scope)) == [("error", "gate_last")]


@pytest.mark.parametrize(
    ("definition", "names", "severities"),
    [
        ('<bpmn:messageEventDefinition messageRef="m" />', "error_code", ["warning"]),
        ('<bpmn:messageEventDefinition messageRef="m" />', "outcome", []),
        ('<bpmn:errorEventDefinition errorRef="e" />', "error_code", []),
        ('<bpmn:errorEventDefinition errorRef="e" />', "error_text", ["error"]),
    ],
)
def test_an_event_brings_its_payload(definition: str, names: str, severities: list[str]):
    event = f'<bpmn:boundaryEvent id="event" attachedToRef="review">{definition}</bpmn:boundaryEvent>{flow("event", "done")}'
    key = extended('<zeebe:subscription correlationKey="=points" />')
    issue = f'<bpmn:serviceTask id="review">{extended("""<zeebe:taskDefinition type="certificate.issue" />""")}</bpmn:serviceTask>'
    source = decided(f"={names} = 1", event, declared="points, outcome", step=issue).replace(
        b"</bpmn:definitions>",
        f'<bpmn:message id="m" name="m">{key}</bpmn:message><bpmn:error id="e" errorCode="E" /></bpmn:definitions>'.encode(),
    )
    assert [severity for severity, _element in unknown(source)] == severities


def test_a_message_may_declare_what_it_brings():
    waits = f'<bpmn:receiveTask id="review" messageRef="m">{inputs("paid, paid_at")}</bpmn:receiveTask>'
    message = f'<bpmn:message id="m" name="m">{extended("""<zeebe:subscription correlationKey="=points" />""")}</bpmn:message></bpmn:definitions>'
    for name, count in (("paid_at", 0), ("paid_on", 1)):
        source = decided(f"={name} = 1", step=waits).replace(b"</bpmn:definitions>", message.encode())
        assert [severity for severity, _element in unknown(source)] == ["error"] * count


def test_names_inside_a_filter_may_be_properties():
    assert unknown(decided("=count(points[score &gt; 80 and item.expert != null]) &gt; 1")) == []


FOLDERS = sorted(folder for folder in (PROJECT / "bpmn").iterdir() if folder.is_dir())
# What a call returns may be anything, so its completion condition may read any name.
READS = re.compile(r'<bpmn:(?!completionCondition)\w+ xsi:type="bpmn:tFormalExpression">=([a-z_]{2,})\b(?!\()')


class Scheme(Around):
    """The forms and decisions of bpmn/ and the portal's handlers."""

    files = deployments.read_folders(FOLDERS)

    def answers(self, form: str) -> frozenset[str] | None:
        found = [name for name in self.files if name.endswith(f"/{form}.form.json")]
        return answers_of(form, self.files[found[0]].decode())

    def results(self, topic: str) -> frozenset[str] | None:
        return handler_results.get(topic)

    def reads(self, decision: str) -> frozenset[str]:
        found = [name for name in self.files if name.endswith(f"/{decision}.dmn")]
        return dmn.reads(dmn.parse_decisions(self.files[found[0]]), decision)


DIAGRAMS = sorted(name for name in Scheme.files if name.endswith(".bpmn"))


def of_scheme(source: str) -> list[Finding]:
    diagram, around = read(source.encode()), Scheme()
    sources = Sources(diagram, around)
    return [*variables(diagram, around, sources), *too_early(diagram, around, sources)]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_typo_in_the_schemes_own_processes_is_refused(name: str):
    """Each name at the head of a condition or timer, misspelt once; the rest of the scheme as it is."""
    text = Scheme.files[name].decode()
    assert of_scheme(text) == []
    misspelt = [f"{text[: match.end(1)]}x{text[match.end(1) :]}" for match in READS.finditer(text)]
    assert misspelt
    for wrong in misspelt:
        assert [finding.severity for finding in of_scheme(wrong)] == ["error"]
