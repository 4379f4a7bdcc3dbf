"""Nothing runs that the engine would bend: all that the XML says is found again in what was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from engine.gate.diagram import Diagram, Element, label, local
from engine.gate.dialect import TIMERS
from engine.gate.findings import Finding, error
from engine.gate.xml import BPMN


def coverage(diagram: Diagram, built: Mapping[str, str]) -> Iterator[Finding]:
    """`built` is `engine.spiff.Built.elements`: kind and features of everything really built, by id."""
    for node in diagram.nodes:
        yield from _compare(node, _of_node(diagram, node), built)
    for flow in diagram.flows:
        yield from _compare(flow, _of_flow(diagram, flow), built)


def _compare(element: Element, expected: list[str], built: Mapping[str, str]) -> Iterator[Finding]:
    own_id = element.get("id") or ""
    features = built.get(own_id, "").split(" ")
    missing = [feature for feature in expected if feature not in features]
    if own_id not in built:
        yield error(
            "not-built",
            _("%(element)s不会被执行") % {"element": label(element)},
            element=own_id,
            hint=_("请改用支持的写法"),
        )
    elif missing:
        yield error(
            "built-differently",
            _("%(element)s的“%(missing)s”不会按图执行") % {"element": label(element), "missing": "、".join(missing)},
            element=own_id,
            hint=_("请改用支持的写法"),
        )


def _of_node(diagram: Diagram, node: Element) -> list[str]:
    expected = [local(node)]
    for definition in diagram.event_definitions(node):
        expected.append(local(definition).removesuffix("EventDefinition"))
        expected += [TIMERS[local(time)] for time in diagram.children(definition, *TIMERS)]
    if local(node) == "boundaryEvent":
        interrupts = node.get("cancelActivity", "true") == "true"
        expected += ["interrupting" if interrupts else "non-interrupting", f"on:{node.get('attachedToRef')}"]
    loop = diagram.loop(node)
    if loop is not None:
        expected.append("sequential" if loop.get("isSequential") == "true" else "parallel")
    if diagram.is_event_subprocess(node):
        expected.append("event")
    return expected


def _of_flow(diagram: Diagram, flow: Element) -> list[str]:
    source = diagram.by_id.get(flow.get("sourceRef") or "")
    expected = ["sequenceFlow", f"{flow.get('sourceRef')}->{flow.get('targetRef')}"]
    if flow.find(f"{{{BPMN}}}conditionExpression") is not None:
        expected.append("condition")
    if source is not None and source.get("default") == flow.get("id"):
        expected.append("default")
    return expected
