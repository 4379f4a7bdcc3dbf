"""The expressions of a process and the variables that each may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.gate.context import Context
from engine.gate.diagram import Diagram, Element, is_zeebe, local
from engine.gate.dialect import SITES, TIMERS
from engine.gate.sources import LOOP_COUNTER, Names, Sources

_COUNTS = frozenset(
    {
        "numberOfInstances",
        "numberOfCompletedInstances",
        "numberOfActiveInstances",
        "numberOfTerminatedInstances",
    }
)


@dataclass(frozen=True)
class Site:
    """An expression with the names that may be there; `visible` None: any.

    A decision stands for all its cells: `names` are the variables that it reads, `decision` is its key.
    """

    element: Element
    text: str
    visible: Names
    names: frozenset[str] | None = None
    decision: str = ""


def sites(diagram: Diagram, known: Context, sources: Sources) -> Iterator[Site]:
    """Every expression of the executable process, in the order of the file."""
    for flow in diagram.flows:
        for condition in diagram.children(flow, "conditionExpression"):
            yield Site(condition, (condition.text or "").strip(), sources.names | sources.around(flow))
    for node in diagram.nodes:
        yield from _node(diagram, known, sources, node)


def _node(diagram: Diagram, known: Context, sources: Sources, node: Element) -> Iterator[Site]:
    outside = sources.names | sources.around(node)
    inside = outside | sources.locals(node)
    raw = sources.raw(node)
    after: Names = None if raw is None else inside | raw
    for holder in node.iterchildren():
        if local(holder) == "extensionElements":
            for extension in holder:
                yield from _extension(extension, outside | sources.item(node), inside, after)
    for definition in diagram.event_definitions(node):
        for time in diagram.children(definition, *TIMERS):
            yield Site(time, (time.text or "").strip(), outside)
    yield from _correlation(diagram, node, inside)
    yield from _loop(diagram, node, outside, inside, after)
    if local(node) == "businessRuleTask":
        key = diagram.extension(node, "calledDecision", "decisionId")
        yield Site(node, "", inside, names=known.reads(key), decision=key)


def _extension(extension: Element, before: frozenset[str], inside: frozenset[str], after: Names) -> Iterator[Site]:
    """A zeebe element; each line of a mapping sees what those above it wrote."""
    if local(extension) != "ioMapping":
        yield from _attributes(extension, inside)
        return
    visible: dict[str, Names] = {"input": before, "output": after}
    for mapping in extension:
        kind = local(mapping) if is_zeebe(mapping) else ""
        if kind in visible:
            names = visible[kind]
            yield from _attributes(mapping, names)
            written = (mapping.get("target") or "").strip().partition(".")[0]
            visible[kind] = None if names is None else names | {written}


def _attributes(extension: Element, visible: Names) -> Iterator[Site]:
    for raw, value in extension.attrib.items():
        if SITES.get((local(extension), str(raw))) in ("value", "feel") and str(value).strip().startswith("="):
            yield Site(extension, str(value).strip(), visible)


def _correlation(diagram: Diagram, node: Element, visible: frozenset[str]) -> Iterator[Site]:
    """The key of the message that `node` sends or waits for; a process's own start waits for any key."""
    if local(node) == "startEvent" and node.getparent() is diagram.process:
        return
    references = [node.get("messageRef"), *(d.get("messageRef") for d in diagram.event_definitions(node))]
    messages = diagram.root_elements("message")
    for reference in references:
        message = messages.get(reference or "")
        key = "" if message is None else diagram.extension(message, "subscription", "correlationKey")
        if key:
            yield Site(node, key, visible)


def _loop(
    diagram: Diagram, node: Element, outside: frozenset[str], inside: frozenset[str], after: Names
) -> Iterator[Site]:
    loop = diagram.loop(node)
    if loop is None:
        return
    ended: Names = None if after is None else after | {LOOP_COUNTER}
    for extension in diagram.extensions(loop, "loopCharacteristics"):
        collection, item = extension.get("inputCollection"), extension.get("outputElement")
        if collection:
            yield Site(extension, collection.strip(), outside)
        if item:
            yield Site(extension, item.strip(), ended)
    for condition in diagram.children(loop, "completionCondition"):
        yield Site(condition, (condition.text or "").strip(), None if ended is None else ended | _COUNTS)
