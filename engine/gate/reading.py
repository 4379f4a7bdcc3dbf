"""The expressions of a process and the variables that each may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import Diagram, Element, Node
from engine.gate.context import Context
from engine.gate.dialect import SITES
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
        for condition in flow.of_kind("conditionExpression"):
            yield Site(condition, condition.text, sources.names | sources.around(flow))
    for node in diagram.nodes:
        yield from _node(diagram, known, sources, node)


def _node(diagram: Diagram, known: Context, sources: Sources, node: Node) -> Iterator[Site]:
    outside = sources.names | sources.around(node)
    inside = outside | sources.locals(node)
    raw = sources.raw(node)
    after: Names = None if raw is None else inside | raw
    for extension in node.extensions():
        yield from _extension(extension, outside | sources.item(node), inside, after)
    for definition in node.definitions:
        for time in definition.times:
            yield Site(time, time.text, outside)
    yield from _correlation(diagram, node, inside)
    yield from _loop(node, outside, inside, after)
    if node.kind == "businessRuleTask":
        key = node.settings.decision
        yield Site(node, "", inside, names=known.reads(key), decision=key)


def _extension(extension: Element, before: frozenset[str], inside: frozenset[str], after: Names) -> Iterator[Site]:
    """A zeebe element; each line of a mapping sees what those above it wrote."""
    if extension.kind != "ioMapping":
        yield from _attributes(extension, inside)
        return
    visible: dict[str, Names] = {"input": before, "output": after}
    for mapping in extension.children:
        kind = mapping.kind if mapping.is_zeebe else ""
        if kind in visible:
            names = visible[kind]
            yield from _attributes(mapping, names)
            written = (mapping.get("target") or "").strip().partition(".")[0]
            visible[kind] = None if names is None else names | {written}


def _attributes(extension: Element, visible: Names) -> Iterator[Site]:
    for attribute, value in extension.attributes.items():
        if SITES.get((extension.kind, attribute)) in ("value", "feel") and value.strip().startswith("="):
            yield Site(extension, value.strip(), visible)


def _correlation(diagram: Diagram, node: Node, visible: frozenset[str]) -> Iterator[Site]:
    """The key of the message that `node` sends or waits for; a process's own start waits for any key."""
    if node.kind == "startEvent" and node.parent is diagram.process:
        return
    named = (diagram.named(definition) for definition in node.definitions if definition.trigger == "message")
    for message in (diagram.message(node), *named):
        if message is not None and message.settings.correlation_key:
            yield Site(node, message.settings.correlation_key, visible)


def _loop(node: Node, outside: frozenset[str], inside: frozenset[str], after: Names) -> Iterator[Site]:
    loop = node.loop
    if loop is None:
        return
    ended: Names = None if after is None else after | {LOOP_COUNTER}
    for extension in loop.extensions("loopCharacteristics"):
        collection, item = extension.get("inputCollection"), extension.get("outputElement")
        if collection:
            yield Site(extension, collection.strip(), outside)
        if item:
            yield Site(extension, item.strip(), ended)
    for condition in loop.of_kind("completionCondition"):
        yield Site(condition, condition.text, None if ended is None else ended | _COUNTS)
