"""A diagram as nodes and flows, so that a test can change it before it is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.spiff import diagrams

PROCESS = "p"


@dataclass(frozen=True)
class Node:
    """An element: its tag, the scope it lies in, and how it is written around what lies in it."""

    id: str
    tag: str
    scope: str
    write: Callable[[Node, str], str]
    attached_to: str = ""
    interrupting: bool = True
    default: str = ""


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    scope: str
    condition: str = ""


@dataclass(frozen=True)
class Graph:
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    roots: str = ""
    # What was done to the sound diagram, for the report of a failure.
    changes: tuple[str, ...] = ()

    def render(self) -> bytes:
        return diagrams.diagram(self._inside(PROCESS), key=PROCESS, roots=self.roots)

    def _inside(self, scope: str) -> str:
        # The first node of an id holds what lies in it, so that a duplicate does not repeat its inside.
        nodes = "".join(node.write(node, self._inside(node.id)) for node in self.nodes if node.scope == scope)
        return nodes + "".join(_flow(flow) for flow in self.flows if flow.scope == scope)

    def __repr__(self) -> str:
        lines = [f"{n.id}: {n.tag}" + (f" on {n.attached_to}" if n.attached_to else "") for n in self.nodes]
        lines += [f"{f.id}: {f.source} -> {f.target} {f.condition}".rstrip() for f in self.flows]
        return "\n".join(["Graph(", *lines, *(f"changed: {change}" for change in self.changes), ")"])


def _flow(flow: Flow) -> str:
    inside = f"<conditionExpression>{flow.condition.replace('>', '&gt;')}</conditionExpression>"
    ends = f'id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}"'
    return f"<sequenceFlow {ends}>{inside if flow.condition else ''}</sequenceFlow>"
