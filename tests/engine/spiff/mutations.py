"""Diagrams that a careless hand has changed: a flow less, another gateway, an event elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from tests.engine.spiff.blocks import condition
from tests.engine.spiff.generator import processes
from tests.engine.spiff.graph import PROCESS, Flow, Graph, Node


def mutants(*, depth: int = 3) -> st.SearchStrategy[Graph]:
    change = st.tuples(_KINDS, st.integers(0, 999), st.integers(0, 999))
    return st.builds(_mutated, processes(depth=depth), st.lists(change, min_size=1, max_size=2))


def _mutated(graph: Graph, changes: list[tuple[str, int, int]]) -> Graph:
    for kind, one, two in changes:
        graph = _MUTATIONS[kind](graph, one, two)
    return graph


def _drop_flow(graph: Graph, one: int, _two: int) -> Graph:
    gone = graph.flows[one % len(graph.flows)] if graph.flows else None
    flows = tuple(flow for flow in graph.flows if flow is not gone)
    return replace(graph, flows=flows, changes=(*graph.changes, f"without flow {gone and gone.id}"))


def _drop_node(graph: Graph, one: int, _two: int) -> Graph:
    gone = graph.nodes[one % len(graph.nodes)]
    nodes = tuple(node for node in graph.nodes if node is not gone)
    return replace(graph, nodes=nodes, changes=(*graph.changes, f"without node {gone.id}"))


def _redirect(graph: Graph, one: int, two: int) -> Graph:
    return _change_flow(graph, one, lambda flow: replace(flow, target=graph.nodes[two % len(graph.nodes)].id))


def _resource(graph: Graph, one: int, two: int) -> Graph:
    return _change_flow(graph, one, lambda flow: replace(flow, source=graph.nodes[two % len(graph.nodes)].id))


def _no_condition(graph: Graph, one: int, _two: int) -> Graph:
    conditional = [i for i, flow in enumerate(graph.flows) if flow.condition]
    if not conditional:
        return graph
    return _change_flow(graph, conditional[one % len(conditional)], lambda flow: replace(flow, condition=""))


def _new_condition(graph: Graph, one: int, two: int) -> Graph:
    return _change_flow(graph, one, lambda flow: replace(flow, condition=condition(two)))


def _new_flow(graph: Graph, one: int, two: int) -> Graph:
    source, target = graph.nodes[one % len(graph.nodes)], graph.nodes[two % len(graph.nodes)]
    flow = Flow(f"x{len(graph.flows)}", source.id, target.id, source.scope)
    return replace(graph, flows=(*graph.flows, flow), changes=(*graph.changes, f"new flow {flow.id}"))


def _change_flow(graph: Graph, one: int, how: Callable[[Flow], Flow]) -> Graph:
    if not graph.flows:
        return graph
    place = one % len(graph.flows)
    changed = how(graph.flows[place])
    flows = (*graph.flows[:place], changed, *graph.flows[place + 1 :])
    return replace(graph, flows=flows, changes=(*graph.changes, f"changed flow {changed.id}"))


def _swap_gateway(graph: Graph, one: int, two: int) -> Graph:
    gateways = [i for i, node in enumerate(graph.nodes) if node.tag.endswith("Gateway")]
    kinds = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
    return _change_node(graph, gateways, one, lambda node: replace(node, tag=kinds[two % len(kinds)]))


def _no_default(graph: Graph, one: int, _two: int) -> Graph:
    places = [i for i, node in enumerate(graph.nodes) if node.default]
    return _change_node(graph, places, one, lambda node: replace(node, default=""))


def _flip_boundary(graph: Graph, one: int, _two: int) -> Graph:
    places = [i for i, node in enumerate(graph.nodes) if node.attached_to]
    return _change_node(graph, places, one, lambda node: replace(node, interrupting=not node.interrupting))


def _move_boundary(graph: Graph, one: int, two: int) -> Graph:
    places = [i for i, node in enumerate(graph.nodes) if node.attached_to]
    host = graph.nodes[two % len(graph.nodes)].id
    return _change_node(graph, places, one, lambda node: replace(node, attached_to=host))


def _move_node(graph: Graph, one: int, two: int) -> Graph:
    scopes = [PROCESS, *(node.id for node in graph.nodes if node.tag == "subProcess")]
    places = [i for i, node in enumerate(graph.nodes) if node.tag != "subProcess"]
    return _change_node(graph, places, one, lambda node: replace(node, scope=scopes[two % len(scopes)]))


def _duplicate_id(graph: Graph, one: int, two: int) -> Graph:
    places = list(range(len(graph.nodes)))
    return _change_node(graph, places, one, lambda node: replace(node, id=graph.nodes[two % len(graph.nodes)].id))


def _change_node(graph: Graph, places: list[int], one: int, how: Callable[[Node], Node]) -> Graph:
    if not places:
        return graph
    place = places[one % len(places)]
    before, changed = graph.nodes[place], how(graph.nodes[place])
    if _holds_itself(graph, changed):
        return graph
    nodes = (*graph.nodes[:place], changed, *graph.nodes[place + 1 :])
    return replace(graph, nodes=nodes, changes=(*graph.changes, f"changed node {before.id}"))


def _holds_itself(graph: Graph, changed: Node) -> bool:
    """A scope inside itself cannot be written down."""
    above = {node.id: node.scope for node in graph.nodes} | {changed.id: changed.scope}
    seen, scope = {changed.id}, changed.scope
    while scope in above:
        if scope in seen:
            return True
        seen.add(scope)
        scope = above[scope]
    return False


_MUTATIONS: dict[str, Callable[[Graph, int, int], Graph]] = {
    "drop flow": _drop_flow,
    "drop node": _drop_node,
    "redirect": _redirect,
    "other source": _resource,
    "no condition": _no_condition,
    "new condition": _new_condition,
    "new flow": _new_flow,
    "swap gateway": _swap_gateway,
    "no default": _no_default,
    "flip boundary": _flip_boundary,
    "move boundary": _move_boundary,
    "move node": _move_node,
    "duplicate id": _duplicate_id,
}
# What the gate cannot refuse by the look of a single element is tried more often.
_SUBTLE = ("swap gateway", "flip boundary", "no default", "redirect", "new flow", "move boundary")
_KINDS = st.sampled_from([*sorted(_MUTATIONS), *_SUBTLE, *_SUBTLE])
