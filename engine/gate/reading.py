"""The expressions of a process, what each reads, and the names that it sees besides those of the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine import feel
from engine.bpmn import Diagram, Element, Node, SubProcess
from engine.errors import ExpressionError
from engine.gate.context import Context
from engine.gate.dialect import SITES
from engine.gate.places import Place
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
    """An expression, where in the order of the diagram it is evaluated, and the names that are there besides the
    case's own; `local` None: any.

    A decision stands for all its cells: `names` are the variables that it reads, `decision` is its key.
    """

    element: Element
    text: str
    place: Place
    local: Names
    names: frozenset[str] | None = None
    decision: str = ""

    @property
    def reads(self) -> frozenset[str]:
        if self.names is not None:
            return self.names
        try:
            return feel.literal_or_feel(self.text).variables
        except ExpressionError:  # reported where expressions are checked
            return frozenset()


def sites(diagram: Diagram, known: Context, sources: Sources) -> Iterator[Site]:
    """Every expression of the executable process, in the order of the file."""
    for flow in diagram.flows:
        for condition in flow.of_kind("conditionExpression"):
            yield Site(condition, condition.text, Place.after(flow.source), sources.around(flow))
    for node in diagram.nodes:
        yield from _node(diagram, known, sources, node)


def _node(diagram: Diagram, known: Context, sources: Sources, node: Node) -> Iterator[Site]:
    before = Place.before(node.id)
    done = Place.ended(node.id) if isinstance(node, SubProcess) else before
    outside = sources.around(node)
    inside = outside | sources.locals(node)
    raw = sources.raw(node)
    after: Names = None if raw is None else inside | raw
    for extension in node.extensions():
        if extension.kind == "ioMapping":
            yield from _mapping(extension, "input", before, outside | sources.item(node))
            yield from _mapping(extension, "output", done, after)
        else:
            yield from _attributes(extension, before, inside)
    for definition in node.definitions:
        for time in definition.times:
            yield Site(time, time.text, before, outside)
    yield from _correlation(diagram, node, before, inside)
    yield from _loop(node, (before, outside), (done, after))
    if node.kind == "businessRuleTask":
        key = node.settings.decision
        yield Site(node, "", before, inside, names=known.reads(key), decision=key)


def _mapping(extension: Element, kind: str, place: Place, local: Names) -> Iterator[Site]:
    """Each line of a mapping sees what those above it wrote."""
    for mapping in extension.children:
        if mapping.is_zeebe and mapping.kind == kind:
            yield from _attributes(mapping, place, local)
            written = (mapping.get("target") or "").strip().partition(".")[0]
            local = None if local is None else local | {written}


def _attributes(extension: Element, place: Place, local: Names) -> Iterator[Site]:
    for attribute, value in extension.attributes.items():
        if SITES.get((extension.kind, attribute)) in ("value", "feel") and value.strip().startswith("="):
            yield Site(extension, value.strip(), place, local)


def _correlation(diagram: Diagram, node: Node, place: Place, local: frozenset[str]) -> Iterator[Site]:
    """The key of the message that `node` sends or waits for; a process's own start waits for any key."""
    if node.kind == "startEvent" and node.parent is diagram.process:
        return
    named = (diagram.named(definition) for definition in node.definitions if definition.trigger == "message")
    for message in (diagram.message(node), *named):
        if message is not None and message.settings.correlation_key:
            yield Site(node, message.settings.correlation_key, place, local)


def _loop(node: Node, begins: tuple[Place, Names], ends: tuple[Place, Names]) -> Iterator[Site]:
    loop = node.loop
    if loop is None:
        return
    place, local = ends
    ended: Names = None if local is None else local | {LOOP_COUNTER}
    for extension in loop.extensions("loopCharacteristics"):
        collection, item = extension.get("inputCollection"), extension.get("outputElement")
        if collection:
            yield Site(extension, collection.strip(), *begins)
        if item:
            yield Site(extension, item.strip(), place, ended)
    for condition in loop.of_kind("completionCondition"):
        yield Site(condition, condition.text, place, None if ended is None else ended | _COUNTS)
