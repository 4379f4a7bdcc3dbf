"""Two texts of a diagram, table or form, compared part by part."""

from __future__ import annotations

from engine.gate.differences import differences
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


def test_rules_of_a_table_and_fields_of_a_form_are_named():
    (rule,) = differences("decision", table(), table("&gt; 6"))
    assert (rule.element, rule.what) == ("r", "规则 1")
    (field,) = differences("form", form(), form(label="结论"))
    assert (field.change, field.what) == ("changed", "字段“结论”")
