"""Blocks that processes are made of, and how some elements are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.engine.spiff import diagrams
from tests.engine.spiff.diagrams import boundary
from tests.engine.spiff.graph import Node

VARIABLES = ("v0", "v1", "v2")
GROUP, TOPIC, CHILD = "reviewers", "test.topic", "child"
HIGHEST = 5  # answers lie between 0 and this


@dataclass(frozen=True)
class Block:
    """A piece of a process with one way in and one way out; `number` picks among its small variations."""

    kind: str
    parts: tuple[Block, ...] = ()
    number: int = 0

    def holds(self, kind: str) -> bool:
        return self.kind == kind or any(part.holds(kind) for part in self.parts)


LEAVES = ("user", "service", "script", "manual", "receive", "timer", "signal", "call", "throw", "link", "each", "end")
PAIRS = ("sequence", "exclusive", "parallel", "inclusive", "race", "task_split")
SINGLES = ("loop", "sub", "bounded", "bounded_sub", "each_sub", "task_choice", "caught", "beside")


def condition(number: int) -> str:
    return f"={VARIABLES[number % len(VARIABLES)]} > {1 + number % (HIGHEST - 1)}"


def _gateway(node: Node, _inside: str) -> str:
    return diagrams.node(node.tag, node.id, **({"default": node.default} if node.default else {}))


def _choosing_task(node: Node, _inside: str) -> str:
    assigned = diagrams.zeebe("assignmentDefinition", candidateGroups=GROUP)
    more = {"default": node.default} if node.default else {}
    return diagrams.node("userTask", node.id, extensions=diagrams.zeebe("userTask") + assigned, **more)


def _event_start(event: str, *, interrupting: bool) -> Callable[[Node, str], str]:
    return lambda n, _inside: diagrams.start(n.id, event, isInterrupting=str(interrupting).lower())


def _boundary(event: str) -> Callable[[Node, str], str]:
    return lambda n, _inside: boundary(n.id, n.attached_to, event, interrupting=n.interrupting)
