"""What the gate says of variables, beside generated diagrams that are played at random."""

# ruff: noqa: E501  (an element reads better on one line)

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, event, given, settings

from engine.bpmn import Node, read
from engine.errors import LimitReached
from engine.gate.given import Given
from engine.gate.places import Place
from engine.gate.sources import Names, Sources
from tests.engine.gate.world import Around
from tests.engine.spiff import diagrams
from tests.engine.spiff.blocks import PAIRS, SINGLES, VARIABLES, Block
from tests.engine.spiff.diagrams import (
    mapping,
    node,
)
from tests.engine.spiff.graph import Graph
from tests.engine.spiff.graph import Node as Spot
from tests.engine.spiff.test_properties import Play, processes, seeds
from tests.engine.spiff.writing import write

WATCHED = ("scriptTask", "manualTask", "serviceTask", "callActivity")


class Told(Sources):
    """Whoever does not say what they give gives none of the names that are watched here."""

    def raw(self, node: Node) -> Names:
        return super().raw(node) or frozenset()


def watched(graph: Graph) -> tuple[Graph, list[str]]:
    """Most steps without a person give a variable of their own, and say in `trace` that they were there."""
    hosts = {one.attached_to for one in graph.nodes} | {"init"}
    probes = [one.id for one in graph.nodes if one.tag in WATCHED and one.id not in hosts]

    def probe(one: Spot, _inside: str) -> str:
        return step(one.id, {f"g_{one.id}": "=1", "trace": f'=append(trace, "{one.id}")'})

    def init(one: Spot, _inside: str) -> str:
        return step(one.id, {"items": "=[1, 2]", "trace": "=[]"} | dict.fromkeys(VARIABLES, "=1"))

    written = {"init": init} | dict.fromkeys(probes, probe)
    nodes = [replace(one, tag="scriptTask", write=written.get(one.id, one.write)) if one.id in written else one
             for one in graph.nodes]  # fmt: skip
    return replace(graph, nodes=tuple(nodes)), probes


def step(node_id: str, outputs: dict[str, str]) -> str:
    nothing = diagrams.zeebe("script", expression="=0", resultVariable="nothing")
    return node("scriptTask", node_id, extensions=nothing + mapping(outputs=outputs))


def told_wrongly(graph: Graph, seed: int) -> list[str]:
    graph, probes = watched(graph)
    source = graph.render()
    order = Given(read(source), Told(read(source), Around()))
    play = Play(source, seed)
    try:
        play.run()
    except LimitReached:
        return []
    trace = play.saved.variables()["trace"]
    found = []
    for number, place in enumerate(trace):
        for name in probes:
            is_there = name in trace[:number]
            if is_there and not order.may(f"g_{name}", Place.before(place)):
                found.append(f"{name} was there before {place}, and cannot be: {trace}")
            if not is_there and order.always(f"g_{name}", Place.before(place)):
                found.append(f"{name} was missing before {place}, and is always there: {trace}")
    return found


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(processes(depth=3), seeds)
def test_what_is_said_to_be_always_there_is_never_missing_and_what_cannot_be_there_never_is(graph: Graph, seed: int):
    assert told_wrongly(graph, seed) == []
    event(f"{len(watched(graph)[1])} watched")


STEP = Block("script")
PAIR = Block("sequence", (STEP, STEP))
SHAPES = [
    Block(kind, (first, second), number)
    for kind in PAIRS for first in (STEP, PAIR, Block("user")) for second in (STEP, Block("sequence", (Block("user"), STEP)))
    for number in (0, 1, 5)
] + [Block(kind, (PAIR,), number) for kind in SINGLES for number in range(6)]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.kind}-{shape.number}")
def test_every_shape_with_steps_before_in_and_behind_it_keeps_what_is_said(shape: Block):
    graph = write(Block("sequence", (STEP, Block("sequence", (shape, STEP)))))
    for seed in range(3):
        assert told_wrongly(graph, seed) == []
