"""Nothing runs that the engine would bend: all that the XML says is found again in what was built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.gate.diagram import Diagram, Element, is_zeebe, label, local
from engine.gate.dialect import TIMERS
from engine.gate.findings import Finding, error
from engine.gate.links import link_targets
from engine.gate.xml import BPMN
from engine.spiff import feature

# Name of a feature -> where the XML holds its text.
_WORK: Final = {
    "form": ("formDefinition", "formId"),
    "topic": ("taskDefinition", "type"),
    "decision": ("calledDecision", "decisionId"),
    "process": ("calledElement", "processId"),
    "expression": ("script", "expression"),
}
_LOOP: Final = {
    "items": "inputCollection",
    "item": "inputElement",
    "collect": "outputCollection",
    "each": "outputElement",
}
_PARTS: Final = {
    "condition": gettext_lazy("条件"),
    "when": gettext_lazy("条件"),
    "default": gettext_lazy("默认连线"),
    "lane": gettext_lazy("泳道"),
    "input": gettext_lazy("变量映射"),
    "output": gettext_lazy("变量映射"),
    "to": gettext_lazy("链接事件"),
    **dict.fromkeys(("sequential", "parallel", "until", *_LOOP), gettext_lazy("多实例")),
    **dict.fromkeys(("result", *_WORK), gettext_lazy("设置")),
}


def coverage(diagram: Diagram, built: Mapping[str, str]) -> Iterator[Finding]:
    """`built` is `engine.spiff.Built.elements`: kind and features of everything really built, by id."""
    lanes, jumps = _lanes(diagram.process), link_targets(diagram)
    for node in diagram.nodes:
        yield from _compare(node, _of_node(diagram, node, lanes, jumps), built)
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
            _("%(element)s的“%(missing)s”不会按图执行") % {"element": label(element), "missing": _parts(missing)},
            element=own_id,
            hint=_("请改用支持的写法"),
        )


def _parts(features: list[str]) -> str:
    """What people call these features."""
    names = (str(_PARTS.get(feature.partition(":")[0], _("类型或连接"))) for feature in features)
    return "、".join(dict.fromkeys(names))


def _of_node(diagram: Diagram, node: Element, lanes: Mapping[str, str], jumps: Mapping[str, str]) -> list[str]:
    own_id = node.get("id") or ""
    expected = [local(node), *_of_event(diagram, node), *_of_loop(diagram, node), *_of_work(diagram, node)]
    if diagram.is_event_subprocess(node):
        expected.append("event")
    if lanes.get(own_id):
        expected.append(feature("lane", lanes[own_id]))
    if own_id in jumps:
        expected.append(f"to:{jumps[own_id]}")
    for mapping in (m for holder in diagram.extensions(node, "ioMapping") for m in holder if is_zeebe(m)):
        source, target = ((mapping.get(name) or "").strip() for name in ("source", "target"))
        expected.append(feature(local(mapping), f"{target}={source}"))
    return expected


def _of_event(diagram: Diagram, node: Element) -> Iterator[str]:
    for definition in diagram.event_definitions(node):
        kind = local(definition).removesuffix("EventDefinition")
        yield kind
        yield from (TIMERS[local(time)] for time in diagram.children(definition, *TIMERS))
        yield from _named(diagram, kind, definition)
    if local(node) == "receiveTask":
        yield from ("message", *_named(diagram, "message", node))
    if local(node) == "boundaryEvent":
        interrupts = node.get("cancelActivity", "true") == "true"
        yield from ("interrupting" if interrupts else "non-interrupting", f"on:{node.get('attachedToRef')}")
    scope = node.getparent()
    if local(node) == "startEvent" and scope is not None and diagram.is_event_subprocess(scope):
        yield "interrupting" if node.get("isInterrupting", "true") == "true" else "non-interrupting"


def _named(diagram: Diagram, kind: str, holder: Element) -> Iterator[str]:
    """The message, signal or error that `holder` refers to, or the link that it is."""
    if kind == "link":
        yield feature(kind, (holder.get("name") or "").strip())
    elif kind in ("message", "signal", "error"):
        target = diagram.root_elements(kind).get(holder.get(f"{kind}Ref") or "")
        if target is not None:
            yield feature(kind, (target.get("errorCode" if kind == "error" else "name") or "").strip())


def _of_loop(diagram: Diagram, node: Element) -> Iterator[str]:
    loop = diagram.loop(node)
    if loop is None:
        return
    yield "sequential" if loop.get("isSequential") == "true" else "parallel"
    for name, attribute in _LOOP.items():
        if text := diagram.extension(loop, "loopCharacteristics", attribute):
            yield feature(name, text)
    yield from (feature("until", (c.text or "").strip()) for c in diagram.children(loop, "completionCondition"))


def _of_work(diagram: Diagram, node: Element) -> Iterator[str]:
    for name, (extension, attribute) in _WORK.items():
        if text := diagram.extension(node, extension, attribute):
            yield feature(name, text)
    for extension in ("script", "calledDecision"):
        if text := diagram.extension(node, extension, "resultVariable"):
            yield feature("result", text)


def _of_flow(diagram: Diagram, flow: Element) -> list[str]:
    source = diagram.by_id.get(flow.get("sourceRef") or "")
    expected = ["sequenceFlow", f"{flow.get('sourceRef')}->{flow.get('targetRef')}"]
    condition = flow.find(f"{{{BPMN}}}conditionExpression")
    if condition is not None:
        expected += ["condition", feature("when", (condition.text or "").strip())]
    if source is not None and source.get("default") == flow.get("id"):
        expected.append("default")
    return expected


def _lanes(process: Element | None) -> dict[str, str]:
    """Node id → name of its lane; of nested lanes the inner one counts."""
    found: dict[str, str] = {}
    for lane in process.iter(f"{{{BPMN}}}lane") if process is not None else ():
        for reference in lane.iterchildren(f"{{{BPMN}}}flowNodeRef"):
            own_id, inner = (reference.text or "").strip(), lane.iter(f"{{{BPMN}}}flowNodeRef")
            if sum((other.text or "").strip() == own_id for other in inner) == 1:
                found[own_id] = (lane.get("name") or "").strip()
    return found
