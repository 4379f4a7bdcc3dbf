"""What a diagram names exists, in the files or around them."""

from __future__ import annotations

import pytest

from engine.gate.check import check
from tests.engine.gate.world import (
    DMN,
    FORM,
    Around,
    chain,
    diagram,
    errors_of,
    extended,
    findings_of,
    one_step,
)

NOTHING = Around(forms=frozenset(), decisions=frozenset(), processes=frozenset(), user_tasks=frozenset())


def step(kind: str, extension: str) -> bytes:
    return one_step(f'<bpmn:{kind} id="step" name="审核">{extended(extension)}</bpmn:{kind}>')


SHOWN = '<zeebe:formDefinition formId="review_form" />'
OFFER = '<zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
WITH_FORM = step("userTask", OFFER + SHOWN)
WITH_TABLE = step("businessRuleTask", '<zeebe:calledDecision decisionId="star" resultVariable="star" />')
WITH_TOPIC = step("serviceTask", '<zeebe:taskDefinition type="certificate.issue" />')
WITH_CALL = step("callActivity", '<zeebe:calledElement processId="child" />')


def separate(names: str) -> bytes:
    return step(
        "userTask",
        f'{OFFER}{SHOWN}<zeebe:properties><zeebe:property name="separateFrom" value="{names}" /></zeebe:properties>',
    )


@pytest.mark.parametrize("source", [WITH_FORM, WITH_TABLE, WITH_TOPIC, WITH_CALL])
def test_what_is_deployed_is_found(source: bytes):
    assert findings_of(source) == []


def test_what_comes_along_is_found():
    child = diagram(chain(), key="child")
    alone = {"a.bpmn": WITH_FORM, "f.form.json": FORM}
    assert check(alone, NOTHING) == []
    assert check({"a.bpmn": WITH_TABLE, "s.dmn": DMN.format(cell="&gt; 5").encode()}, NOTHING) == []
    assert check({"a.bpmn": WITH_CALL, "child.bpmn": child}, NOTHING) == []


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        (WITH_FORM, "form-unknown"),
        (WITH_TABLE, "decision-unknown"),
        (WITH_CALL, "called-process-unknown"),
        (step("serviceTask", '<zeebe:taskDefinition type="fly.to.the.moon" />'), "topic-unknown"),
        (step("userTask", '<zeebe:assignmentDefinition candidateGroups="nobody" />'), "group-unknown"),
        (
            step("userTask", '<zeebe:assignmentDefinition candidateGroups="=[&quot;nobody&quot;]" />'),
            "group-unknown",
        ),
        (separate("elsewhere"), "separation-unknown"),
        (step("serviceTask", ""), "topic-missing"),
        (step("businessRuleTask", ""), "decision-missing"),
        (step("callActivity", ""), "called-process-missing"),
        (step("scriptTask", ""), "script-missing"),
        (step("businessRuleTask", '<zeebe:calledDecision decisionId="star" />'), "result-missing"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(source: bytes, rule: str):
    assert (rule, "step") in errors_of(source, NOTHING)


def test_the_sentence_names_the_step_and_what_is_missing():
    (finding,) = check({"a.bpmn": WITH_FORM}, NOTHING)
    assert finding.message == "“审核”（step）的表单“review_form”不存在"
    assert finding.hint


@pytest.mark.parametrize(
    "groups", ["star_evaluator", "enterprise:12", "star_evaluator, enterprise:3", "=groups_of_case"]
)
def test_groups_that_exist_or_are_known_later_pass(groups: str):
    assert findings_of(step("userTask", f'{SHOWN}<zeebe:assignmentDefinition candidateGroups="{groups}" />')) == []


def test_a_task_that_nobody_can_take_is_a_warning():
    (finding,) = findings_of(step("userTask", f"<zeebe:userTask />{SHOWN}"))
    assert (finding.severity, finding.rule) == ("warning", "task-without-people")


def test_a_user_task_without_a_form_is_a_warning():
    (finding,) = findings_of(step("userTask", OFFER))
    assert (finding.severity, finding.rule, finding.element) == ("warning", "task-without-form", "step")


def test_an_unknown_group_is_told_with_those_that_there_are():
    around = Around(groups=frozenset({"star_evaluator", "legal", "night_shift"}))
    unknown = step("userTask", f'{SHOWN}<zeebe:assignmentDefinition candidateGroups="evaluators" />')
    (finding,) = findings_of(unknown, around)
    assert finding.hint == "改用已有的角色：法务（legal）、night_shift、星级评价员（star_evaluator）"


def test_an_unknown_person_is_a_warning():
    (finding,) = findings_of(step("userTask", f'{SHOWN}<zeebe:assignmentDefinition assignee="ghost" />'))
    assert (finding.severity, finding.rule) == ("warning", "user-unknown")


def test_separation_finds_tasks_of_other_diagrams():
    assert findings_of(separate("accept, step")) == []


def test_separation_anywhere_but_on_a_user_task_is_refused():
    source = step("task", '<zeebe:properties><zeebe:property name="separateFrom" value="accept" /></zeebe:properties>')
    assert errors_of(source) == [("separation-misplaced", "step")]


def test_a_loop_without_a_list_is_refused():
    assert errors_of(one_step('<bpmn:task id="step"><bpmn:multiInstanceLoopCharacteristics /></bpmn:task>')) == [
        ("loop-collection-missing", "step")
    ]


def test_a_table_with_a_broken_cell_is_refused():
    (finding, *_more) = check({"s.dmn": DMN.format(cell="&gt; &gt;").encode()}, NOTHING)
    assert (finding.severity, finding.rule, finding.file) == ("error", "decision", "s.dmn")


def test_a_form_that_is_not_json_is_refused():
    (finding,) = check({"f.form.json": b"{"}, NOTHING)
    assert (finding.severity, finding.rule, finding.file) == ("error", "form", "f.form.json")


def test_the_same_key_in_two_files_is_refused():
    files = {"a.bpmn": diagram(chain()), "b.bpmn": diagram(chain())}
    assert [(f.rule, f.element) for f in check(files, NOTHING)] == [("key-duplicate", "process_1")]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("../p.bpmn", b"<x/>", "file-name"),
        ("/etc/p.bpmn", b"<x/>", "file-name"),
        ("a\\b.bpmn", b"<x/>", "file-name"),
        ("p\x00.bpmn", b"<x/>", "file-name"),
        ("<script>.bpmn", b"<x/>", "file-name"),
        ("readme.txt", b"hello", "file-kind"),
        ("data.json", b"{}", "file-kind"),
        ("p.bpmn", b"  ", "file-empty"),
        ("p.bpmn", b"x" * (2 * 1024 * 1024 + 1), "file-too-large"),
    ],
)
def test_files_that_may_not_come_in(name: str, content: bytes, rule: str):
    assert [finding.rule for finding in check({name: content}, NOTHING)] == [rule]


def test_no_files_and_too_many_files_are_refused():
    assert [finding.rule for finding in check({}, NOTHING)] == ["no-files"]
    many = {f"{number}.bpmn": b"<x/>" for number in range(201)}
    assert [finding.rule for finding in check(many, NOTHING)] == ["too-many-files"]
