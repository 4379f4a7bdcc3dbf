"""What the one reader says of a diagram."""

from __future__ import annotations

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from engine import spiff
from engine.bpmn import Element, Outline, SubProcess, read, with_flow_ids, xml
from engine.bpmn.reader import _remembered
from engine.bpmn.xml import XmlRefused
from tests.engine.gate.world import chain, condition, diagram, extended, findings_of, flow

LANES = (
    '<bpmn:laneSet id="all"><bpmn:lane id="office" name=" 办公室 "><bpmn:flowNodeRef>inner</bpmn:flowNodeRef>'
    '<bpmn:flowNodeRef>group</bpmn:flowNodeRef><bpmn:childLaneSet id="parts"><bpmn:lane id="desk" name="受理&#10;岗">'
    "<bpmn:flowNodeRef>inner</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
)
GROUP = (
    '<bpmn:subProcess id="group" name="复查">'
    '<bpmn:startEvent id="in" /><bpmn:userTask id="look" /><bpmn:endEvent id="out" />'
    + flow("in", "look")
    + flow("look", "out")
    + "</bpmn:subProcess>"
)
SOURCE = diagram(
    LANES,
    '<bpmn:userTask id="inner" name="受理&#10;材料">',
    extended(
        '<zeebe:formDefinition formId=" review_form " /><zeebe:assignmentDefinition candidateGroups="star_evaluator" />'
        '<zeebe:ioMapping><zeebe:input source="=a" target="b" /></zeebe:ioMapping>'
        '<zeebe:properties><zeebe:property name="separateFrom" value="look" /></zeebe:properties>'
    ),
    "</bpmn:userTask>",
    '<bpmn:boundaryEvent id="late" attachedToRef="inner" cancelActivity="false"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>",
    GROUP,
    flow("begin", "inner"),
    flow("inner", "group", condition("=a")),
    flow("group", "done"),
    flow("late", "done"),
)


def test_nodes_come_in_the_order_of_the_file_with_what_they_are_set_to():
    drawn = read(SOURCE)
    assert [node.id for node in drawn.nodes] == ["begin", "done", "inner", "late", "group", "in", "look", "out"]
    inner = drawn.nodes[2]
    assert (inner.name, inner.title) == ("受理\n材料", "受理 材料")
    assert (inner.settings.form, inner.settings.candidate_groups) == ("review_form", "star_evaluator")
    assert inner.settings.inputs == (("=a", "b"),)
    assert inner.settings.properties == {"separateFrom": "look"}
    late = drawn.nodes[3]
    assert (late.host, late.is_interrupting, late.trigger) == ("inner", False, "timer")
    assert late.definitions[0].time == ("duration", "P1D")
    assert drawn.boundaries["inner"] == [late]


def test_each_scope_holds_its_own_nodes_and_flows():
    process, group = read(SOURCE).scopes
    assert isinstance(group, SubProcess)
    assert [node.id for node in group.nodes] == ["in", "look", "out"]
    assert [flow.id for flow in process.flows] == ["begin_inner", "inner_group", "group_done", "late_done"]
    assert [flow.condition for flow in process.flows] == [None, "=a", None, None]


def test_the_innermost_lane_counts_and_a_subprocess_hands_its_lane_on():
    drawn = read(SOURCE)
    lanes = {node.id: drawn.lane(node) for node in drawn.nodes}
    assert (lanes["inner"], lanes["look"], lanes["begin"]) == ("受理\n岗", "办公室", "")
    assert Outline(drawn).lane("look") == "办公室"


def test_what_is_unknown_is_told_as_it_stands():
    source = diagram('<bpmn:task id="step"><camunda:odd mood="good">so</camunda:odd></bpmn:task>', chain("step"))
    (odd,) = [part for part in read(source).parts if part.kind == "odd"]
    assert (odd.attributes, odd.text, odd.nearest_id, odd.line) == ({"mood": "good"}, "so", "step", 2)
    assert not odd.is_bpmn
    assert not odd.is_zeebe


def test_what_was_read_is_not_read_again():
    assert read(SOURCE) is read(bytes(bytearray(SOURCE)))


def test_a_file_is_read_once_to_be_checked_and_built():
    source = diagram('<bpmn:task id="read_once" />', chain("read_once"))
    before = _remembered.cache_info().misses
    assert [found.rule for found in findings_of(source) if found.severity == "error"] == []
    assert spiff.build(with_flow_ids(source)).key == "process_1"
    assert _remembered.cache_info().misses == before + 1


def test_a_limit_that_was_lowered_since_holds(monkeypatch: pytest.MonkeyPatch):
    read(SOURCE)
    monkeypatch.setattr(settings, "OTOP_XML_LIMITS", {"nodes": 3}, raising=False)
    with pytest.raises(XmlRefused):
        read(SOURCE)


# ruff: noqa: E501
TAGS = st.sampled_from(
    ["process", "subProcess", "userTask", "startEvent", "boundaryEvent", "sequenceFlow", "lane", "laneSet", "flowNodeRef",
     "timerEventDefinition", "timeDuration", "multiInstanceLoopCharacteristics", "message", "extensionElements", "odd"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["id", "name", "sourceRef", "targetRef", "attachedToRef", "isExecutable", "default", "messageRef"]
)
VALUES = st.sampled_from(["", "a", "b", "true", " "])
TREES = st.recursive(
    st.tuples(TAGS, st.dictionaries(NAMES, VALUES, max_size=4), st.just(())),
    lambda inner: st.tuples(TAGS, st.dictionaries(NAMES, VALUES, max_size=4), st.lists(inner, max_size=5)),
    max_leaves=40,
)


def drawn(tree: tuple) -> str:
    tag, attributes, inside = tree
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<bpmn:{tag}{said}>{''.join(map(drawn, inside))}</bpmn:{tag}>"


@given(st.lists(TREES, max_size=4))
def test_any_heap_of_elements_is_read(trees: list[tuple]):
    inside = "".join(map(drawn, trees))
    source = f'<bpmn:definitions xmlns:bpmn="{xml.BPMN}">{inside}</bpmn:definitions>'.encode()
    found = read(source)
    assert [part.kind for part in found.root.all_below()] == [xml.local_name(each) for each in xml.parse(source).iter()]
    assert found.links == {} or found.process is not None
    for part in found.root.all_below():
        assert all(child.parent is part for child in part.children)
        assert all(isinstance(value, str) for value in (part.nearest_id, part.title, found.lane(part)))
    for node in found.nodes:
        assert isinstance(node, Element)
        assert (node.trigger == "") == (not node.definitions)
        assert node.loop is None or node.loop.until == ""
    assert set(Outline(found).nodes) == {node.id for node in found.nodes}
    assert all(flow.id for flow in read(with_flow_ids(source)).flows)
