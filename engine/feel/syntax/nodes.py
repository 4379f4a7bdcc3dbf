"""The tree of an expression. `at` is where a node begins in its text, counted from 0; `end` where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Union

from engine.feel.values.types import Type


@dataclass(frozen=True, slots=True)
class Literal:
    """Null, a boolean, a number or a text."""

    value: bool | Decimal | str | None
    at: int


@dataclass(frozen=True, slots=True)
class AtLiteral:
    """`@"2026-11-23"`."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """`is_function` where a built-in function may be meant, so that a name that only it has is no mistake;
    `is_property` inside a filter, where the list's elements may have it; `may_miss` where the expression asks whether
    it is there."""

    name: str
    at: int
    is_function: bool = False
    is_property: bool = False
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands of one rank from left to right: `first` and then (operator, operand, place of the operator)."""

    first: Node
    rest: tuple[tuple[str, Node, int], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` of any number of operands."""

    is_and: bool
    operands: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Between:
    value: Node
    low: Node
    high: Node
    at: int


@dataclass(frozen=True, slots=True)
class In:
    value: Node
    tests: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class InstanceOf:
    value: Node
    type: Type
    at: int


@dataclass(frozen=True, slots=True)
class Interval:
    """`[1..5)`."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool
    at: int


@dataclass(frozen=True, slots=True)
class Operator:
    """A test such as `> 5`, which is a range where a value is asked for."""

    operator: str
    end: Node
    at: int


@dataclass(frozen=True, slots=True)
class Path:
    base: Node
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Filter:
    base: Node
    condition: Node
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """`names` has the parameter for each argument where they are given by name, and is empty otherwise."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]
    at: int
    shown: str


@dataclass(frozen=True, slots=True)
class If:
    condition: Node
    then: Node
    otherwise: Node
    at: int


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in values`, or `name in values..until`."""

    name: str
    values: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For:
    iterations: tuple[Iteration, ...]
    body: Node
    at: int


@dataclass(frozen=True, slots=True)
class Quantified:
    is_every: bool
    iterations: tuple[Iteration, ...]
    body: Node
    at: int


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class ContextOf:
    entries: tuple[tuple[str, Node], ...]
    at: int


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type | None


@dataclass(frozen=True, slots=True)
class FunctionOf:
    parameters: tuple[Parameter, ...]
    body: Node
    is_external: bool
    at: int


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell of conditions: one of `tests` holds, or none where `negated`. No tests: anything passes."""

    tests: tuple[Node, ...]
    negated: bool
    at: int


Node = Union[  # noqa: UP007 - the names above are only known now
    Literal, AtLiteral, Name, Chain, Logic, Negative, Comparison, Between, In, InstanceOf, Interval, Operator, Path,
    Filter, Call, If, For, Quantified, ListOf, ContextOf, FunctionOf, Tests,
]  # fmt: skip
