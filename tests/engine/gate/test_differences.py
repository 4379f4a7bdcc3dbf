"""Two texts of a diagram, table or form, compared part by part."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import pytest

from engine.gate.differences import Detail, differences
from tests.engine.deployments.world import form, review, table
from tests.engine.gate.world import chain, condition, diagram, flow


def changes(kind: str, before: bytes, after: bytes) -> list[tuple[str, str]]:
    return [(one.change, one.element) for one in differences(kind, before, after)]


def test_the_same_text_in_another_layout_is_no_change():
    spaced = review().replace(b"><", b">\n  <")
    assert changes("process", review(), spaced) == []


def test_a_setting_of_a_step_is_a_change_of_the_step():
    assert changes("process", review(), review(group="legal")) == [("changed", "step")]
    assert changes("process", review(), review(name="复核")) == [("changed", "step")]


def said(kind: str, before: bytes, after: bytes) -> list[tuple[str, str, str]]:
    """Every setting that changed, as people read it."""
    found = differences(kind, before, after)
    return [(detail.what, detail.before, detail.after) for one in found for detail in one.details]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("=add_working_days(now(), 2)", "=add_working_days(now(), 3)", ("期限", "2 个工作日", "3 个工作日")),
        ('=duration("P2D")', "P1M", ("期限", "2 天", "1 个月")),
        ("=halfway(now(), add_working_days(now(), 4))", "", ("期限", "4 个工作日的一半", "")),
        ("=due", "=later", ("期限", "=due", "=later")),
    ],
)
def test_a_deadline_is_told_in_the_words_of_people(old: str, new: str, sentence: tuple[str, str, str]):
    before, after = (
        review(more=f"<zeebe:taskSchedule dueDate={quoteattr(text)} />" if text else "") for text in (old, new)
    )
    assert said("process", before, after) == [sentence]


def test_who_does_it_is_told_by_the_names_of_the_roles():
    assert said("process", review(), review(group="star_evaluator,legal")) == [
        ("办理角色", "星级评价员", "星级评价员、法务")
    ]
    named = '<zeebe:taskHeaders><zeebe:header key="text" value="{}" /></zeebe:taskHeaders>'
    assert said("process", review(more=named.format("请办理")), review(more=named.format("请尽快办理"))) == [
        ("文字", "请办理", "请尽快办理")
    ]


def test_lines_of_a_mapping_are_told_by_what_they_give():
    def given(source: str) -> bytes:
        lines = f'<zeebe:input source="=a" target="x" /><zeebe:input source="{source}" target="y" />'
        return review(more=f"<zeebe:ioMapping>{lines}</zeebe:ioMapping>")

    assert said("process", given("=b"), given("=c")) == [("变量映射·输入·y", "=b", "=c")]


def test_steps_and_flows_come_and_go():
    before = diagram('<bpmn:task id="a" />', chain("a"))
    after = diagram('<bpmn:task id="b" />', chain("b"))
    assert changes("process", before, after) == [
        ("added", "b"),
        ("added", "begin_b"),
        ("added", "b_done"),
        ("removed", "a"),
        ("removed", "begin_a"),
        ("removed", "a_done"),
    ]


def test_a_condition_is_a_change_of_its_flow():
    gate = '<bpmn:exclusiveGateway id="gate" default="gate_done" /><bpmn:task id="a" />'
    flows = flow("begin", "gate") + flow("gate", "done") + flow("a", "done")
    one, two = (diagram(gate, flows, flow("gate", "a", condition(text))) for text in ("=star &gt; 1", "=star &gt; 2"))
    (found,) = differences("process", one, two)
    assert (found.change, found.element, found.what) == ("changed", "gate_a", "连线 “gate_a”")
    assert found.details == (Detail("条件", "=star > 1", "=star > 2"),)


def test_rules_of_a_table_and_fields_of_a_form_are_named():
    (rule,) = differences("decision", table(), table("&gt; 6"))
    assert (rule.element, rule.what) == ("r", "规则 1")
    assert rule.details == (Detail("points", "> 5", "> 6"),)
    (field,) = differences("form", form(), form(label="结论"))
    assert (field.change, field.what) == ("changed", "字段“结论”")
    assert field.details == (Detail("标题", "意见", "结论"),)
