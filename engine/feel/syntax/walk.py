"""What can be told of a tree without evaluating it: above all, which names it takes from the variables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from engine.feel.syntax import nodes
from engine.feel.syntax.nodes import Node


@dataclass
class Reads:
    """`variables` must exist; `possible` stand in a filter and may be properties of the list's elements instead.

    `unknown` has the functions that are called and are nowhere, with their places.
    """

    variables: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    unknown: list[tuple[str, int]] = field(default_factory=list)
    external: list[int] = field(default_factory=list)
    tests: list[tuple[str, int]] = field(default_factory=list)


def children(node: Any) -> Iterator[Node]:
    """The nodes directly below."""
    kind = type(node)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(each.name for each in dataclasses.fields(kind) if each.name not in _PLAIN)
    for name in _FIELDS[kind]:
        value = getattr(node, name)
        if type(value) is tuple:
            yield from _nodes(value)
        elif isinstance(value, _NODES):
            yield value


# The fields of a kind of node that may hold others.
_FIELDS: dict[type, tuple[str, ...]] = {}
_PLAIN = frozenset({"at", "name", "names", "shown", "operator", "type"})


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, nodes.Iteration):
        yield value.values
        if value.until is not None:
            yield value.until
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif isinstance(value, _NODES):
        yield value


_NODES: tuple[type[Node], ...] = get_args(Node)


def mentions(node: Node, name: str) -> bool:
    """Whether a name stands anywhere in a tree."""
    if isinstance(node, nodes.Name):
        return node.name == name
    return any(mentions(child, name) for child in children(node))


def reads(node: Node, builtins: frozenset[str]) -> Reads:
    found = Reads()
    _Walk(found, builtins).visit(node, frozenset(), is_filter=False)
    return found


class _Walk:
    def __init__(self, found: Reads, builtins: frozenset[str]) -> None:
        self.found = found
        self.builtins = builtins

    def visit(self, node: Node, bound: frozenset[str], *, is_filter: bool) -> None:
        match node:
            case nodes.Name():
                self._name(node, bound, is_filter=is_filter)
            case nodes.Call():
                self._call(node, bound, is_filter=is_filter)
            case nodes.For() | nodes.Quantified():
                self._iterations(node, bound, is_filter=is_filter)
            case nodes.ContextOf():
                for key, value in node.entries:
                    bound |= {key}
                    self._argument(value, bound, is_filter=is_filter)
            case nodes.FunctionOf():
                if node.is_external:
                    self.found.external.append(node.at)
                self.visit(node.body, bound | {one.name for one in node.parameters}, is_filter=is_filter)
            case nodes.Filter():
                self.visit(node.base, bound, is_filter=is_filter)
                self.visit(node.condition, bound | {"item"}, is_filter=True)
            case nodes.Tests():
                for test in node.tests:
                    self.visit(test, bound | {"?"}, is_filter=is_filter)
            case _:
                for child in children(node):
                    self.visit(child, bound, is_filter=is_filter)

    def _name(self, node: nodes.Name, bound: frozenset[str], *, is_filter: bool) -> None:
        if node.name not in bound:
            is_filter = is_filter or node.may_miss
            (self.found.possible if is_filter else self.found.variables).add(node.name)

    def _argument(self, node: Node, bound: frozenset[str], *, is_filter: bool) -> None:
        """Where a built-in function may be given as a value."""
        if not (isinstance(node, nodes.Name) and node.is_function and node.name in self.builtins):
            self.visit(node, bound, is_filter=is_filter)

    def _call(self, node: nodes.Call, bound: frozenset[str], *, is_filter: bool) -> None:
        function = node.function
        if not isinstance(function, nodes.Name):
            self.visit(function, bound, is_filter=is_filter)
        elif not is_filter and function.name not in bound and function.name not in self.builtins:
            self.found.unknown.append((function.name, function.at))
        for argument in node.arguments:
            self._argument(argument, bound, is_filter=is_filter)

    def _iterations(self, node: nodes.For | nodes.Quantified, bound: frozenset[str], *, is_filter: bool) -> None:
        for iteration in node.iterations:
            self.visit(iteration.values, bound, is_filter=is_filter)
            if iteration.until is not None:
                self.visit(iteration.until, bound, is_filter=is_filter)
            bound |= {iteration.name}
        if isinstance(node, nodes.For):
            bound |= {"partial"}
        self.visit(node.body, bound, is_filter=is_filter)
