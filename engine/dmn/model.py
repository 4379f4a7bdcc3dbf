"""Decisions as they were read: plain data, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.feel.evaluation import Json


class HitPolicy(StrEnum):
    UNIQUE = "UNIQUE"
    ANY = "ANY"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(StrEnum):
    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Input:
    """A column of conditions: `expression` gives the value that the cells test.

    `type` is DMN's name for it. `allowed` is the list of allowed values as written, a unary test; `values` holds
    them where they are constants. A missing value is always allowed.
    """

    id: str
    label: str
    expression: str
    type: str = ""
    allowed: str = ""
    values: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Output:
    """A column of results; `values` are its allowed values in order of priority, if any are listed."""

    id: str
    name: str
    label: str
    values: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A row: a FEEL test for each input, a FEEL expression for each output. Its `number` counts from 1."""

    number: int
    id: str
    tests: tuple[str, ...]
    entries: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = HitPolicy.UNIQUE
    aggregation: Aggregation | None = None


@dataclass(frozen=True)
class Literal:
    """A decision that is one FEEL expression."""

    expression: str


@dataclass(frozen=True)
class Decision:
    """`requires` are the ids of decisions whose results this one reads, under any of their `aliases`.

    `variables` are the names that it reads itself, without those. `data` are the names of the input data that are
    drawn to it; None where none are.
    """

    id: str
    name: str
    logic: Table | Literal
    requires: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    data: frozenset[str] | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        return self.logic.inputs if isinstance(self.logic, Table) else ()

    @property
    def outputs(self) -> tuple[Output, ...]:
        return self.logic.outputs if isinstance(self.logic, Table) else ()
